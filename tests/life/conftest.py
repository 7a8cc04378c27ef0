"""A town to live through, and copies of it, on both engines."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import create_engine, make_url, text

from portal import check
from portal.db import Database
from tests.life.town import settle

PEOPLE = 12


@dataclass
class Worlds:
    """A filled database, and copies of it by name."""

    url: str
    opened: dict[str, Database] = field(default_factory=dict)

    @classmethod
    def of(cls, database: Database, url: str) -> Self:
        """Take a database that was filled; nothing may keep it open."""
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        database.engine.dispose()
        return cls(url)

    def copy(self, name: str) -> Database:
        """Return a fresh copy under this name; an engine remembers what it compiled."""
        url = make_url(self.url)
        copied = url.set(database=f"{url.database}_{name}")
        if name not in self.opened:
            self.opened[name] = Database(copied.render_as_string(hide_password=False))
        self.opened[name].engine.dispose()
        if url.get_backend_name() == "sqlite":
            for old in Path(str(copied.database)).parent.glob(f"*_{name}*"):
                old.unlink()
            shutil.copy(Path(str(url.database)), Path(str(copied.database)))
        else:
            engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(
                    text(f'drop database if exists "{copied.database}" with (force)')
                )
                made = f'create database "{copied.database}" template "{url.database}"'
                connection.execute(text(made))
            engine.dispose()
        return self.opened[name]

    def close(self) -> None:
        """Let all go."""
        for database in self.opened.values():
            database.engine.dispose()


def broken(database: Database) -> list[str]:
    """Return the names of the invariants that do not hold."""
    with database.reading() as session:
        return check.broken(session)


Make = Callable[[str], Worlds]
"""Makes a small town by its name."""


@contextmanager
def _making(url: str) -> Iterator[Make]:
    made: list[Worlds] = []

    def make(town: str, people: int = PEOPLE, seed: int = 7) -> Worlds:
        database = Database(url)
        with database.unit_of_work() as session:
            settle(session, town, people, seed)
        made.append(Worlds.of(database, url))
        return made[-1]

    yield make
    for worlds in made:
        worlds.close()


@pytest.fixture
def world(database_url: str) -> Iterator[Make]:
    """Makes a small town in an empty database."""
    with _making(database_url) as make:
        yield make


@pytest.fixture
def served_world(postgresql_url: str) -> Iterator[Make]:
    """Makes a small town in an empty database that has a queue."""
    with _making(postgresql_url) as make:
        yield make

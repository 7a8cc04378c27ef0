"""A world that is watched: what changed since the beginning, and all of it undone."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import inspect, text

from portal.db import make_engine
from portal.ports import Clock
from portal.web.services import Services
from tests.web import copies
from tests.web.world import World

UNTOLD = ("audit_event", "helper_visit", "look", "pace", "sign_in", "wrong_code")
"""Tables that also grow when nothing comes of a request: who looked, tried, and is inside."""


class Again:
    """A clock that is put back with the world, else all who are inside would be idle too long."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._began, self._by = clock, clock.now(), timedelta()

    def now(self) -> datetime:
        return self._clock.now() - self._by

    def today(self) -> date:
        return self._clock.today()

    def put_back(self) -> None:
        """Let it be the moment at which this clock was made."""
        self._by = self._clock.now() - self._began


class Watched(World):
    """A world that remembers its beginning."""

    def __post_init__(self) -> None:
        """Live through half a day, and remember how things are then."""
        super().__post_init__()
        parts = self.app.extensions["portal"]
        self._clock = Again(parts.clock)
        self.app.extensions["portal"] = replace(parts, clock=self._clock)
        is_file = parts.database.engine.dialect.name == "sqlite"
        self._eye: Eye = FileEye(parts) if is_file else ServerEye(parts)
        self._before, self._rows = self._eye.version(), self._read()

    def changed(self) -> list[str]:
        """Return the tables that differ from the beginning."""
        if self._eye.version() == self._before:
            return []
        rows = self._read()
        return [table for table in rows if rows[table] != self._rows[table]]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        return self._eye.counts()

    def holds(self, words: str) -> bool:
        """Whether these words stand anywhere in the database."""
        return self._eye.holds(words)

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table as they are now."""
        return self._read()[table]

    def restore(self) -> None:
        """Undo all that happened since the beginning."""
        self._eye.restore()
        self._clock.put_back()
        self._before = self._eye.version()

    def close(self) -> None:
        """Look no more, and let the database go."""
        self._eye.close()
        super().close()

    def _read(self) -> dict[str, list[Any]]:
        return {name: rows for name, rows in self._eye.read().items() if name not in UNTOLD}


def _counting(tables: list[str]) -> str:
    each = (f"select '{name}', count(*) from \"{name}\"" for name in tables if name not in UNTOLD)
    return " union all ".join(each)


class Eye(Protocol):
    """Looks at a database from beside the portal, and remembers it as it was first seen."""

    def version(self) -> int:
        """Return a number that changes whenever someone else changes the database."""

    def read(self) -> dict[str, list[Any]]:
        """Return the rows of each table."""

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table, but those that always grow."""

    def holds(self, words: str) -> bool:
        """Whether these words stand anywhere."""

    def restore(self) -> None:
        """Make it as it was first seen."""

    def close(self) -> None:
        """Look no more."""


class FileEye:
    """Looks at a SQLite database."""

    def __init__(self, parts: Services) -> None:
        path = str(parts.database.engine.url.database)
        self._eye = sqlite3.connect(path, isolation_level=None)
        self._pristine = sqlite3.connect(":memory:")
        self._eye.backup(self._pristine)
        named = self._eye.execute("select name from sqlite_master where type = 'table'")
        self._tables = [name for (name,) in named.fetchall()]

    def version(self) -> int:
        return int(self._eye.execute("pragma data_version").fetchone()[0])

    def read(self) -> dict[str, list[Any]]:
        return {
            name: self._eye.execute(f'select * from "{name}"').fetchall() for name in self._tables
        }

    def counts(self) -> dict[str, int]:
        return dict(self._eye.execute(_counting(self._tables)).fetchall())

    def holds(self, words: str) -> bool:
        return words.encode() in self._eye.serialize()

    def restore(self) -> None:
        self._pristine.backup(self._eye)

    def close(self) -> None:
        self._eye.close()
        self._pristine.close()


class ServerEye:
    """Looks at a PostgreSQL database, and makes it again from a copy of its beginning."""

    def __init__(self, parts: Services) -> None:
        self._parts, self._url = parts, parts.settings.database_url
        self._engine = make_engine(self._url).execution_options(isolation_level="AUTOCOMMIT")
        self._tables = inspect(self._engine).get_table_names()
        each = (f"select '{name}', t::text from \"{name}\" t" for name in self._tables)
        self._everything = text(" union all ".join(each))
        self._counted = text(_counting(self._tables))
        self._pristine = copies.near(self._url, "beginning")
        self._let_go()
        copies.copy(self._url, self._pristine)

    def version(self) -> int:
        with self._engine.connect() as connection:
            return copies.changes(connection)

    def read(self) -> dict[str, list[Any]]:
        with self._engine.connect() as connection:
            rows = connection.execute(self._everything).all()
        found: dict[str, list[Any]] = {name: [] for name in self._tables}
        for name, row in sorted(rows):
            found[name].append(row)
        return found

    def counts(self) -> dict[str, int]:
        with self._engine.connect() as connection:
            return {str(name): int(count) for name, count in connection.execute(self._counted)}

    def holds(self, words: str) -> bool:
        return any(words in row for rows in self.read().values() for row in rows)

    def restore(self) -> None:
        self._let_go()
        copies.copy(self._pristine, self._url)

    def close(self) -> None:
        self._let_go()
        copies.remove(self._pristine)

    def _let_go(self) -> None:
        """Close what is open: nobody may look while it is copied."""
        self._parts.looks.settle()
        self._parts.database.engine.dispose()
        self._engine.dispose()

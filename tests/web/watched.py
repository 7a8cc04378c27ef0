"""A world on SQLite that is watched: what changed since the beginning, and all of it undone."""

import sqlite3
from typing import Any

from tests.web.world import World

UNTOLD = ("audit_event", "helper_visit", "look", "pace", "sign_in", "wrong_code")
"""Tables that also grow when nothing comes of a request: who looked, tried, and is inside."""


class Watched(World):
    """A world that remembers its beginning."""

    def __post_init__(self) -> None:
        """Live through half a day, and remember how things are then."""
        super().__post_init__()
        database = self.app.extensions["portal"].database
        self._eye = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
        self._pristine = sqlite3.connect(":memory:")
        self._eye.backup(self._pristine)
        self._before, self._rows = self._version(), self._read()

    def changed(self) -> list[str]:
        """Return the tables that differ from the beginning."""
        if self._version() == self._before:
            return []
        rows = self._read()
        return [table for table in rows if rows[table] != self._rows[table]]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        return {table: len(rows) for table, rows in self._read().items()}

    def holds(self, words: str) -> bool:
        """Whether these words stand anywhere in the database."""
        return words.encode() in self._eye.serialize()

    def rows(self, table: str) -> list[Any]:
        """Return the rows of a table as they are now."""
        return self._read()[table]

    def restore(self) -> None:
        """Undo all that happened since the beginning."""
        self._pristine.backup(self._eye)
        self._before = self._version()

    def close(self) -> None:
        """Look no more, and let the database go."""
        self._eye.close()
        self._pristine.close()
        super().close()

    def _version(self) -> int:
        """A number that changes whenever someone else changes the database."""
        return int(self._eye.execute("pragma data_version").fetchone()[0])

    def _read(self) -> dict[str, list[Any]]:
        names = self._eye.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {
            name: self._eye.execute(f'select * from "{name}"').fetchall()
            for (name,) in names
            if name not in UNTOLD
        }

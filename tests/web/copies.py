"""Filled databases to copy, on either engine: made once for a town, and a fresh copy for a test.

A copy is a file on SQLite, and on PostgreSQL a database made with the other as its template.
Nobody may have a database open while it is copied or removed.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, make_url, text

from portal import migrate
from portal.clock import FixedDayClock
from portal.db import Database, make_engine
from portal.demo import fill
from portal.municipality import load

TODAY = date(2026, 11, 21)
KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
_VERSIONS = {
    "sqlite": "pragma data_version",
    "postgresql": "select pg_snapshot_xmax(pg_current_snapshot())::text",
}


class Demos:
    """Databases of one engine, by name."""

    def __init__(self, address: Callable[[str], str]) -> None:
        """Give each name its address."""
        self.url = address
        self._made: set[str] = set()

    def renew(self, name: str, municipality: str) -> str:
        """Put the fresh demo of a municipality there; return its address."""
        town = self.url(f"demo-of-{municipality}")
        if town not in self._made:
            _begin(town)
            _fill(town, municipality)
            self._made.add(town)
        copy(town, self.url(name))
        self._made.add(self.url(name))
        return self.url(name)

    def close(self) -> None:
        """Leave nothing behind."""
        for url in self._made:
            remove(url)


def files(folder: Path) -> Callable[[str], str]:
    """Addresses of SQLite databases in a folder."""
    return lambda name: f"sqlite:///{folder / name}.db"


def databases(server: str, worker: str) -> Callable[[str], str]:
    """Addresses of databases of a PostgreSQL server that are this worker's own."""
    return lambda name: _with_name(server, f"overblik_web_{worker}_{name}")


def _begin(url: str) -> None:
    """Make an empty database of the newest shape."""
    remove(url)
    if not _is_file(url):
        _say(url, f'create database "{make_url(url).database}"')
    migrate.upgrade(url)


def _fill(url: str, municipality: str) -> None:
    database = Database(url)
    now = FixedDayClock(TODAY, ZoneInfo("Europe/Amsterdam")).now()
    fill(database, load(municipality), today=TODAY, now=now, identity_key=KEY)
    database.engine.dispose()


def copy(original: str, url: str) -> None:
    """Put a copy of a database at another address, in place of what is there."""
    remove(url)
    if _is_file(url):
        with _at_once(original) as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        shutil.copy(_path(original), _path(url))
        return
    old, new = make_url(original).database, make_url(url).database
    _say(url, f'create database "{new}" template "{old}" strategy file_copy')


def remove(url: str) -> None:
    """Take a database away, if it is there."""
    if _is_file(url):
        for left in _path(url).parent.glob(f"{_path(url).name}*"):
            left.unlink()
    else:
        _say(url, f'drop database if exists "{make_url(url).database}" with (force)')


@contextmanager
def beside(url: str) -> Iterator[str]:
    """Give the address of a copy that is there for a while."""
    address = near(url, "later")
    copy(url, address)
    try:
        yield address
    finally:
        remove(address)


def near(url: str, name: str) -> str:
    """Return the address of a database with this added to its name."""
    database = str(make_url(url).database)
    ending = ".db" if _is_file(url) else ""
    return _with_name(url, f"{database.removesuffix(ending)}-{name}{ending}")


def changes(connection: Connection) -> int:
    """Return a number that grows when somebody else changes the database.

    On PostgreSQL what happens in other databases of the server lets it grow too.
    """
    return int(connection.exec_driver_sql(_VERSIONS[connection.dialect.name]).scalar_one())


def _is_file(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _path(url: str) -> Path:
    return Path(str(make_url(url).database))


def _with_name(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _say(url: str, command: str) -> None:
    """Tell the server something about its databases."""
    with _at_once(_with_name(url, "postgres")) as connection:
        connection.execute(text(command))


@contextmanager
def _at_once(url: str) -> Iterator[Connection]:
    """A connection in which each command is kept at once."""
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()

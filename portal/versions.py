"""Which version a database has, and whether this code can serve it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from portal.db import make_engine

_STEPS = Path(__file__).parent / "migrations" / "versions"
_KEPT_IN = "alembic_version"
"""The table of the library that migrates. The library itself takes 7 MB: only those who migrate
load it, and not every web process."""


def is_newest(url: str) -> bool:
    """Whether the database at this URL has the newest version, or one that is newer still."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return serves(connection)
    finally:
        engine.dispose()


def serves(connection: Connection) -> bool:
    """Whether this code can serve the database: of its own version, or of one it does not know.

    A version it does not know is a newer one: it only added, so that old code goes on meanwhile.
    """
    now = current(connection)
    return now is not None and (now == known()[-1] or now not in known())


def current(connection: Connection) -> str | None:
    """Return the version of a database; None for one without tables."""
    if not inspect(connection).has_table(_KEPT_IN):
        return None
    return connection.execute(select(column("version_num")).select_from(table(_KEPT_IN))).scalar()


@cache
def known() -> tuple[str, ...]:
    """Return the versions this code knows, the newest last: its steps are named by them."""
    return tuple(sorted(step.stem.partition("_")[0] for step in _STEPS.glob("[0-9]*.py")))

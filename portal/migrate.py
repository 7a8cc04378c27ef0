"""Bringing a database to the newest shape and back, from any directory and from a wheel."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from portal import versions
from portal.cases.work import triggers
from portal.db import make_engine, writing

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_234_001
"""PostgreSQL's advisory lock that makes two upgrades at once wait for each other."""


def upgrade(url: str) -> None:
    """Bring the database at this URL to the newest version, wholly or not at all."""
    _change(url, lambda config: command.upgrade(config, "head"))


def downgrade(url: str, to: str = "base") -> None:
    """Take the database back to an older version; `base` is an empty one. Data may be lost."""
    _change(url, lambda config: command.downgrade(config, to))


def configuration() -> Config:
    """Return Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _change(url: str, act: Callable[[Config], None]) -> None:
    engine = make_engine(url)
    is_embedded = engine.dialect.name == "sqlite"
    if is_embedded:
        event.listen(engine, "connect", _let_rebuild)
    try:
        with writing(engine).begin() as connection:
            _wait(connection)
            config = configuration()
            config.attributes["connection"] = connection
            triggers.remove(connection)
            act(config)
            if versions.current(connection) == versions.known()[-1]:
                triggers.put_in_place(connection)
            if is_embedded:
                _check_references(connection)
    finally:
        engine.dispose()


def _wait(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _let_rebuild(connection: Any, _record: Any) -> None:  # noqa: ANN401  (the driver's own type)
    """SQLite changes a check by making the table anew, which rows that refer to it would forbid."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    """Find what refers to nothing, as the database would have. Raises IntegrityError."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        reason = ValueError(f"rows of {lost[0]} refer to nothing in {lost[2]}")
        raise IntegrityError("migration", None, reason)

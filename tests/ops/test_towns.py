"""A second municipality beside the first: a database and keys of its own, or nothing at all."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from portal.commands.new_town import make
from portal.db import Database, make_engine
from portal.errors import BadFile
from portal.people.installation import Purpose, purpose


def read(settings: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in settings.read_text("utf-8").splitlines())


def test_a_town_gets_a_database_and_keys_of_its_own(database_url: str, tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    url = make({"PORTAL_DATABASE_URL": database_url}, "norddjurs", settings)
    told = read(settings)
    try:
        database = Database(told["PORTAL_DATABASE_URL"])
        with database.reading() as session:
            assert purpose(session) == Purpose("norddjurs", demo=False)
        database.engine.dispose()
        assert told["PORTAL_SECRET_KEY"] != told["PORTAL_IDENTITY_KEY"]
        assert settings.stat().st_mode & 0o077 == 0
        with pytest.raises(BadFile, match="there already"):
            make({"PORTAL_DATABASE_URL": database_url}, "norddjurs", tmp_path / "other")
        assert not (tmp_path / "other").exists()
    finally:
        drop(database_url, str(url.database))


def drop(beside: str, name: str) -> None:
    """Leave nothing behind."""
    if make_url(beside).get_backend_name() == "sqlite":
        Path(name).unlink()
        return
    engine = make_engine(beside).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'drop database "{name}"'))
    engine.dispose()

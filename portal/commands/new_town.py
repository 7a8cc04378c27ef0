"""Another municipality beside one that runs: a database of its own, and keys of its own."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, Engine, make_url, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from portal import migrate
from portal.commands.whole_file import whole_file
from portal.db import Database, make_engine
from portal.errors import BadFile, UnsafeSettings
from portal.people.installation import Purpose, claim
from portal.sealing import new_key

_TAKEN = "42P04"
"""What PostgreSQL says when a database of this name is there."""


def make(environ: Mapping[str, str], municipality: str, settings: Path) -> URL:
    """Make the database and the file; nothing is left where one of them cannot be made."""
    if not environ.get("PORTAL_DATABASE_URL"):
        raise UnsafeSettings("Set PORTAL_DATABASE_URL to a database to make this one beside.")
    beside = make_url(environ["PORTAL_DATABASE_URL"])
    keys = settings.with_name(f"{settings.name}.keys")
    for file in (settings, keys):
        if file.exists():
            raise BadFile([f"{file}: is there already"])
    url = _empty(beside, municipality)
    address = url.render_as_string(hide_password=False)
    migrate.upgrade(address)
    database = Database(address)
    with database.unit_of_work() as session:
        claim(session, Purpose(municipality, demo=False))
    database.engine.dispose()
    with whole_file(keys) as written:
        written.write(f"{new_key('first')}\n")
    with whole_file(settings) as written:
        written.write(_settings(address, municipality, keys))
    return url


def _empty(beside: URL, municipality: str) -> URL:
    """Make an empty database under the name of the municipality."""
    if beside.get_backend_name() == "sqlite":
        path = Path(beside.database or "").absolute().with_name(f"{municipality}.db")
        if path.exists():
            raise BadFile([f"{path}: is there already"])
        return beside.set(database=str(path))
    url = beside.set(database=f"{beside.database}-{municipality}")
    engine = make_engine(beside.render_as_string(hide_password=False))
    try:
        _create(engine, str(url.database))
    finally:
        engine.dispose()
    return url


def _create(engine: Engine, name: str) -> None:
    quoted = engine.dialect.identifier_preparer.quote_identifier(name)
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"create database {quoted} encoding 'UTF8' template template0"))
    except ProgrammingError as error:
        is_taken = getattr(error.orig, "sqlstate", "") == _TAKEN
        told = "is there already" if is_taken else "this user may not make databases (CREATEDB)"
        raise BadFile([f"{name}: {told}"]) from None
    except DBAPIError:
        raise BadFile([f"{name}: the server does not answer"]) from None


def _settings(address: str, municipality: str, keys: Path) -> str:
    made = {
        "PORTAL_DATABASE_URL": address,
        "PORTAL_MUNICIPALITY": municipality,
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_IDENTITY_KEY": secrets.token_urlsafe(48),
        "PORTAL_VAULT_KEYS_FILE": str(keys.absolute()),
    }
    return "".join(f"{name}={value}\n" for name, value in made.items())

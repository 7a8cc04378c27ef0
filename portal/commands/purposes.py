"""For whom a database is, and whether a demo's: looked at before anything is done with it."""

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from portal.commands.place import in_production
from portal.config import Settings
from portal.db import Database
from portal.errors import UnsafeSettings
from portal.people.installation import Purpose, claim, mistaken, purpose
from portal.people.models import Installation, Person


def upgrade(url: str, environ: Mapping[str, str]) -> bool:
    """Bring a database to the newest version, and write down for whom it is where settings say so.

    Return whether it says for whom it is. Raises UnsafeSettings, before anything is changed, where
    it is for something else.
    """
    from portal import migrate  # noqa: PLC0415  (who serves needs nothing of it)

    wanted = in_production(environ)
    if wanted is not None:
        must_be(url, wanted)
    migrate.upgrade(url)
    database = Database(url)
    try:
        with database.unit_of_work() as session:
            if wanted is not None:
                claim(session, wanted)
            return purpose(session) is not None
    finally:
        database.engine.dispose()


def must_be(url: str, wanted: Purpose) -> None:
    """Look at a database of any version, or without tables. Raises UnsafeSettings."""
    found, _ = _found(url)
    if found is not None:
        mistaken(found, wanted)


def must_be_to_serve(settings: Settings) -> None:
    """Refuse to serve a database that is for something else. Raises UnsafeSettings."""
    # One that is away is no reason not to start: pages say so until it is back, /ready who it is.
    with suppress(OperationalError):
        must_be(settings.database_url, Purpose(settings.municipality, settings.demo))


def must_be_for_demo(url: str, municipality: str, *, fresh: bool) -> None:
    """Refuse a database in production to a demo, and one with people that nobody said is a demo's.

    A fresh demo may take over that of another municipality. Raises UnsafeSettings.
    """
    found, has_people = _found(url)
    if found is None and has_people:
        raise UnsafeSettings(
            "This database holds people, and does not say that it is a demo's: a demo is not put in"
            " it. Set PORTAL_DATABASE_URL to another, or unset it."
        )
    if found is not None and not (fresh and found.demo):
        mistaken(found, Purpose(municipality, demo=True))


def _found(url: str) -> tuple[Purpose | None, bool]:
    """What a database is for, and whether it holds people."""
    database = Database(url)
    try:
        with database.reading() as session:
            if not _has_table(session, Installation.__tablename__):
                return None, False
            return purpose(session), session.exec(select(Person.id).limit(1)).first() is not None
    finally:
        database.engine.dispose()


def _has_table(session: Session, name: object) -> bool:
    return inspect(session.connection()).has_table(str(name))

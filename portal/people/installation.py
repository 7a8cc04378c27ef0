"""What this database is for, so that no command mistakes one municipality for another."""

from dataclasses import dataclass

from sqlmodel import Session, select

from portal.errors import UnsafeSettings
from portal.people.models import Installation


@dataclass(frozen=True)
class Purpose:
    """A database's municipality, and whether it is a demo's."""

    municipality: str
    demo: bool


def purpose(session: Session) -> Purpose | None:
    """Return what the database is for, or None when nobody said so yet."""
    kept = dict(session.exec(select(Installation.name, Installation.value)).all())
    if "municipality" not in kept:
        return None
    return Purpose(kept["municipality"], kept.get("demo") == "yes")


def claim(session: Session, wanted: Purpose) -> None:
    """Write down what the database is for. Raises UnsafeSettings when it is for something else."""
    found = purpose(session)
    if found is None:
        session.add(Installation(name="municipality", value=wanted.municipality))
        session.add(Installation(name="demo", value="yes" if wanted.demo else "no"))
    else:
        mistaken(found, wanted)


def mistaken(found: Purpose, wanted: Purpose) -> None:
    """Raise UnsafeSettings where a database is for something else than what is wanted of it."""
    if found != wanted:
        kind = "a demo" if found.demo else "in production"
        raise UnsafeSettings(
            f"This database is for {found.municipality}, {kind}."
            " Set PORTAL_DATABASE_URL to another one."
        )

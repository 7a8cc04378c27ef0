"""Finding a person by a part of their name, or by their public reference."""

import re

from sqlmodel import Session, col, func, select

from portal.people.actors import Actor, Permission
from portal.people.closed import closed_to
from portal.people.models import Person
from portal.record import find_one

SHORTEST = 2
"""Signs a search needs."""


def by_name(session: Session, staff: Actor, text: str, most: int = 20) -> list[Person]:
    """Return people whose name contains the text, in order of name. Raises NotAllowed."""
    staff.must(Permission.PERSON_READ)
    return _named_like(session, staff, text, most)


def to_close(session: Session, by: Actor, text: str, most: int) -> list[Person]:
    """Return people by name for who closes their file to a colleague. Raises NotAllowed."""
    by.must(Permission.FILE_CLOSE)
    return _named_like(session, by, text, most)


def for_trail(session: Session, by: Actor, text: str, most: int) -> list[Person]:
    """Return people by name for who answers who looked at them. Raises NotAllowed."""
    by.must(Permission.AUDIT_READ)
    return _named_like(session, by, text, most)


def _named_like(session: Session, staff: Actor, text: str, most: int) -> list[Person]:
    wanted = " ".join(text.lower().split())
    if len(wanted) < SHORTEST:
        return []
    pattern = "%" + re.sub(r"([\\%_])", r"\\\1", wanted) + "%"
    found = select(Person).where(
        func.lower(col(Person.name)).like(pattern, escape="\\"),
        col(Person.id).not_in(closed_to(staff)),
    )
    return list(session.exec(found.order_by(col(Person.name), col(Person.id)).limit(most)).all())


def by_ref(session: Session, staff: Actor, ref: str) -> Person:
    """Return one person. Raises NotAllowed, NotFound."""
    staff.must(Permission.PERSON_READ)
    return find_one(session, select(Person).where(Person.ref == ref))

"""Ending somebody's sessions for them: an administrator does, or whoever runs the machine."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal.people import audit
from portal.people.acting.models import Acting, HelperVisit
from portal.people.actors import Actor, Permission
from portal.people.models import Person, SignIn, StaffMember
from portal.record import find_one

ENDED = "sessions:end"


def of_person(session: Session, by: Actor, ref: str, now: datetime) -> int:
    """End all of a person's sessions, and of who acts for them with a code; return how many.

    Raises NotAllowed, NotFound.
    """
    by.must(Permission.STAFF_MANAGE)
    return _of_person(session, ref, by.signature, now)


def of_colleague(session: Session, by: Actor, member: StaffMember, now: datetime) -> int:
    """End all sessions of a member of staff; return how many. Raises NotAllowed."""
    by.must(Permission.STAFF_MANAGE)
    return _of_staff(session, member, by.signature, now)


def on_the_machine(
    session: Session, by: str, now: datetime, *, person: str = "", staff: str = ""
) -> int:
    """End the sessions of the one named, or of everybody. Raises NotFound."""
    if person:
        return _of_person(session, person, by, now)
    if staff:
        member = find_one(session, select(StaffMember).where(StaffMember.ref == staff))
        return _of_staff(session, member, by, now)
    count = _end(session, now) + _end_visits(session, now)
    audit.record(session, now, by, ENDED, "everybody", str(count))
    return count


def _of_person(session: Session, ref: str, by: str, now: datetime) -> int:
    person = find_one(session, select(Person).where(Person.ref == ref))
    acted = select(Acting.id).where(Acting.principal_id == person.id)
    count = _end(session, now, col(SignIn.person_id) == person.id)
    count += _end_visits(session, now, col(HelperVisit.acting_id).in_(acted))
    audit.record(session, now, by, ENDED, f"person:{person.ref}", str(count))
    return count


def _of_staff(session: Session, member: StaffMember, by: str, now: datetime) -> int:
    count = _end(session, now, col(SignIn.staff_id) == member.id)
    audit.record(session, now, by, ENDED, f"staff:{member.ref}", str(count))
    return count


def _end(session: Session, now: datetime, *whose: object) -> int:
    ending = update(SignIn).where(col(SignIn.ended_at).is_(None), *whose)  # type: ignore[arg-type]
    return int(session.exec(ending.values(ended_at=now)).rowcount)


def _end_visits(session: Session, now: datetime, *whose: object) -> int:
    ending = update(HelperVisit).where(col(HelperVisit.ended_at).is_(None), *whose)  # type: ignore[arg-type]
    return int(session.exec(ending.values(ended_at=now)).rowcount)

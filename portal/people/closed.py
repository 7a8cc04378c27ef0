"""Files that are closed to a member of staff: their own, their family's, a colleague's."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person, StaffMember
from portal.people.refs import new_ref
from portal.people.trail.models import ClosedFile
from portal.record import find_one

WHY = ("own", "family", "colleague", "other")


def closed_to(staff: Actor) -> Any:  # noqa: ANN401  (a subselect)
    """Return a subselect of the ids of people whose files are closed to this member of staff.

    Lists and searches leave them out: `.where(col(X.person_id).not_in(closed_to(actor)))`.
    """
    return select(ClosedFile.person_id).where(
        ClosedFile.staff_id == staff.id, col(ClosedFile.opened_at).is_(None)
    )


def is_closed(session: Session, staff: Actor, person_id: int) -> bool:
    """Whether this person's file is closed to this member of staff."""
    wanted = closed_to(staff).where(ClosedFile.person_id == person_id)
    return staff.is_staff and session.exec(wanted).first() is not None


def closed_for(session: Session, by: Actor, member: StaffMember) -> list[tuple[ClosedFile, Person]]:
    """Return the files that are closed to a member, with whose they are. Raises NotAllowed."""
    by.must(Permission.FILE_CLOSE)
    rows = session.exec(
        select(ClosedFile, Person)
        .join(Person, col(Person.id) == ClosedFile.person_id)
        .where(ClosedFile.staff_id == member.id, col(ClosedFile.opened_at).is_(None))
        .order_by(Person.name)
    )
    return list(rows.all())


def close(
    session: Session, by: Actor, member: StaffMember, person_ref: str, why: str, now: datetime
) -> ClosedFile:
    """Close somebody's file to a member of staff. Raises NotAllowed, NotFound, NotNow, Conflict."""
    by.must(Permission.FILE_CLOSE)
    person = session.exec(select(Person).where(Person.ref == person_ref)).one_or_none()
    if person is None or person.id is None or member.id is None:
        raise NotFound
    if why not in WHY:
        raise NotNow("error-choose")
    made = ClosedFile(
        ref=new_ref(),
        staff_id=member.id,
        person_id=person.id,
        why=why,
        closed_at=now,
        closed_by=by.signature,
    )
    session.add(made)
    session.flush()
    told = f"staff:{member.ref} {why}"
    audit.record(session, now, by.signature, "file:close", f"person:{person.ref}", told)
    return made


def open_again(session: Session, by: Actor, member: StaffMember, ref: str, now: datetime) -> None:
    """Open a file again; nobody opens one that is closed to themselves. Raises NotNow, NotFound."""
    by.must(Permission.FILE_CLOSE)
    if by.id == member.id:
        raise NotNow("error-closed-own")
    wanted = select(ClosedFile).where(ClosedFile.ref == ref, ClosedFile.staff_id == member.id)
    found = find_one(session, wanted)
    if found.opened_at is not None:
        return
    found.opened_at, found.opened_by = now, by.signature
    person = session.get_one(Person, found.person_id)
    told = f"staff:{member.ref}"
    audit.record(session, now, by.signature, "file:open", f"person:{person.ref}", told)

"""Who does what: take something, put it back, hand it over with a note, be reminded of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from portal.cases import handling
from portal.cases.models import Case
from portal.cases.progress import move
from portal.cases.work.models import WorkItem, WorkNote, WorkReminder, WorkTaken
from portal.errors import Conflict, NotFound, NotNow
from portal.people import audit
from portal.people.actors import ROLES, Actor, Permission
from portal.people.closed import is_closed
from portal.people.models import StaffMember
from portal.people.refs import new_ref
from portal.record import find_one

LONGEST_NOTE = 500


@dataclass(frozen=True)
class By:
    """Who acts, when, and whose hands they saw it in (0: nobody's)."""

    staff: Actor
    now: datetime
    on: date
    seen: int


def item_of(session: Session, staff: Actor, source: str, subject: int) -> WorkItem:
    """Return one thing that waits. Raises NotAllowed, and NotFound when it waits no more."""
    staff.must(Permission.CASE_READ)
    found = select(WorkItem).where(WorkItem.source == source, WorkItem.subject == subject)
    item = session.exec(found).one_or_none()
    if item is None or is_closed(session, staff, item.person_id or 0):
        raise NotFound
    return item


def colleagues(session: Session, staff: Actor) -> list[StaffMember]:
    """Return the others who can take something over, by name."""
    roles = [role for role, rights in ROLES.items() if Permission.CASE_TAKE in rights]
    found = select(StaffMember).where(col(StaffMember.role).in_(roles), StaffMember.id != staff.id)
    return list(session.exec(found.order_by(col(StaffMember.name))).all())


def take(session: Session, by: By, item: WorkItem) -> None:
    """Make it mine. Raises NotAllowed, NotNow, and Conflict when it changed hands meanwhile."""
    _begin(by, item)
    if item.source == "case":
        case = session.get_one(Case, item.subject)
        handling.take(session, by.staff, case, seen=case.version, now=by.now)
        return
    _put_in_hands(session, by, item, by.staff.id)
    _record(session, by, item, "take")


def leave(session: Session, by: By, item: WorkItem) -> None:
    """Put it back for anyone. Raises NotAllowed, Conflict."""
    _begin(by, item)
    if item.source == "case":
        case = session.get_one(Case, item.subject)
        handling.leave(session, by.staff, case, seen=case.version, now=by.now)
        return
    here = (col(WorkTaken.source) == item.source, col(WorkTaken.subject) == item.subject)
    session.exec(delete(WorkTaken).where(*here))
    _record(session, by, item, "leave")


def give(session: Session, by: By, item: WorkItem, to: str, note: str) -> None:
    """Hand it to a colleague, with a note. Raises NotFound, NotNow without a note, Conflict."""
    _begin(by, item)
    colleague = next((one for one in colleagues(session, by.staff) if one.ref == to), None)
    if colleague is None or colleague.id is None:
        raise NotFound
    if not note.strip():
        raise NotNow("error-few-words")
    if item.source == "case":
        case = session.get_one(Case, item.subject)
        move(
            session,
            case,
            seen=case.version,
            event="given",
            actor=by.staff.signature,
            now=by.now,
            taken_by=colleague.id,
        )
    else:
        _put_in_hands(session, by, item, colleague.id)
        _record(session, by, item, "give")
    session.add(
        WorkNote(
            source=item.source,
            subject=item.subject,
            from_id=by.staff.id,
            to_id=colleague.id,
            note=note.strip(),
            at=by.now,
        )
    )
    session.flush()


def notes_of(session: Session, source: str, subject: int) -> list[tuple[WorkNote, str, str]]:
    """Return the notes of handing over, newest first, with the two names."""
    to = StaffMember.__table__.alias()  # type: ignore[attr-defined]
    found = (
        select(WorkNote, StaffMember.name, to.c.name)
        .join(StaffMember, col(StaffMember.id) == WorkNote.from_id)
        .join(to, to.c.id == WorkNote.to_id)
        .where(WorkNote.source == source, WorkNote.subject == subject)
        .order_by(col(WorkNote.id).desc())
    )
    return [(note, one, other) for note, one, other in session.exec(found).all()]


def remind(
    session: Session, by: By, source: str, subject: int, person_id: int | None, day: date, note: str
) -> WorkReminder:
    """Be reminded on a day; of the same once. Raises NotAllowed, NotNow for a day gone by."""
    by.staff.must(Permission.CASE_TAKE)
    if day <= by.on:
        raise NotNow("error-day-needed")
    if not note.strip():
        raise NotNow("error-few-words")
    for one in reminders_of(session, by.staff, source, subject):
        if (one.on, one.note) == (day, note.strip()):
            return one
    made = WorkReminder(
        ref=new_ref(),
        staff_id=by.staff.id,
        source=source,
        subject=subject,
        person_id=person_id,
        on=day,
        note=note.strip(),
        made_at=by.now,
    )
    session.add(made)
    session.flush()
    audit.record(session, by.now, by.staff.signature, "work:remind", f"reminder:{made.ref}")
    return made


def reminders_of(session: Session, staff: Actor, source: str, subject: int) -> list[WorkReminder]:
    """Return what someone wants to be reminded of about one thing, the nearest first."""
    mine = select(WorkReminder).where(
        WorkReminder.staff_id == staff.id,
        WorkReminder.source == source,
        WorkReminder.subject == subject,
        col(WorkReminder.done_at).is_(None),
    )
    return list(session.exec(mine.order_by(col(WorkReminder.on))).all())


def reminded(session: Session, by: By, ref: str) -> WorkReminder:
    """Be reminded no more: it is done. Raises NotFound for one of somebody else."""
    mine = select(WorkReminder).where(WorkReminder.ref == ref, WorkReminder.staff_id == by.staff.id)
    found = find_one(session, mine)
    found.done_at = found.done_at or by.now
    session.flush()
    audit.record(session, by.now, by.staff.signature, "work:reminded", f"reminder:{ref}")
    return found


def _begin(by: By, item: WorkItem) -> None:
    by.staff.must(Permission.CASE_TAKE)
    if (item.taken_by or 0) != by.seen:
        raise Conflict


def _put_in_hands(session: Session, by: By, item: WorkItem, staff_id: int) -> None:
    session.merge(WorkTaken(source=item.source, subject=item.subject, staff_id=staff_id, at=by.now))
    session.flush()


def _record(session: Session, by: By, item: WorkItem, act: str) -> None:
    about = f"{item.source}:{item.subject}"
    audit.record(session, by.now, by.staff.signature, f"work:{act}", about)

"""Why a member of staff opens the file of somebody for whom nothing waits: asked once a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person, StaffMember
from portal.people.trail.models import AccessReason

OTHER = "other"
"""The answer that needs words; the others are the municipality's terms (`access_reasons`)."""
LONGEST_WORDS = 300
_GRACE = timedelta(days=1)
"""What was opened yesterday may be sent today: nobody loses what they typed at midnight."""


def may_open(session: Session, staff: Actor, person_id: int, on: date, *, sends: bool) -> bool:
    """Whether this member of staff said why today; who sends a form, also why yesterday."""
    since = on - _GRACE if sends else on
    found = select(AccessReason.id).where(
        AccessReason.staff_id == staff.id,
        AccessReason.person_id == person_id,
        col(AccessReason.on) >= since,
    )
    return session.exec(found).first() is not None


def give_reason(
    session: Session,
    staff: Actor,
    person_id: int,
    *,
    reason: str,
    words: str,
    offered: Collection[str],
    on: date,
    now: datetime,
) -> None:
    """Keep why, one of what is offered; the words lie beside the act, so that they can be deleted.

    Raises NotNow.
    """
    if reason not in offered:
        raise NotNow("error-choose")
    if reason == OTHER and not words:
        raise NotNow("error-access-words")
    person = session.get_one(Person, person_id)
    same = {"staff_id": staff.id, "person_id": person_id, "on": on, "reason": reason}
    if session.exec(select(AccessReason.id).filter_by(**same, words=words)).first() is not None:
        return
    given = AccessReason(
        staff_id=staff.id, person_id=person_id, on=on, at=now, reason=reason, words=words
    )
    session.add(given)
    audit.record(session, now, staff.signature, "access:reason", f"person:{person.ref}", reason)


@dataclass(frozen=True)
class Opened:
    """A file that was opened with no task: by whom, whose, when and why."""

    staff_ref: str
    staff_name: str
    person_ref: str
    person_name: str
    at: datetime
    reason: str
    words: str


def counted(session: Session, by: Actor, since: date) -> dict[str, int]:
    """Return how often each reason was given since a day. Raises NotAllowed."""
    by.must(Permission.AUDIT_READ)
    wanted = select(AccessReason.reason, func.count()).where(col(AccessReason.on) >= since)
    return dict(session.exec(wanted.group_by(AccessReason.reason)).all())


def opened(
    session: Session, by: Actor, since: date, most: int, before: int | None = None
) -> Sequence[tuple[int, Opened]]:
    """Return files opened with no task since a day, the newest in front, each with its mark.

    `before` is the mark of the last one of the page before. Raises NotAllowed.
    """
    by.must(Permission.AUDIT_READ)
    wanted = (
        select(AccessReason, StaffMember, Person)
        .join(StaffMember, col(StaffMember.id) == AccessReason.staff_id)
        .join(Person, col(Person.id) == AccessReason.person_id)
        .where(col(AccessReason.on) >= since)
        .order_by(col(AccessReason.id).desc())
        .limit(most)
    )
    if before is not None:
        wanted = wanted.where(col(AccessReason.id) < before)
    return [
        (
            said.id or 0,
            Opened(who.ref, who.name, whom.ref, whom.name, said.at, said.reason, said.words),
        )
        for said, who, whom in session.exec(wanted)
    ]

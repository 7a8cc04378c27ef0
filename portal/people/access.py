"""Why a member of staff opens the file of somebody for whom nothing waits: asked once a day."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import Actor
from portal.people.models import Person
from portal.people.trail.models import AccessReason

REASONS = ("contact", "payment", "colleague", "check", "other")
"""What one can answer; `other` needs words."""
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
    on: date,
    now: datetime,
) -> None:
    """Keep why; the words lie beside the act, so that they can be deleted. Raises NotNow."""
    if reason not in REASONS:
        raise NotNow("error-choose")
    if reason == "other" and not words:
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

"""Who has a record open, and whether they write: shown to others for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from portal.cases.work.models import Presence
from portal.people.actors import Actor, Permission
from portal.people.models import StaffMember

LOOKS, WRITES = "looks", "writes"


@dataclass(frozen=True)
class Present:
    """A colleague at the same record."""

    name: str
    writes: bool


def here(
    session: Session, staff: Actor, about: str, doing: str, *, now: datetime, minutes: int
) -> list[Present]:
    """Keep that someone is at a record, and return who else is. Raises NotAllowed.

    Who wrote within the minutes still counts as writing when a page only looks again.
    """
    staff.must(Permission.CASE_READ)
    over = now - timedelta(minutes=minutes)
    session.exec(delete(Presence).where(col(Presence.about) == about, col(Presence.seen_at) < over))
    mine = session.get(Presence, (about, staff.id))
    if mine is None:
        session.add(Presence(about=about, staff_id=staff.id, doing=doing, seen_at=now))
    else:
        mine.seen_at, mine.doing = now, WRITES if mine.doing == WRITES else doing
    session.flush()
    found = (
        select(StaffMember.name, Presence.doing)
        .join(StaffMember, col(StaffMember.id) == Presence.staff_id)
        .where(Presence.about == about, Presence.staff_id != staff.id)
        .order_by(col(StaffMember.name))
    )
    return [Present(name, doing == WRITES) for name, doing in session.exec(found).all()]

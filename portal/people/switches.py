"""Switches that close a part of the portal for a while; each turn is kept, with who and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from portal.db import Moment, connection_of
from portal.errors import Conflict, NotNow
from portal.fixed import Fixed
from portal.people import audit
from portal.people.actors import Actor, Permission

PARTS = ("payments", "requests", "sign-in")
"""What can be closed: paying on the provider's page; asking for anything; signing in."""
UNDONE = "undone"
"""In place of a reason: somebody took their own last turn back."""


class SwitchTurned(SQLModel, table=True):
    """That somebody closed a part or opened it again; the last one of a part holds."""

    __tablename__ = "switch_turned"
    __table_args__ = (CheckConstraint("part in ('payments', 'requests', 'sign-in')", name="part"),)
    id: int | None = Field(default=None, primary_key=True)
    part: str
    is_closed: bool
    at: datetime = Field(sa_type=Moment)
    by: str
    why: str
    """For colleagues; no page of residents shows it."""


_LAST = select(func.max(SwitchTurned.id)).group_by(SwitchTurned.part)
_CLOSED = Fixed(
    select(SwitchTurned.part).where(col(SwitchTurned.id).in_(_LAST), col(SwitchTurned.is_closed))
)
"""Built once: each page of a part that can be closed asks it."""


def closed(session: Session) -> frozenset[str]:
    """Return the parts that are closed now."""
    return frozenset(_CLOSED.send(connection_of(session)).scalars())


def turn(session: Session, part: str, *, is_closed: bool, by: str, why: str, now: datetime) -> bool:
    """Close a part, or open it again; False when it is so already. Raises NotNow."""
    if part not in PARTS:
        raise NotNow("error-choose")
    if (part in closed(session)) == is_closed:
        return False
    session.add(SwitchTurned(part=part, is_closed=is_closed, at=now, by=by, why=why))
    session.flush()
    audit.record(session, now, by, f"switch:{'close' if is_closed else 'open'}", f"part:{part}")
    return True


def last_turns(session: Session, by: Actor) -> Mapping[str, SwitchTurned]:
    """Return the last turn of each part that was ever turned. Raises NotAllowed."""
    by.must(Permission.PART_CLOSE)
    found = session.exec(select(SwitchTurned).where(col(SwitchTurned.id).in_(_LAST)))
    return {one.part: one for one in found}


def turns(session: Session, by: Actor, part: str, most: int) -> Sequence[SwitchTurned]:
    """Return the turns of a part, the newest in front. Raises NotAllowed."""
    by.must(Permission.PART_CLOSE)
    wanted = select(SwitchTurned).where(SwitchTurned.part == part)
    return session.exec(wanted.order_by(col(SwitchTurned.id).desc()).limit(most)).all()


def turn_by(
    session: Session, by: Actor, part: str, why: str, *, is_closed: bool, seen: int, now: datetime
) -> None:
    """Turn a switch as a member of staff who saw its turn `seen`, 0 for none.

    Raises NotAllowed, NotNow, and Conflict when somebody turned it since.
    """
    by.must(Permission.PART_CLOSE)
    last = last_turns(session, by).get(part)
    if (last.id if last else 0) != seen:
        raise Conflict
    turn(session, part, is_closed=is_closed, by=by.signature, why=why, now=now)


def undo(session: Session, by: Actor, part: str, *, seen: int, now: datetime) -> None:
    """Take one's own last turn back. Raises NotAllowed, NotNow, and Conflict as `turn_by`."""
    by.must(Permission.PART_CLOSE)
    last = last_turns(session, by).get(part)
    if last is None or not may_undo(last, by):
        raise NotNow("error-part-undo")
    turn_by(session, by, part, UNDONE, is_closed=not last.is_closed, seen=seen, now=now)


def may_undo(last: SwitchTurned, by: Actor) -> bool:
    """Whether it was their own turn, and none that took one back."""
    return last.by == by.signature and last.why != UNDONE

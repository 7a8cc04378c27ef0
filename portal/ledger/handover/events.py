"""What is said about a hand-over: kept once, in any order; how it stands follows from all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import Conflict
from portal.ledger.handover.models import ENDED, HandOver, HandOverEvent
from portal.ledger.tables import HAND_OVER_EVENT, insert_once

MOVES = ("sent", "accepted", "hearing", "rejected", "recalled")
"""Events that say where a hand-over stands; the others change amounts."""
LAST = ("rejected", "recalled")
"""What ends a hand-over: nothing the collector says of an earlier moment changes it."""


@dataclass(frozen=True)
class Told:
    """One thing said about a hand-over."""

    key: str
    kind: str
    on: date
    at: datetime
    component: str = ""
    amount: int = 0
    reason: str = ""
    words: str = ""


def keep(session: Session, hand_over: HandOver, told: Told, *, by: str, now: datetime) -> bool:
    """Keep what was said, once; return False when it was there. The state is worked out anew.

    Raises Conflict when the key was used for something else.
    """
    values = {
        "key": told.key,
        "hand_over_id": hand_over.id,
        "kind": told.kind,
        "on": told.on,
        "at": told.at,
        "component": told.component,
        "amount": told.amount,
        "reason": told.reason,
        "words": told.words,
        "by": by,
        "recorded_at": now,
    }
    if insert_once(session, HAND_OVER_EVENT, values, "key") is None:
        there = session.exec(select(HandOverEvent).where(HandOverEvent.key == told.key)).one()
        if (there.hand_over_id, there.kind, there.amount) != (
            hand_over.id,
            told.kind,
            told.amount,
        ):
            raise Conflict
        return False
    _stand(session, hand_over)
    return True


def of(session: Session, hand_over_id: int) -> list[HandOverEvent]:
    """Return all that was said about a hand-over, in the order it was so."""
    found = select(HandOverEvent).where(HandOverEvent.hand_over_id == hand_over_id)
    return list(session.exec(found.order_by(col(HandOverEvent.at), col(HandOverEvent.id))).all())


def state_of(events: Iterable[HandOverEvent]) -> HandOverEvent | None:
    """Return the event that says where it stands, of events in the order they were so.

    An end stands, whatever else was said; of two ends the first.
    """
    moves = [event for event in events if event.kind in MOVES]
    ends = [event for event in moves if event.kind in LAST]
    return next(iter(ends or moves[-1:]), None)


def _stand(session: Session, hand_over: HandOver) -> None:
    assert hand_over.id is not None
    stands = state_of(of(session, hand_over.id))
    assert stands is not None
    hand_over.state = stands.kind
    hand_over.ended_on = stands.on if stands.kind in ENDED else None
    session.flush()

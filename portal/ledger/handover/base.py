"""What the collector should have from us: the identity of each month, worked out from the events.

Received principal, less recalls, less write-downs, plus write-ups is the principal it collects. A
claim counts from the day it was accepted; what was said before that day counts on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlmodel import Session, col, select

from portal.ledger.handover.models import HandOver, HandOverEvent

_NAMES = {
    "accepted": "received",
    "recalled": "recalled",
    "written_down": "written_down",
    "written_up": "written_up",
}


@dataclass(frozen=True)
class Moved:
    """Principal that moved in a time, in minor units, and what there was at its end."""

    received: int = 0
    recalled: int = 0
    written_down: int = 0
    written_up: int = 0
    base: int = 0

    @property
    def net(self) -> int:
        """What it came to."""
        return self.received - self.recalled - self.written_down + self.written_up

    def plus(self, other: "Moved") -> "Moved":
        """Both together."""
        return Moved(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Moved)))


@dataclass(frozen=True)
class Told:
    """One event as it counts: its day, under which name, how much."""

    on: date
    name: str
    amount: int

    @property
    def sign(self) -> int:
        """Whether it adds to the base or takes off."""
        return 1 if self.name in ("received", "written_up") else -1


def told_of(hand_over: HandOver, events: Iterable[HandOverEvent]) -> list[Told]:
    """Return what counts of one hand-over; nothing when it was never accepted."""
    counted = [event for event in events if _counts(event)]
    accepted = min((event.on for event in counted if event.kind == "accepted"), default=None)
    if accepted is None:
        return []
    moved = [event for event in counted if event.kind != "accepted"]
    first = Told(accepted, "received", hand_over.principal)
    return [
        first,
        *(Told(max(event.on, accepted), _NAMES[event.kind], event.amount) for event in moved),
    ]


def _counts(event: HandOverEvent) -> bool:
    return event.kind in _NAMES and event.component in ("", "principal")


def moved(told: Iterable[Told], first: date, last: date) -> Moved:
    """Return what moved from a day to a day, both included, and what there was on the last."""
    found = [one for one in told if one.on <= last]
    sums = {
        name: sum(one.amount for one in found if one.name == name and one.on >= first)
        for name in _NAMES.values()
    }
    return Moved(**sums, base=sum(one.amount * one.sign for one in found))


def all_told(session: Session) -> dict[str, list[Told]]:
    """Return what counts of every hand-over, by its reference."""
    rows: Sequence[tuple[HandOver, HandOverEvent]] = session.exec(
        select(HandOver, HandOverEvent)
        .join(HandOverEvent, col(HandOverEvent.hand_over_id) == col(HandOver.id))
        .order_by(col(HandOver.id), col(HandOverEvent.at), col(HandOverEvent.id))
    ).all()
    by_reference: dict[str, tuple[HandOver, list[HandOverEvent]]] = {}
    for hand_over, event in rows:
        by_reference.setdefault(hand_over.reference, (hand_over, []))[1].append(event)
    return {name: told for name, found in by_reference.items() if (told := told_of(*found))}

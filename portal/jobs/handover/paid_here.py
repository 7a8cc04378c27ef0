"""Money that came here for a claim the collector has: set on the claim, and the collector is told.

A person decides it, and can take it back. One event for each part of the claim tells the collector
to collect less, or that much again, so that the books and its base stay the same.
"""

from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session
from sqlmodel import select as choose

from portal.errors import NotNow
from portal.ledger import balances, suspense
from portal.ledger.balances import Balance, taken_off
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import HandOver, HandOverFile
from portal.ledger.locks import lock_claims
from portal.ledger.models import MONEY_IN, Claim
from portal.ledger.postings import COMPONENTS, Booking, give_back, take_from_suspense
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act
from portal.ledger.tables import ENTRY, run
from portal.people import audit
from portal.record import find_one

KEY = "paid-late"
"""How the keys of these bookings begin."""
PAID, UNDONE = "paid_here", "payment_undone"
"""Why the collector collects less, and why it collects that much again."""
_LATE: ColumnElement[bool] = ENTRY.c.key.like(f"{KEY}%")


def put(session: Session, source: Source, claim_ref: str, act: Act, *, on: date) -> int:
    """Set waiting money on a claim that was handed over; return how much, in minor units.

    What the claim does not need goes on waiting. Raises NotFound, and NotNow when nothing waits,
    nothing is owed any more, or the claim is not with the collector.
    """
    came_on, claim = _hold(session, source, claim_ref)
    assert claim.id is not None
    if balances.in_suspense(session, source) == 0:
        raise NotNow("error-nothing-waits")
    before = balances.of_claim(session, claim.id)
    booking = _booking(session, source, came_on, act)
    taken = take_from_suspense(session, source, claim.id, act.order, **booking)
    if taken == 0:
        raise NotNow("error-claim-closed")
    _tell(session, claim, before, "written_down", act, came_on=came_on, on=on)
    audit.record(session, act.now, act.actor, "payment:match", f"claim:{claim.ref}", source.word)
    return taken


def take_off(session: Session, source: Source, claim_ref: str, act: Act, *, on: date) -> int:
    """Take such money off the claim again: it waits once more; return how much, in minor units.

    Raises NotFound, and NotNow when none of it stands there, or the claim is not with the
    collector.
    """
    came_on, claim = _hold(session, source, claim_ref)
    assert claim.id is not None
    there = stands(session, source, claim)
    if not there:
        raise NotNow("error-nothing-matched")
    before, left = balances.of_claim(session, claim.id), there
    parts = suspense.on_components(session, source, claim.id)
    for component in reversed(act.order):
        part = min(left, parts[component])
        if part > 0:
            booking = _booking(session, source, came_on, act)
            give_back(session, claim.id, component, part, **booking)
            left -= part
    _tell(session, claim, before, "written_up", act, came_on=came_on, on=on)
    audit.record(session, act.now, act.actor, "payment:unmatch", f"claim:{claim.ref}", source.word)
    return there


def stands(session: Session, source: Source, claim: Claim) -> int:
    """Return what of a payment was set on a claim since it was handed over, in minor units."""
    assert claim.id is not None
    since = _released_at(session, _with_collector(session, claim.id))
    rows = select(func.coalesce(taken_off(*MONEY_IN), 0)).where(
        source.entries,
        ENTRY.c.claim_id == claim.id,
        _LATE,
        ENTRY.c.recorded_at > since if since else true(),
    )
    return max(0, int(run(session, rows).scalar_one()))


def can_tell(session: Session, claim_id: int) -> bool:
    """Whether the collector knows the claim from us, and so hears of it in the next file.

    It does not where the claim was handed over before it came here.
    """
    return _with_collector(session, claim_id) is not None


def _hold(session: Session, source: Source, ref: str) -> tuple[date, Claim]:
    came_on = hold_still(session, source)
    claim = find_one(session, choose(Claim).where(Claim.ref == ref))
    lock_claims(session, [claim.id or 0])
    session.refresh(claim)
    if claim.stage != "transferred":
        raise NotNow("error-not-with-collector")
    return came_on, claim


def _with_collector(session: Session, claim_id: int) -> HandOver | None:
    found = reading.running(session, claim_id)
    return found if found and found.state in reading.WITH_COLLECTOR else None


def _released_at(session: Session, hand_over: HandOver | None) -> datetime | None:
    if hand_over is None or hand_over.file_id is None:
        return None
    return session.get_one(HandOverFile, hand_over.file_id).released_at


def _tell(
    session: Session, claim: Claim, before: Balance, kind: str, act: Act, *, came_on: date, on: date
) -> None:
    """Tell the collector of each part that changed; the day the money came is when it was so."""
    assert claim.id is not None
    hand_over = _with_collector(session, claim.id)
    if hand_over is None or hand_over.id is None:
        return
    after, no = balances.of_claim(session, claim.id), len(events.of(session, hand_over.id))
    for component in COMPONENTS:
        moved = abs(before.of(component) - after.of(component))
        if moved:
            told = events.Told(
                f"{KEY}:{hand_over.reference}:{no}:{component}",
                kind,
                on,
                datetime.combine(came_on, time(12), UTC),
                component,
                moved,
                PAID if kind == "written_down" else UNDONE,
            )
            events.keep(session, hand_over, told, by=act.actor, now=act.now)


def _booking(session: Session, source: Source, came_on: date, act: Act) -> Booking:
    """A booking on the day the money came; the rows about it so far make its key a new one."""
    rows = run(session, select(func.count()).where(source.entries)).scalar_one()
    return Booking(
        key=f"{KEY}:{source.word}:{rows}",
        booked_on=came_on,
        recorded_at=act.now,
        actor=act.actor,
        bank_line_id=source.bank_line_id,
        incoming_id=source.incoming_id,
    )

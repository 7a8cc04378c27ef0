"""Steps of the municipality's own enforcement: kept, with their costs and what they interrupt."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.ledger import postings
from portal.ledger.handover.models import EnforcementStep
from portal.ledger.postings import Booking
from portal.ledger.timebar.acts import record_interruption
from portal.municipality import Municipality

ACTS = ("attachment", "writ")
"""Steps that are also acts by which the law lets the time of a claim start anew."""


@dataclass(frozen=True)
class Step:
    """A step that was taken. Amounts are minor units."""

    key: str
    claim_id: int
    kind: str
    """`notice`, `attachment` or `writ`."""
    on: date
    proposal_id: int
    costs: int = 0
    time: str = ""
    place: str = ""


def keep(
    session: Session, town: Municipality, step: Step, *, booked_on: date, now: datetime, by: str
) -> EnforcementStep:
    """Keep a step, charge its costs, and move the time bar where it interrupts. Raises Conflict."""
    if step.costs:
        booking = Booking(key=step.key, booked_on=booked_on, recorded_at=now, actor=by)
        postings.charge(session, step.claim_id, step.costs, "fee", **booking)
    kept = EnforcementStep(
        key=step.key,
        claim_id=step.claim_id,
        kind=step.kind,
        on=step.on,
        time=step.time,
        place=step.place,
        costs=step.costs,
        cost_key=f"{step.key}:1" if step.costs else None,
        proposal_id=step.proposal_id,
        by=by,
        recorded_at=now,
    )
    session.add(kept)
    session.flush()
    if step.kind in ACTS:
        key = f"{step.key}:time"
        record_interruption(session, town, step.claim_id, step.kind, step.on, key, by)
    return kept


def steps_of(session: Session, claim_id: int) -> list[EnforcementStep]:
    """Return the steps taken about a claim, in order."""
    found = select(EnforcementStep).where(EnforcementStep.claim_id == claim_id)
    return list(session.exec(found.order_by(col(EnforcementStep.id))).all())

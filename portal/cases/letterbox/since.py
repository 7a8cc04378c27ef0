"""Whether anything happened to what a letter is about since the letter was written."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session, col, select

from portal.cases.models import CaseClaim, Letter
from portal.ledger.models import Claim, LedgerEntry, Plan, PlanClaim

BILLED = "charge"
"""The movement that is the bill itself: a letter knows of it, whenever the books heard of it."""


def has_changed(session: Session, letter: Letter) -> bool:
    """Whether money or costs came on its claims since, or they were handed over; not which."""
    after = datetime.combine(letter.made_on + timedelta(days=1), time(), UTC)
    about = _claims(session, letter)
    gone = select(Claim.id).where(
        col(Claim.id).in_(about), col(Claim.transferred_on) > letter.made_on
    )
    if session.exec(gone.limit(1)).first() is not None:
        return True
    entries = select(LedgerEntry.id).where(
        col(LedgerEntry.claim_id).in_(about),
        col(LedgerEntry.recorded_at) >= after,
        col(LedgerEntry.kind) != BILLED,
    )
    return session.exec(entries.limit(1)).first() is not None


def _claims(session: Session, letter: Letter) -> Sequence[int]:
    """The claims a letter is about, by their ids."""
    if letter.claim_id is not None:
        return [letter.claim_id]
    if letter.case_id is not None:
        own = select(CaseClaim.claim_id).where(CaseClaim.case_id == letter.case_id)
        return session.exec(own).all()
    planned = (
        select(PlanClaim.claim_id)
        .join(Plan, col(Plan.id) == PlanClaim.plan_id)
        .where(Plan.ref == letter.content.get("plan", ""))
    )
    return session.exec(planned).all()

"""Plans that had ended run again: their money went back, or staff took the end back."""

from collections.abc import Iterable

from sqlmodel import Session, col, select, update

from portal.ledger.models import Plan, PlanClaim
from portal.ledger.plans.running import claims_of, running_with


def run_on(session: Session, claim_ids: Iterable[int]) -> None:
    """Let the plans run on that had ended because these claims were paid.

    A plan stays ended where another one took its place.
    """
    mine = select(PlanClaim.plan_id).where(col(PlanClaim.claim_id).in_(sorted(set(claim_ids))))
    ended = select(Plan).where(col(Plan.id).in_(mine), Plan.end_reason == "paid")
    for plan in session.exec(ended.order_by(col(Plan.id))).all():
        if running_with(session, claims_of(session, plan), plan.person_id):
            continue
        reopen(session, plan)


def reopen(session: Session, plan: Plan) -> None:
    """Let a plan that ended run again, with all its claims."""
    plan.ended_on, plan.end_reason, plan.instalments_met, plan.months_met = None, "", 0, 0
    session.flush()
    session.exec(update(PlanClaim).where(col(PlanClaim.plan_id) == plan.id).values(ended_on=None))

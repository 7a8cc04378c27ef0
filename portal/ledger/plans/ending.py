"""How a plan ends: paid, broken, withdrawn, or with another in its place."""

from datetime import date, datetime

from sqlmodel import Session, col, update

from portal.ledger.locks import lock
from portal.ledger.models import Plan, PlanClaim
from portal.ledger.plans.running import view_of
from portal.ledger.tables import PLAN
from portal.people import audit


def end(session: Session, plan: Plan, on: date, reason: str) -> None:
    """End a running plan: `replaced`, `paid`, `broken` or `withdrawn`. Keeps what was met."""
    reached = view_of(session, plan, on).progress
    plan.instalments_met, plan.months_met = reached.met, reached.months
    plan.ended_on, plan.end_reason = on, reason
    session.flush()
    session.exec(
        update(PlanClaim)
        .where(col(PlanClaim.plan_id) == plan.id, col(PlanClaim.ended_on).is_(None))
        .values(ended_on=on)
    )


def break_plan(session: Session, plan_id: int, on: date, *, now: datetime, actor: str) -> bool:
    """End a plan that was not kept; return False when it had ended before. Recorded."""
    lock(session, PLAN, [plan_id])
    plan = session.get_one(Plan, plan_id)
    session.refresh(plan)
    if plan.ended_on is not None:
        return False
    end(session, plan, on, "broken")
    audit.record(session, now, actor, "plan:broken", f"plan:{plan.ref}")
    return True

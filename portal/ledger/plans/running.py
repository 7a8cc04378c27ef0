"""Which plans run, of whom, and how far they are."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from portal.ledger.models import Instalment, Plan, PlanClaim
from portal.ledger.progress import PlanView, plan_views
from portal.record import find_one


def due_days(session: Session, plan: Plan) -> list[date]:
    """Return the days the instalments of a plan are due, in order."""
    days = select(col(Instalment.due_on)).where(Instalment.plan_id == plan.id)
    return list(session.exec(days.order_by(col(Instalment.no))).all())


def view_of(session: Session, plan: Plan, on: date) -> PlanView:
    """Return a plan with its progress, running or not."""
    assert plan.id is not None
    return plan_views(session, [plan.id], on)[plan.id]


def of_person(session: Session, person_id: int, ref: str) -> Plan:
    """Return a plan of this person. Raises NotFound, also for someone else's."""
    return find_one(session, select(Plan).where(Plan.ref == ref, Plan.person_id == person_id))


def claims_of(session: Session, plan: Plan) -> list[int]:
    """Return the ids of a plan's claims, in order."""
    ids = select(PlanClaim.claim_id).where(PlanClaim.plan_id == plan.id)
    return list(session.exec(ids.order_by(col(PlanClaim.claim_id))).all())


def running_plan(
    session: Session, claim_ids: Iterable[int], person_id: int | None = None
) -> Plan | None:
    """Return the plan these claims run in now, or one person's; the newest one of several."""
    return next(iter(running_with(session, claim_ids, person_id)), None)


def running(session: Session, person_id: int, on: date) -> list[PlanView]:
    """Return a person's running plans with their progress, oldest first."""
    ids = session.exec(
        select(Plan.id).where(Plan.person_id == person_id, col(Plan.ended_on).is_(None))
    ).all()
    return list(plan_views(session, [plan for plan in ids if plan is not None], on).values())


def running_with(
    session: Session, claim_ids: Iterable[int], person_id: int | None = None
) -> list[Plan]:
    """Return the running plans of these claims, newest first."""
    wanted = (
        select(PlanClaim.plan_id)
        .where(col(PlanClaim.claim_id).in_(sorted(set(claim_ids))))
        .where(col(PlanClaim.ended_on).is_(None))
    )
    plans = select(Plan).where(col(Plan.id).in_(wanted)).order_by(col(Plan.id).desc())
    if person_id is not None:
        plans = plans.where(Plan.person_id == person_id)
    return list(session.exec(plans).all())

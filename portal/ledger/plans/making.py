"""Plans: promises to pay claims in instalments, and the days these are due."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col, update
from sqlmodel import select as choose

from portal.errors import NotFound
from portal.ledger import debtors
from portal.ledger.bankdays import add_bank_days, next_bank_day
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim, Instalment, Plan, PlanClaim
from portal.ledger.progress import PlanView, plan_views
from portal.ledger.tables import ENTRY, run
from portal.people.refs import new_ref

NOTICE = 5
"""Bank days between making a plan and its first instalment, so that a first payment can be made."""

_LAST_ENTRY = select(func.coalesce(func.max(ENTRY.c.id), 0)).where(
    ENTRY.c.claim_id.in_(bindparam("ids", expanding=True))
)


def make(
    session: Session,
    *,
    person_id: int,
    claim_ids: Iterable[int],
    schedule: Sequence[int],
    monthly: int,
    first_due: date,
    made_on: date,
    origin: str,
    policy_version: str,
    country: str,
) -> Plan:
    """Put claims in a plan; plans of this person they run in end as `replaced`, wholly.

    Plans of others who owe the claims too go on. `schedule` has the instalments in order, in minor
    units; they sum to what this person can be asked for, else ValueError. Raises NotFound when a
    claim is not one this person owes.
    """
    ids = sorted(set(claim_ids))
    lock_claims(session, ids)
    total = _total(session, person_id, ids)
    if sum(schedule) != total:
        raise ValueError("the instalments do not sum to what the claims come to")
    for plan in _running(session, ids, person_id):
        end(session, plan, made_on, "replaced")
    plan = Plan(
        ref=new_ref(),
        person_id=person_id,
        monthly=monthly,
        total=total,
        made_on=made_on,
        origin=origin,
        policy_version=policy_version,
        since_entry=run(session, _LAST_ENTRY, {"ids": ids}).scalar_one(),
    )
    session.add(plan)
    session.flush()
    _fill(session, plan, ids, schedule, due_dates(first_due, len(schedule), country))
    return plan


def _total(session: Session, person_id: int, ids: Sequence[int]) -> int:
    """Sum what this person can be asked for. Each claim must be theirs, here and not paid."""
    stages = session.exec(choose(Claim.stage).where(col(Claim.id).in_(ids))).all()
    owed = debtors.owed_by(session, person_id, ids)
    if len(owed) != len(ids):
        raise NotFound
    if not ids or "transferred" in stages or not all(owed.values()):
        raise ValueError("a plan takes claims with a balance that were not handed over")
    return sum(owed.values())


def _fill(
    session: Session,
    plan: Plan,
    claim_ids: Sequence[int],
    schedule: Sequence[int],
    days: Sequence[date],
) -> None:
    assert plan.id is not None
    session.add_all(
        PlanClaim(plan_id=plan.id, claim_id=claim, person_id=plan.person_id) for claim in claim_ids
    )
    session.add_all(
        Instalment(plan_id=plan.id, no=no, due_on=day, amount=amount)
        for no, (day, amount) in enumerate(zip(days, schedule, strict=True), start=1)
    )
    session.flush()


def end(session: Session, plan: Plan, on: date, reason: str) -> None:
    """End a running plan: `replaced`, `paid`, `broken` or `withdrawn`. Keeps how many were met."""
    assert plan.id is not None
    plan.instalments_met = plan_views(session, [plan.id], on)[plan.id].progress.met
    plan.ended_on, plan.end_reason = on, reason
    session.flush()
    session.exec(
        update(PlanClaim)
        .where(col(PlanClaim.plan_id) == plan.id, col(PlanClaim.ended_on).is_(None))
        .values(ended_on=on)
    )


def due_days(session: Session, plan: Plan) -> list[date]:
    """Return the days the instalments of a plan are due, in order."""
    days = choose(col(Instalment.due_on)).where(Instalment.plan_id == plan.id)
    return list(session.exec(days.order_by(col(Instalment.no))).all())


def due_dates(first: date, number: int, country: str) -> list[date]:
    """Return the days of monthly instalments: the first one's day, or the month's last if shorter.

    A day on which the banks are closed moves to the next bank day.
    """
    return [next_bank_day(_months_on(first, step), country) for step in range(number)]


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_due(on: date, country: str) -> date:
    """Return the first day an instalment can be due when a plan is made on this day."""
    return add_bank_days(on, NOTICE, country)


def running_plan(
    session: Session, claim_ids: Iterable[int], person_id: int | None = None
) -> Plan | None:
    """Return the plan these claims run in now, or one person's; the newest one of several."""
    return next(iter(_running(session, claim_ids, person_id)), None)


def running(session: Session, person_id: int, on: date) -> list[PlanView]:
    """Return a person's running plans with their progress, oldest first."""
    ids = session.exec(
        choose(Plan.id).where(Plan.person_id == person_id, col(Plan.ended_on).is_(None))
    ).all()
    return list(plan_views(session, [plan for plan in ids if plan is not None], on).values())


def _running(
    session: Session, claim_ids: Iterable[int], person_id: int | None = None
) -> list[Plan]:
    """The running plans of these claims, newest first."""
    wanted = (
        choose(PlanClaim.plan_id)
        .where(col(PlanClaim.claim_id).in_(sorted(set(claim_ids))))
        .where(col(PlanClaim.ended_on).is_(None))
    )
    plans = choose(Plan).where(col(Plan.id).in_(wanted)).order_by(col(Plan.id).desc())
    if person_id is not None:
        plans = plans.where(Plan.person_id == person_id)
    return list(session.exec(plans).all())

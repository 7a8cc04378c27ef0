"""Plans: promises to pay claims in instalments, and the days these are due."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col, update
from sqlmodel import select as choose

from portal.errors import NotFound
from portal.ledger import balances
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
    """Put claims in a plan; running plans they are in end as `replaced`, with all their claims.

    `schedule` has the instalments in order, in minor units; they sum to the balances, else
    ValueError. Raises NotFound when a claim is not this person's.
    """
    ids = sorted(set(claim_ids))
    lock_claims(session, ids)
    total = _total(session, person_id, ids)
    if sum(schedule) != total:
        raise ValueError("the instalments do not sum to what the claims come to")
    for plan in _running(session, ids):
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
    """Sum the balances. Each claim must be this person's, here and not paid."""
    stages = session.exec(
        choose(Claim.stage).where(Claim.person_id == person_id, col(Claim.id).in_(ids))
    ).all()
    if len(stages) != len(ids):
        raise NotFound
    owed = balances.of_claims(session, ids)
    if not ids or "transferred" in stages or not all(owed[claim].total for claim in ids):
        raise ValueError("a plan takes claims with a balance that were not handed over")
    return sum(balance.total for balance in owed.values())


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


def running_plan(session: Session, claim_ids: Iterable[int]) -> Plan | None:
    """Return the plan these claims run in now; the newest one when they run in several."""
    return next(iter(_running(session, claim_ids)), None)


def running(session: Session, person_id: int, on: date) -> list[PlanView]:
    """Return a person's running plans with their progress, oldest first."""
    ids = session.exec(
        choose(Plan.id).where(Plan.person_id == person_id, col(Plan.ended_on).is_(None))
    ).all()
    return list(plan_views(session, [plan for plan in ids if plan is not None], on).values())


def _running(session: Session, claim_ids: Iterable[int]) -> list[Plan]:
    """The running plans of these claims, newest first."""
    wanted = (
        choose(PlanClaim.plan_id)
        .where(col(PlanClaim.claim_id).in_(sorted(set(claim_ids))))
        .where(col(PlanClaim.ended_on).is_(None))
    )
    plans = choose(Plan).where(col(Plan.id).in_(wanted)).order_by(col(Plan.id).desc())
    return list(session.exec(plans).all())

"""Making a plan: its claims, its instalments and the days these are due."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.errors import NotFound
from portal.ledger import debtors
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim, Instalment, Plan, PlanClaim
from portal.ledger.plans.days import due_dates
from portal.ledger.plans.ending import end
from portal.ledger.plans.running import running_with
from portal.ledger.tables import ENTRY, run
from portal.people.refs import new_ref

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
    rhythm: str = "month",
    anchor: date | None = None,
    days: Sequence[date] | None = None,
) -> Plan:
    """Put claims in a plan; plans of this person they run in end as `replaced`, wholly.

    Plans of others who owe the claims too go on. `schedule` has the instalments in order, in minor
    units; they sum to what this person can be asked for, else ValueError. Raises NotFound when a
    claim is not one this person owes. The days are counted from `first_due` in this rhythm, unless
    `days` names them; `anchor` is then what later ones are counted from.
    """
    ids = sorted(set(claim_ids))
    lock_claims(session, ids)
    total = _total(session, person_id, ids)
    if sum(schedule) != total:
        raise ValueError("the instalments do not sum to what the claims come to")
    for plan in running_with(session, ids, person_id):
        end(session, plan, made_on, "replaced")
    plan = Plan(
        ref=new_ref(),
        person_id=person_id,
        monthly=monthly,
        total=total,
        made_on=made_on,
        origin=origin,
        rhythm=rhythm,
        anchor=anchor or first_due,
        policy_version=policy_version,
        since_entry=run(session, _LAST_ENTRY, {"ids": ids}).scalar_one(),
    )
    session.add(plan)
    session.flush()
    days = days or due_dates(first_due, len(schedule), country, rhythm)
    _fill(session, plan, ids, schedule, days)
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

"""Which instalments were missed: what fell due against what was paid, plan by plan."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Select,
    String,
    Subquery,
    bindparam,
    cast,
    func,
    select,
)
from sqlmodel import Session

from portal.ledger.balances import total
from portal.ledger.bankdays import bank_days_before
from portal.ledger.extremes import least
from portal.ledger.progress import RUNNING_HERE, since_made
from portal.ledger.tables import INSTALMENT, PLAN, PLAN_CLAIM, run
from portal.municipality import Municipality

GRACE = "plan_grace_days"
"""The term of so many bank days in which a payment can be on its way."""


@dataclass(frozen=True)
class Missed:
    """A running plan with an instalment that fell due and was not paid in full."""

    plan_id: int
    person_id: int
    no: int
    """The first instalment that is not there."""
    due_on: date
    """The day that one was due."""
    amount: int
    """All that fell due and is not there, in minor units; never more than the claims' balance."""
    claim_ids: tuple[int, ...]
    """The claims of the plan, in order."""
    covered: int = field(default=0, compare=False)
    """What was paid since the plan was made, in minor units."""


def missed_between(
    session: Session, first_plan_id: int, last_plan_id: int, on: date, town: Municipality
) -> list[Missed]:
    """Return the running plans in this range of ids, both included, that miss an instalment.

    One statement. An instalment is missed once the town's days of grace after its day are over.
    """
    bounds = {"first": first_plan_id, "last": last_plan_id, "before": missed_before(town, on)}
    return [
        Missed(
            plan_id=row.id,
            person_id=row.person_id,
            no=row.no,
            due_on=row.due_on,
            amount=row.missed,
            claim_ids=_ids(row.claim_ids),
            covered=int(row.covered),
        )
        for row in run(session, _MISSED, bounds)
    ]


def covered_now(session: Session, first_plan_id: int, last_plan_id: int) -> dict[int, int]:
    """Return what is covered of the running plans in a range, to see that nothing came between."""
    bounds = {"first": first_plan_id, "last": last_plan_id}
    return {row.plan_id: int(row.covered) for row in run(session, _COVERED, bounds)}


def missed_before(town: Municipality, on: date) -> date:
    """Return the day before which an instalment must have been due to be missed on this day."""
    return bank_days_before(on, town.terms.number(GRACE, on), town.country)


def _ids(joined: str) -> tuple[int, ...]:
    return tuple(sorted(map(int, joined.split(","))))


_HERE = PLAN.c.id.between(bindparam("first"), bindparam("last")) & PLAN.c.ended_on.is_(None)


_IN_RANGE = INSTALMENT.c.plan_id.between(bindparam("first"), bindparam("last"))


def _missed() -> Select[tuple[object, ...]]:
    """Plans that are behind first, by sums alone; then their instalments one by one."""
    behind = _behind()
    due = _fallen_due(behind)
    return (
        select(
            PLAN.c.id,
            PLAN.c.person_id,
            func.min(due.c.no).label("no"),
            func.min(due.c.due_on).label("due_on"),
            func.max(least(due.c.fallen - due.c.covered, due.c.owed)).label("missed"),
            _CLAIM_IDS.label("claim_ids"),
            func.max(due.c.covered).label("covered"),
        )
        .join(due, due.c.plan_id == PLAN.c.id)
        .where(_HERE, due.c.reached > due.c.covered)
        .group_by(PLAN.c.id)
        .order_by(PLAN.c.id)
    )


def _behind() -> CTE:
    """The running plans of which more fell due than was paid."""
    since, before = since_made(RUNNING_HERE), bindparam("before", type_=Date)
    fallen = (
        select(total(INSTALMENT.c.amount))
        .where(INSTALMENT.c.plan_id == since.c.plan_id, INSTALMENT.c.due_on < before)
        .scalar_subquery()
    )
    sums = (
        select(since.c.plan_id, since.c.paid.label("covered"), since.c.owed, fallen.label("fallen"))
        .where(since.c.owed > 0)
        .subquery()
    )
    return select(sums).where(sums.c.fallen > sums.c.covered).cte("behind")


def _fallen_due(which: CTE) -> Subquery:
    """Their instalments due before the day, each with what is due up to and with it.

    The sums of the plan come along, so that they are joined once: databases guess them to be few.
    """
    in_order = func.sum(INSTALMENT.c.amount).over(
        partition_by=INSTALMENT.c.plan_id, order_by=INSTALMENT.c.no
    )
    return (
        select(
            INSTALMENT.c.plan_id,
            INSTALMENT.c.no,
            INSTALMENT.c.due_on,
            cast(in_order, BigInteger).label("reached"),
            which.c.fallen,
            which.c.covered,
            which.c.owed,
        )
        .join(which, which.c.plan_id == INSTALMENT.c.plan_id)
        .where(_IN_RANGE, INSTALMENT.c.due_on < bindparam("before", type_=Date))
        .subquery()
    )


_CLAIM_IDS = (
    select(func.aggregate_strings(cast(PLAN_CLAIM.c.claim_id, String), ","))
    .where(PLAN_CLAIM.c.plan_id == PLAN.c.id)
    .correlate(PLAN)
    .scalar_subquery()
)
_MISSED = _missed()


def _covered() -> Select[tuple[object, ...]]:
    since = since_made(RUNNING_HERE)
    return select(since.c.plan_id, since.c.paid.label("covered"))


_COVERED = _covered()

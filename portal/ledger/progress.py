"""How far a plan is: its instalments against what was paid on its claims since it was made.

What is owed no longer counts from the end, whether it was let go, written off, credited, or paid by
others who owe the claims: the plan is shorter, and no instalment of this person is met by it. Owed
again, it is as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlmodel import Session

from portal.fixed import Fixed
from portal.ledger.balances import total
from portal.ledger.debtors import LEFT, own_part
from portal.ledger.models import MONEY_IN
from portal.ledger.tables import ENTRY, INCOMING, INSTALMENT, LIABILITY, PLAN, PLAN_CLAIM, run

_SUMS = ("paid", "owed")
_BETWEEN = "_"
"""What stands between ids that are read as one text."""


@dataclass(frozen=True)
class Progress:
    """Where a plan stands on a day. Amounts are minor units."""

    met: int
    """How many instalments, from the first on, need nothing more."""
    months: int
    """How many months that comes to: see `months_of`."""
    to_go: int
    """How many are left."""
    next_due: date | None
    next_amount: int
    """What is still to pay of the next instalment."""
    behind: int
    """What should have been there before today and is not."""


@dataclass(frozen=True)
class PlanView:
    """A plan as pages show it."""

    id: int
    ref: str
    monthly: int
    total: int
    """What its instalments come to."""
    made_on: date
    origin: str
    policy_version: str
    rhythm: str
    ended_on: date | None
    end_reason: str
    paid: int
    """What was paid on its claims since it was made."""
    owed: int
    """What is owed of its claims now."""
    instalments: tuple[tuple[date, int], ...]
    """Day and amount of each, in order; of a running plan without what is owed no longer."""
    progress: Progress
    claim_ids: frozenset[int]
    """The claims in it, those that left it too."""


def progress(
    instalments: Sequence[tuple[date, int]],
    paid: int,
    on: date,
    gone: int = 0,
    rhythm: str = "month",
) -> Progress:
    """Set what was paid against the instalments, in order.

    `gone` is what nobody asks for any more, at the end.
    """
    instalments = _without_end(instalments, gone)
    reached = list(accumulate(amount for _, amount in instalments))
    met = sum(sum_so_far <= paid for sum_so_far in reached)
    is_left = met < len(instalments)
    fallen_due = sum(amount for due_on, amount in instalments if due_on < on)
    return Progress(
        met=met,
        months=months_of([due_on for due_on, _ in instalments], met, rhythm),
        to_go=len(instalments) - met,
        next_due=instalments[met][0] if is_left else None,
        next_amount=reached[met] - paid if is_left else 0,
        behind=max(0, fallen_due - paid),
    )


def months_of(days: Sequence[date], met: int, rhythm: str) -> int:
    """Return how many months were paid when so many instalments were met.

    With one a month each counts. With weeks a month of the calendar counts once all that fell due
    in it was met, the month in which the plan began too, of which that is only a part.
    """
    if rhythm == "month":
        return met
    months = {(day.year, day.month) for day in days[:met]}
    is_open = {(day.year, day.month) for day in days[met : met + 1]}
    return len(months - is_open)


def _without_end(instalments: Sequence[tuple[date, int]], gone: int) -> list[tuple[date, int]]:
    """Take so much off the last instalments."""
    kept, left = [], sum(amount for _, amount in instalments) - gone
    for due_on, amount in instalments:
        if left > 0:
            kept.append((due_on, min(amount, left)))
        left -= amount
    return kept


def plan_views(session: Session, plan_ids: Iterable[int], on: date) -> dict[int, PlanView]:
    """Return these plans by id, running or not, in one statement."""
    ids = sorted(set(plan_ids))
    rows = run(session, _PLANS, {"ids": ids}).all() if ids else []
    return {plan_id: _view(list(group), on) for plan_id, group in groupby(rows, attrgetter("id"))}


def _view(rows: list[Row[Any]], on: date) -> PlanView:
    plan, instalments = rows[0], tuple((row.due_on, row.amount) for row in rows)
    reached = progress(instalments, plan.paid, on, _gone(plan), plan.rhythm)
    if plan.ended_on is None:
        instalments = tuple(_without_end(instalments, _gone(plan)))
    return PlanView(
        id=plan.id,
        ref=plan.ref,
        monthly=plan.monthly,
        total=sum(amount for _, amount in instalments),
        made_on=plan.made_on,
        origin=plan.origin,
        policy_version=plan.policy_version,
        rhythm=plan.rhythm,
        ended_on=plan.ended_on,
        end_reason=plan.end_reason,
        paid=int(plan.paid),
        owed=int(plan.owed),
        instalments=instalments,
        progress=reached,
        claim_ids=frozenset(int(one) for one in (plan.claim_ids or "").split(_BETWEEN) if one),
    )


def _gone(plan: Row[Any]) -> int:
    """What the instalments still come to beyond what this person can be asked for."""
    return max(0, int(plan.total - plan.paid - plan.owed))


def _claims(which: ColumnElement[bool]) -> CTE:
    """Of each claim in these plans: what came off it since, and what is left of it."""
    since = ENTRY.c.id > PLAN.c.since_entry
    theirs = or_(INCOMING.c.person_id.is_(None), INCOMING.c.person_id == PLAN.c.person_id)
    while_in_it = or_(
        PLAN_CLAIM.c.ended_on.is_(None),
        PLAN.c.ended_on.is_not(None),
        ENTRY.c.booked_on <= PLAN_CLAIM.c.ended_on,
    )
    since &= while_in_it
    return (
        select(
            PLAN_CLAIM.c.plan_id,
            _off(MONEY_IN, since & theirs).label("paid"),
            LIABILITY.c.id.label("liability_id"),
            LEFT.label("is_left"),
        )
        .join(PLAN, PLAN.c.id == PLAN_CLAIM.c.plan_id)
        .join(
            LIABILITY,
            and_(
                LIABILITY.c.claim_id == PLAN_CLAIM.c.claim_id,
                LIABILITY.c.person_id == PLAN_CLAIM.c.person_id,
            ),
        )
        .join(ENTRY, ENTRY.c.claim_id == PLAN_CLAIM.c.claim_id)
        .outerjoin(INCOMING, INCOMING.c.id == ENTRY.c.incoming_id)
        .where(which)
        .group_by(PLAN_CLAIM.c.plan_id, LIABILITY.c.id)
        .cte()
    )


def _off(sources: Iterable[str], only: ColumnElement[bool]) -> ColumnElement[int]:
    """What came off claims from these accounts, less what went back: each row touches one claim.

    The entries must be joined by their claim; what is left of each is then a side of its own.
    """
    off, back = ENTRY.c.debit.in_(tuple(sources)), ENTRY.c.credit.in_(tuple(sources))
    return total(case((off & only, ENTRY.c.amount), (back & only, -ENTRY.c.amount), else_=0))


RUNNING_HERE = (
    PLAN.c.id.between(bindparam("first"), bindparam("last"))
    & PLAN_CLAIM.c.plan_id.between(bindparam("first"), bindparam("last"))
    & PLAN.c.ended_on.is_(None)
)
"""The running plans of a range of ids. It is said of both tables: PostgreSQL does not see that the
one follows from the other, and would read all claims of all plans."""


def since_made(which: ColumnElement[bool], *more: ColumnElement[Any]) -> CTE:
    """Of each of these plans: what was `paid` since it was made, and what is `owed` still.

    `which` is a condition on the rows of claims in plans, or on the plans. `more` are columns about
    whoever owes its claims: a row each.
    """
    claims = _claims(which)
    sums = (claims.c.paid, own_part(claims.c.is_left))
    named = zip(sums, _SUMS, strict=True)
    return (
        select(claims.c.plan_id, *(total(one).label(name) for one, name in named), *more)
        .join(LIABILITY, LIABILITY.c.id == claims.c.liability_id)
        .group_by(claims.c.plan_id)
        .cte()
    )


def _plans() -> Select[tuple[object, ...]]:
    ids = func.aggregate_strings(cast(LIABILITY.c.claim_id, String), _BETWEEN).label("claim_ids")
    since = since_made(PLAN_CLAIM.c.plan_id.in_(bindparam("ids", expanding=True)), ids)
    return (
        select(
            PLAN,
            INSTALMENT.c.due_on,
            INSTALMENT.c.amount,
            *(func.coalesce(since.c[name], 0).label(name) for name in _SUMS),
            since.c.claim_ids,
        )
        .join(INSTALMENT, INSTALMENT.c.plan_id == PLAN.c.id)
        .outerjoin(since, since.c.plan_id == PLAN.c.id)
        .where(PLAN.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(PLAN.c.id, INSTALMENT.c.no)
    )


_PLANS = Fixed(_plans())

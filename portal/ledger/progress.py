"""How far a plan is: its instalments against what was paid on its claims since it was made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select
from sqlmodel import Session

from portal.ledger.balances import total
from portal.ledger.models import MONEY_IN, RECEIVABLES
from portal.ledger.tables import ENTRY, INSTALMENT, PLAN, PLAN_CLAIM, run


@dataclass(frozen=True)
class Progress:
    """Where a plan stands on a day. Amounts are minor units."""

    met: int
    """How many instalments were paid in full."""
    to_go: int
    """How many are left, with what was let go counted as done."""
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
    made_on: date
    origin: str
    policy_version: str
    paid: int
    """What was paid on its claims since it was made."""
    instalments: tuple[tuple[date, int], ...]
    """Day and amount of each, in order."""
    progress: Progress


def progress(instalments: Sequence[tuple[date, int]], paid: int, waived: int, on: date) -> Progress:
    """Set what was paid and let go against the instalments, in order."""
    reached = list(accumulate(amount for _, amount in instalments))
    covered = paid + waived
    done = sum(sum_so_far <= covered for sum_so_far in reached)
    is_left = done < len(instalments)
    fallen_due = sum(amount for due_on, amount in instalments if due_on < on)
    return Progress(
        met=sum(sum_so_far <= paid for sum_so_far in reached),
        to_go=len(instalments) - done,
        next_due=instalments[done][0] if is_left else None,
        next_amount=reached[done] - covered if is_left else 0,
        behind=max(0, fallen_due - covered),
    )


def plan_views(session: Session, plan_ids: Iterable[int], on: date) -> dict[int, PlanView]:
    """Return these plans by id, running or not, in one statement."""
    ids = sorted(set(plan_ids))
    rows = run(session, _PLANS, {"ids": ids}).all() if ids else []
    return {plan_id: _view(list(group), on) for plan_id, group in groupby(rows, _plan_id)}


def _plan_id(row: Row[Any]) -> int:
    return int(row.id)


def _view(rows: list[Row[Any]], on: date) -> PlanView:
    plan, instalments = rows[0], tuple((row.due_on, row.amount) for row in rows)
    return PlanView(
        id=plan.id,
        ref=plan.ref,
        monthly=plan.monthly,
        total=plan.total,
        made_on=plan.made_on,
        origin=plan.origin,
        policy_version=plan.policy_version,
        paid=plan.paid,
        instalments=instalments,
        progress=progress(instalments, plan.paid, plan.waived, on),
    )


def taken_off(*sources: str, components: Iterable[str] = tuple(RECEIVABLES)) -> ColumnElement[int]:
    """The SQL sum of what came off claims from these accounts, less what went back to them."""
    receivable = [RECEIVABLES[component] for component in components]
    return total(
        case(
            (ENTRY.c.credit.in_(receivable) & ENTRY.c.debit.in_(sources), ENTRY.c.amount),
            (ENTRY.c.debit.in_(receivable) & ENTRY.c.credit.in_(sources), -ENTRY.c.amount),
            else_=0,
        )
    )


def _plans() -> Select[tuple[object, ...]]:
    since = (
        select(
            PLAN_CLAIM.c.plan_id,
            taken_off(*MONEY_IN).label("paid"),
            taken_off("waived", "written_off").label("waived"),
        )
        .join(PLAN, PLAN.c.id == PLAN_CLAIM.c.plan_id)
        .join(ENTRY, ENTRY.c.claim_id == PLAN_CLAIM.c.claim_id)
        .where(ENTRY.c.id > PLAN.c.since_entry)
        .where(PLAN_CLAIM.c.plan_id.in_(bindparam("ids", expanding=True)))
        .group_by(PLAN_CLAIM.c.plan_id)
        .subquery()
    )
    return (
        select(
            PLAN,
            INSTALMENT.c.due_on,
            INSTALMENT.c.amount,
            func.coalesce(since.c.paid, 0).label("paid"),
            func.coalesce(since.c.waived, 0).label("waived"),
        )
        .join(INSTALMENT, INSTALMENT.c.plan_id == PLAN.c.id)
        .outerjoin(since, since.c.plan_id == PLAN.c.id)
        .where(PLAN.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(PLAN.c.id, INSTALMENT.c.no)
    )


_PLANS = _plans()

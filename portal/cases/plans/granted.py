"""The days and amounts of a plan that is granted: on the pay day, in its rhythm, or uneven."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.plans.rhythms import instalment_of
from portal.ledger import plans
from portal.ledger.claims import ClaimView
from portal.ledger.plans.changes import course_of
from portal.ledger.plans.courses import Course
from portal.ledger.plans.days import due_date, step_at
from portal.municipality import Municipality
from portal.rules.days import months_on
from portal.rules.irregular import irregular_plan
from portal.rules.schedule import schedule

MOST_INSTALMENTS = 600
"""Months: a plan of fifty years helps nobody."""


def course_over(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    owed: Sequence[ClaimView],
    monthly: int,
    on: date,
) -> Course:
    """Return the course of a plan for these claims, after the one that runs on them."""
    total = sum(view.balance for view in owed)
    return course_of_grant(town, assessed, total, monthly, on, course_now(session, assessed, owed))


def course_now(session: Session, assessed: Assessed, owed: Sequence[ClaimView]) -> Course | None:
    """Return the course of the plan that runs on these claims."""
    assert assessed.person.id is not None
    plan = plans.running_plan(session, [view.id for view in owed], assessed.person.id)
    return course_of(session, plan) if plan else None


def course_of_grant(
    town: Municipality,
    assessed: Assessed,
    total: int,
    monthly: int,
    on: date,
    before: Course | None = None,
) -> Course:
    """Return the course of a plan for this total at so much a month, in minor units.

    The days are those the person named, else those of the plan it replaces, else from the first
    day on that leaves time to pay.
    """
    rhythm, anchor = _days(town, assessed.told, on, before)
    if rhythm == "month" and (months := assessed.told.get("months_income")):
        uneven = _uneven(town, assessed, months, monthly, anchor, on)
        if uneven is not None and uneven.total == total:
            return uneven
    amounts = schedule(total, min(instalment_of(town, monthly, rhythm, on), total))
    start = step_at(anchor, plans.first_due(on, town.country), town.country, rhythm)
    days = plans.due_dates(anchor, len(amounts), town.country, rhythm, start)
    month = amounts[0] if rhythm == "month" else min(monthly, total)
    return Course(month, rhythm, anchor, tuple(zip(days, amounts, strict=True)))


def _days(
    town: Municipality, told: Mapping[str, Any], on: date, before: Course | None
) -> tuple[str, date]:
    """The rhythm, and the day from which the days are counted."""
    named = told.get("payday")
    if isinstance(named, Mapping) and "next" in named:
        return named["rhythm"], date.fromisoformat(named["next"])
    if before is not None:
        return before.rhythm, before.anchor
    return "month", plans.first_due(on, town.country)


def _uneven(
    town: Municipality,
    assessed: Assessed,
    incomes: list[int],
    monthly: int,
    anchor: date,
    on: date,
) -> Course | None:
    """Twelve months by their incomes, then even ones; None where the rules give no such plan."""
    found = irregular_plan(incomes, assessed.situation, town.policy)
    if found is None or not found.even or found.even != monthly:
        return None
    first = months_on(on.replace(day=1), 1)
    start = step_at(anchor, first, town.country, "month")
    amounts = [month.amount for month in found.months]
    amounts += schedule(found.left, found.even) if found.left else ()
    earliest = plans.first_due(on, town.country)
    days = [
        max(earliest, due_date(anchor, start + step, town.country, "month"))
        for step in range(len(amounts))
    ]
    paid = tuple((day, part) for day, part in zip(days, amounts, strict=True) if part)
    return Course(monthly, "month", anchor, paid)

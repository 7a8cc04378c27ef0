"""The course of a plan: its days and amounts, and what they become by a change. No database here.

Every change keeps the sum and the order; what is paid already stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from portal.ledger.plans.days import due_date, first_due, step_at
from portal.ledger.progress import PlanView
from portal.rules.schedule import schedule

MOST_ADDED = 120
"""Instalments that what came on top is spread over at most."""
Instalments = tuple[tuple[date, int], ...]
"""Day and amount of each, in order; amounts in minor units."""


@dataclass(frozen=True)
class Course:
    """What a plan asks and when."""

    monthly: int
    """What it comes to a month."""
    rhythm: str
    anchor: date
    """The day the days are counted from, before bank days move them."""
    instalments: Instalments

    @property
    def total(self) -> int:
        """What the instalments sum to."""
        return sum(amount for _, amount in self.instalments)

    @property
    def usual(self) -> int:
        """The largest instalment."""
        return max(amount for _, amount in self.instalments)

    def record(self) -> dict[str, Any]:
        """Return it as it is kept with a change."""
        days = [[day.isoformat(), amount] for day, amount in self.instalments]
        return {
            "monthly": self.monthly,
            "rhythm": self.rhythm,
            "anchor": self.anchor.isoformat(),
            "instalments": days,
        }


def recorded(kept: Mapping[str, Any]) -> Course:
    """Return the course that was kept with a change."""
    days = tuple((date.fromisoformat(day), amount) for day, amount in kept["instalments"])
    return Course(kept["monthly"], kept["rhythm"], date.fromisoformat(kept["anchor"]), days)


def open_part(view: PlanView) -> Instalments:
    """Return the instalments that are open, the first one with what is left of it."""
    rest = view.instalments[view.progress.met :]
    return ((rest[0][0], view.progress.next_amount), *rest[1:]) if rest else ()


def movable(course: Course, done: int, on: date) -> int:
    """Return the place of the first instalment that is open and not past; their number if none."""
    later = (at for at, (day, _) in enumerate(course.instalments) if at >= done and day >= on)
    return next(later, len(course.instalments))


def window(course: Course, at: int, on: date, country: str, most: int) -> tuple[date, date]:
    """Return the first and the last day to which an instalment may move, both included.

    Not before the notice everyone has, unless it was sooner already; at most so many days later.
    """
    before = course.instalments[at - 1][0] + timedelta(days=1) if at else date.min
    day = course.instalments[at][0]
    return max(before, min(day, first_due(on, country))), day + timedelta(days=most)


def moved(course: Course, at: int, to: date, country: str) -> Course:
    """Move an instalment to another day, and all after it to days counted from there."""
    steps = [step_at(course.anchor, day, country, course.rhythm) for day, _ in course.instalments]
    days = [due_date(to, step - steps[at], country, course.rhythm) for step in steps[at:]]
    return replace(_from(course, at, days), anchor=to)


def paused(course: Course, at: int, country: str) -> Course:
    """Leave one instalment out: each from here on falls due when the next one would have."""
    days = [day for day, _ in course.instalments[at + 1 :]]
    last = course.instalments[-1][0] + timedelta(days=1)
    return _from(course, at, [*days, next_day(course, last, country)])


def next_day(course: Course, earliest: date, country: str) -> date:
    """Return the first day of the plan's rhythm that is not before this one."""
    step = step_at(course.anchor, earliest, country, course.rhythm)
    return due_date(course.anchor, step, country, course.rhythm)


def spread(
    course: Course, done: int, amounts: Sequence[int], *, on: date, monthly: int, country: str
) -> Course:
    """Put other amounts in place of what is open, on the days of the plan that are to come.

    Raises ValueError when they do not sum to what is open.
    """
    if sum(amounts) != sum(amount for _, amount in course.instalments[done:]):
        raise ValueError("the amounts do not sum to what is open")
    after = course.instalments[done - 1][0] + timedelta(days=1) if done else date.min
    at = movable(course, done, on)
    is_left = at < len(course.instalments)
    first = course.instalments[at][0] if is_left else first_due(on, country)
    start = step_at(course.anchor, max(first, after), country, course.rhythm)
    days = [
        due_date(course.anchor, start + step, country, course.rhythm)
        for step in range(len(amounts))
    ]
    new = tuple(zip(days, amounts, strict=True))
    return replace(course, monthly=monthly, instalments=(*course.instalments[:done], *new))


def longer(course: Course, more: int, on: date, country: str) -> Course:
    """Add instalments of at most the usual amount for what came on top of the plan.

    Where that is so little that there would be no end of them, of as little as ends.
    """
    last = course.instalments[-1][0] + timedelta(days=1)
    day, added = max(last, first_due(on, country)), []
    for amount in schedule(more, max(course.usual, -(-more // MOST_ADDED))):
        day = next_day(course, day, country)
        added.append((day, amount))
        day += timedelta(days=1)
    return replace(course, instalments=(*course.instalments, *added))


def _from(course: Course, at: int, days: Sequence[date]) -> Course:
    """The same amounts on other days, from one instalment on."""
    amounts = [amount for _, amount in course.instalments[at:]]
    new = tuple(zip(days, amounts, strict=True))
    return replace(course, instalments=(*course.instalments[:at], *new))

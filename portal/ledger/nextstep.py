"""What happens next with a claim, and when: for the page, so that nothing comes as a surprise."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Days:
    """A municipality's days between the steps."""

    to_reminder: int
    """From the last day to pay to the reminder."""
    to_handover: int | None
    """From the reminder to handing over; None where nobody takes over and a person looks at it."""


@dataclass(frozen=True)
class NextStep:
    """A step and its day. Without a day: it can happen any day, or there is none to name."""

    code: str
    """`pay_before`, `postponed`, `reminder`, `handover`, `person`, `instalment`, `with_collector`
    or `nothing`."""
    on: date | None = None


class HasTimeBar(Protocol):
    """Something that can be collected until a day."""

    @property
    def time_bar_on(self) -> date:
        """The first day it cannot be collected any more."""


def next_step(
    phase: str,
    due_on: date,
    on: date,
    days: Days,
    *,
    reminded_on: date | None = None,
    plan_due: date | None = None,
    postponed_until: date | None = None,
) -> NextStep:
    """Return what comes next for a claim in this phase (`closed` included) seen on this day."""
    if phase == "transferred":
        return NextStep("with_collector")
    if phase == "in_plan" and plan_due is not None:
        return NextStep("instalment", plan_due)
    if phase in ("in_plan", "closed"):
        return NextStep("nothing")
    if postponed_until is not None and postponed_until >= on:
        return NextStep("postponed", postponed_until)
    return _unpaid(due_on, on, days, reminded_on if phase == "reminded" else None)


def _unpaid(due_on: date, on: date, days: Days, reminded_on: date | None) -> NextStep:
    """The way of a claim for which nothing was arranged."""
    if reminded_on is not None and days.to_handover is None:
        return NextStep("person")
    if reminded_on is not None and days.to_handover is not None:
        return NextStep("handover", _ahead(reminded_on, days.to_handover, on))
    if on <= due_on:
        return NextStep("pay_before", due_on)
    return NextStep("reminder", _ahead(due_on, days.to_reminder, on))


def _ahead(start: date, days: int, on: date) -> date | None:
    """The day so many days later, or None when it is past and the step can come any day."""
    day = start + timedelta(days=days)
    return day if day >= on else None


def is_time_barred(claim: HasTimeBar, on: date) -> bool:
    """Whether the claim is too old to be collected, unless something interrupted its time."""
    return on >= claim.time_bar_on


def near_time_bar(claim: HasTimeBar, on: date, days: int) -> bool:
    """Whether the claim can be collected now but not any more in this number of days."""
    return not is_time_barred(claim, on) and is_time_barred(claim, on + timedelta(days=days))

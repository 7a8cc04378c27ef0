"""What happens next with a claim, and when: for the page, so that nothing comes as a surprise.

By the same terms and the same lines of the rules as the night does it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from portal.ledger.claims import ClaimView
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.dunning.unpaid import due_again
from portal.ledger.missed import missed_before
from portal.municipality import Municipality
from portal.rules.dunning import Course, Unpaid, reminder_ahead

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NextStep:
    """A step and its day. Without a day: it can happen any day, or there is none to name."""

    code: str
    """`pay_before`, `postponed`, `held`, `reminder`, `handover`, `person`, `instalment`,
    `missed`, `missed_held`, `talk`, `plan_ends`, `with_collector` or `nothing`."""
    on: date | None = None
    fee: int = 0
    """What it costs, in minor units."""


class HasTimeBar(Protocol):
    """Something that can be collected until a day."""

    @property
    def time_bar_on(self) -> date:
        """The first day it cannot be collected any more."""


def next_step(town: Municipality, view: ClaimView, on: date, *, is_asked: bool = False) -> NextStep:
    """Return what comes next for a claim seen on this day, if nothing else is done.

    `is_asked`: a request waits about a claim of the plan it runs in.
    """
    if view.phase == "transferred":
        return NextStep("with_collector", view.transferred_on)
    if view.phase == "closed":
        return NextStep("nothing")
    if view.is_held:
        return NextStep("held")
    if view.phase == "in_plan":
        return _in_plan(town, view, on, is_still=view.is_plan_still or is_asked)
    if view.postponed_until is not None and view.postponed_until >= on:
        return NextStep("postponed", view.postponed_until)
    return _unpaid(town, view, on)


def _unpaid(town: Municipality, view: ClaimView, on: date) -> NextStep:
    """The way of a claim for which nothing was arranged."""
    course, state = course_of(town, view.kind, on), _state(town, view, on)
    if not state.reminders and on <= state.due_on:
        return NextStep("pay_before", max(view.due_on, view.sent.granted_until or view.due_on))
    step = reminder_ahead(course, state, on)
    if step.code == "reminder":
        return NextStep("reminder", _ahead(step.on, on), step.fee)
    if step.code == "nothing":
        return NextStep("nothing")
    goes = town.claim_kind(view.kind, on).enforcement == "state"
    if goes:
        return NextStep("handover", _ahead(step.on, on))
    waits = state.quiet_until is not None and state.quiet_until >= on
    return NextStep("person", state.quiet_until if waits else None)


def _state(town: Municipality, view: ClaimView, on: date) -> Unpaid:
    sent, due_on = view.sent, due_again(town, view.due_on, view.sent.granted_until)
    if view.stage == "reminded" and not sent.reminders and view.reminded_on:
        return _reminded_elsewhere(town, view, due_on, view.reminded_on, on)
    return Unpaid(due_on, view.whole.total, sent.words, sent.reminders, sent.quiet_until)


def _reminded_elsewhere(
    town: Municipality, view: ClaimView, due_on: date, reminded_on: date, on: date
) -> Unpaid:
    """A claim that was reminded before it came here: no more reminders go out about it."""
    course = course_of(town, view.kind, on)
    quiet = answer_by(town, course, reminded_on, is_last=True)
    return Unpaid(due_on, view.whole.total, 1, course.most, quiet)


def _in_plan(town: Municipality, view: ClaimView, on: date, *, is_still: bool) -> NextStep:
    """The next instalment, or what follows when one was missed: nothing while it is still."""
    due_on = view.next_due
    if due_on is None:
        return NextStep("nothing")
    if due_on >= on:
        return NextStep("instalment", due_on)
    if is_still:
        return NextStep("missed_held")
    if town.terms.word("missed_instalment", on) == "talk":
        return NextStep("talk")
    course, sent = course_of(town, view.kind, on), view.sent
    if sent.reminders and sent.quiet_until and sent.quiet_until >= on:
        return NextStep("plan_ends", sent.quiet_until + _DAY)
    return NextStep("missed", _ahead(missed_on(town, due_on), on), _plan_fee(course, view))


def _plan_fee(course: Course, view: ClaimView) -> int:
    return course.cost(view.whole.total) if view.sent.reminders < course.most else 0


def missed_on(town: Municipality, due_on: date) -> date:
    """Return the day from which an instalment that is not there counts as missed."""
    day = due_on + _DAY
    while missed_before(town, day) <= due_on:
        day += _DAY
    return day


def _ahead(day: date, on: date) -> date | None:
    """The day, or None when it is past and the step can come any day."""
    return day if day >= on else None


def is_time_barred(claim: HasTimeBar, on: date) -> bool:
    """Whether the claim is too old to be collected, unless something interrupted its time."""
    return on >= claim.time_bar_on


def near_time_bar(claim: HasTimeBar, on: date, days: int) -> bool:
    """Whether the claim can be collected now but not any more in this number of days."""
    return not is_time_barred(claim, on) and is_time_barred(claim, on + timedelta(days=days))

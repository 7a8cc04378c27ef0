"""The course of a kind of claim: the municipality's terms of a day, as the rules take them."""

from datetime import date, timedelta
from functools import lru_cache

from portal.ledger.bankdays import next_bank_day
from portal.municipality import Municipality
from portal.rules.dunning import Course
from portal.rules.policy import Rulebook, book
from portal.rules.workings.reminder_fee import ReminderFee

_WEEK = 7


@lru_cache(maxsize=512)
def course_of(town: Municipality, kind: str, on: date) -> Course:
    """Return the steps for claims of a kind, by what holds on a day. Raises NoValue, KeyError."""
    values, terms = book(town.policy, on), town.dunning
    answer = max(terms.days_between_reminders, *_legal_days(values))
    border, below, above = _costs(town, kind, on)
    return Course(
        word_after=town.terms.number("word_days", on),
        reminder_after=terms.days_due_to_reminder,
        answer_days=answer,
        last_answer_days=max(answer, terms.days_reminder_to_handover or 0),
        most=min(terms.most_reminders, _most(town, kind, on)),
        floor=_setting(values, "reminder_floor", 1),
        fee_border=border,
        fee_below=below,
        fee=above,
    )


def answer_by(town: Municipality, course: Course, sent_on: date, *, is_last: bool) -> date:
    """Return the last day to pay after a reminder: the term runs from the day after it was sent.

    A day on which the banks are closed moves to the next bank day (Algemene termijnenwet art. 1).
    """
    days = course.last_answer_days if is_last else course.answer_days
    return next_bank_day(sent_on + timedelta(days=days), town.country)


def _legal_days(values: Rulebook) -> tuple[int, int]:
    """What the law puts between two reminders: days between fees, weeks to pay after one."""
    weeks = _setting(values, "reminder_weeks", 0)
    return _setting(values, "days_between_fees", 0), weeks * _WEEK


def _most(town: Municipality, kind: str, on: date) -> int:
    distraint = town.claim_kind(kind, on).distraint
    name = "most_reminders_distraint" if distraint else "most_reminders_civil"
    return _setting(book(town.policy, on), name, town.dunning.most_reminders)


def _costs(town: Municipality, kind: str, on: date) -> tuple[int, int, int]:
    """From which open amount on a reminder costs more; what it costs below, and above."""
    match town.terms.word("reminder_costs", on):
        case "kind":
            cap = ReminderFee(town.kind_facts(kind, on), book(town.policy, on)).fee_cap
            return 0, cap, cap
        case "balance":
            names = ("reminder_cost_border", "reminder_cost_below", "reminder_cost_above")
            border, below, above = (town.terms.number(name, on) for name in names)
            return border, below, above
    return 0, 0, 0


def _setting(values: Rulebook, name: str, otherwise: int) -> int:
    """A number of the policy, where it has one."""
    return values.number(name) if name in values.policy.settings else otherwise

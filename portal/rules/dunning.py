"""What follows when a claim is not paid in time: a word, reminders, and what comes after them.

The same few lines decide what the night does and what a page tells ahead.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.days import ONE_DAY


@dataclass(frozen=True)
class Course:
    """The steps of one kind of claim, as the terms of a day set them. Amounts are minor units."""

    word_after: int
    """Days from the last day to pay to a friendly word without costs; 0: none is sent."""
    reminder_after: int
    """Days from the last day to pay to the first reminder."""
    answer_days: int
    """Days to pay after a reminder; no other reminder goes out in them."""
    last_answer_days: int
    """The same after the last reminder."""
    most: int
    """How many reminders are sent."""
    floor: int
    """Nothing is sent about a claim of which less is open."""
    fee_border: int
    """From this open amount on a reminder costs `fee`, below it `fee_below`."""
    fee_below: int
    fee: int

    def cost(self, balance: int) -> int:
        """What a reminder about so much costs."""
        return self.fee if balance >= self.fee_border else self.fee_below


@dataclass(frozen=True)
class Unpaid:
    """How far it came with a claim of which something is open."""

    due_on: date
    """The last day to pay, with the time that was granted since."""
    balance: int
    words: int = 0
    """How many friendly words were sent about it."""
    reminders: int = 0
    """How many reminders were sent."""
    quiet_until: date | None = None
    """The last day that was given to answer what was sent."""


@dataclass(frozen=True)
class Due:
    """What comes next, and the first day it can."""

    code: str
    """`word`, `reminder`, `after` (what follows unpaid reminders), or `nothing`."""
    on: date
    fee: int = 0
    is_last: bool = False
    """The last reminder: it carries the notice of what follows."""


def due(course: Course, claim: Unpaid) -> Due:
    """Return what is due next on a claim for which nothing was arranged."""
    if claim.balance < course.floor:
        return Due("nothing", claim.due_on)
    if claim.reminders == 0 and not claim.words and course.word_after:
        return Due("word", claim.due_on + timedelta(days=course.word_after))
    return reminder_due(course, claim)


def reminder_due(course: Course, claim: Unpaid) -> Due:
    """Return the next reminder, or what follows when all were sent."""
    quiet = max(claim.quiet_until or claim.due_on, claim.due_on) + ONE_DAY
    if claim.reminders >= course.most:
        return Due("after", quiet)
    first = claim.due_on + timedelta(days=course.reminder_after)
    on = quiet if claim.reminders else max(first, quiet)
    is_last = claim.reminders + 1 == course.most
    return Due("reminder", on, course.cost(claim.balance), is_last)


def quiet_after_word(course: Course, claim: Unpaid, sent_on: date) -> date:
    """Return the last day before a reminder, when a word is sent on a day."""
    between = timedelta(days=course.reminder_after - course.word_after - 1)
    first = claim.due_on + timedelta(days=course.reminder_after - 1)
    return max(first, sent_on + max(between, timedelta()))


def reminder_ahead(course: Course, claim: Unpaid, on: date) -> Due:
    """Return the next reminder as it will come if nothing is paid, seen on a day.

    A word that goes before it is counted in.
    """
    word = due(course, claim)
    if word.code != "word":
        return word
    quiet = quiet_after_word(course, claim, max(word.on, on))
    told = Unpaid(claim.due_on, claim.balance, 1, claim.reminders, quiet)
    return reminder_due(course, told)

"""The days on which instalments are due: counted from a pay day, moved to a bank day."""

from datetime import date

from portal.ledger.bankdays import add_bank_days, next_bank_day
from portal.rules.days import months_on, weeks_on

NOTICE = 5
"""Bank days between making a plan and its first instalment, so that a first payment can be made."""
RHYTHMS = ("month", "four_weeks", "week")
_WEEKS = {"four_weeks": 4, "week": 1}


def first_due(on: date, country: str) -> date:
    """Return the first day an instalment can be due when a plan is made on this day."""
    return add_bank_days(on, NOTICE, country)


def due_dates(
    anchor: date, number: int, country: str, rhythm: str = "month", start: int = 0
) -> list[date]:
    """Return so many days of instalments, from the one `start` steps after the anchor on.

    In a month too short for the anchor's day it is the month's last. A day on which the banks are
    closed moves to the next bank day.
    """
    return [due_date(anchor, start + step, country, rhythm) for step in range(number)]


def due_date(anchor: date, step: int, country: str, rhythm: str) -> date:
    """Return one of these days, so many steps after the anchor, or before it."""
    weeks = _WEEKS.get(rhythm)
    day = weeks_on(anchor, weeks * step) if weeks else months_on(anchor, step)
    return next_bank_day(day, country)


def step_at(anchor: date, earliest: date, country: str, rhythm: str) -> int:
    """Return how many steps after the anchor the first day lies that is not before `earliest`."""
    days = 7 * _WEEKS[rhythm] if rhythm in _WEEKS else 31
    step = (earliest - anchor).days // days - 2
    while due_date(anchor, step, country, rhythm) < earliest:
        step += 1
    return step

"""Sums with days: so many years or months on or back, and the days between two days."""

from calendar import isleap, monthrange
from datetime import date, timedelta

MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return day.replace(year=year)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or earlier for less than 0; else the month's last day."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def days_as_they_fall(start: date, end: date) -> int:
    """The days from a day up to, and without, another."""
    return (end - start).days


def days_of_30(start: date, end: date) -> int:
    """The same where every month has 30 days: a 31st counts as a 30th."""
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return months * 30 + min(end.day, 30) - min(start.day, 30)


def weeks_on(day: date, weeks: int) -> date:
    """The same day of the week so many weeks later."""
    return day + timedelta(weeks=weeks)


def months_begun(start: date, end: date) -> int:
    """How many months from a day on began before another; 0 when that one is not later."""
    if end <= start:
        return 0
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return months + (months_on(start, months) < end)

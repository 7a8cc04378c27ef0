"""On which days money moves: not on weekends, public holidays and days the banks are closed."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY, _SUNDAY = 5, 6
_DK_CLOSED = {(6, 5), (12, 24), (12, 31)}
"""Danish banks close on these days (month, day), which are no public holidays."""


def is_bank_day(day: date, country: str) -> bool:
    """Whether payments are carried out on this day in `NL` or `DK`."""
    return day.weekday() < _SATURDAY and day not in _closed(country, day.year)


def next_bank_day(day: date, country: str) -> date:
    """Return the day itself, or the first bank day after it."""
    while not is_bank_day(day, country):
        day += timedelta(days=1)
    return day


def add_bank_days(day: date, number: int, country: str) -> date:
    """Return the bank day that comes this number of bank days after the day."""
    for _ in range(number):
        day = next_bank_day(day + timedelta(days=1), country)
    return day


def bank_days_before(day: date, number: int, country: str) -> date:
    """Return the bank day that comes this number of bank days before the day."""
    for _ in range(number):
        day -= timedelta(days=1)
        while not is_bank_day(day, country):
            day -= timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def _closed(country: str, year: int) -> frozenset[date]:
    public = set(holidays.country_holidays(country, years=year))
    banks = {"NL": _dutch_banks, "DK": _danish_banks}[country]
    return frozenset(public | banks(year, public))


def _dutch_banks(year: int, _public: set[date]) -> set[date]:
    """The days on which the euro payment system is closed."""
    return set(holidays.financial_holidays("ECB", years=year))


def _danish_banks(year: int, public: set[date]) -> set[date]:
    """Fixed closing days, and the Friday after Ascension, 40 days after Easter."""
    easter = min(day for day in public if day.month in (3, 4) and day.weekday() == _SUNDAY)
    return {date(year, month, day) for month, day in _DK_CLOSED} | {easter + timedelta(days=40)}

"""On which days money moves: not on weekends, public holidays and days the banks are closed."""

import json
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

_SATURDAY = 5


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
    """The days of a year: of the years of the table read, of others worked out."""
    found = _table()[country].get(str(year))
    if found is None:
        from portal.ledger import closed_days  # noqa: PLC0415  (takes 20 MB, for no page of today)

        return closed_days.of(country, year)
    return frozenset(date.fromisoformat(f"{year}-{day}") for day in found)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    told = files("portal.ledger").joinpath("closed_days.json").read_text("ascii")
    return cast(dict[str, dict[str, list[str]]], json.loads(told))

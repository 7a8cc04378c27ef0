"""On which days money moves in each country."""

from datetime import date, timedelta
from importlib.resources import files

import pytest

from portal.ledger.bankdays import add_bank_days, is_bank_day, next_bank_day
from portal.ledger.closed_days import YEARS, table

DANISH_2026 = [(1, 1), (4, 2), (4, 3), (4, 6), (5, 14), (5, 15), (5, 25), (6, 5)]
DANISH_2026 += [(12, 24), (12, 25), (12, 26), (12, 31)]
DANISH_2027 = [(1, 1), (3, 25), (3, 26), (3, 29), (5, 6), (5, 7), (5, 17), (6, 5)]
DANISH_2027 += [(12, 24), (12, 25), (12, 26), (12, 31)]


@pytest.mark.parametrize(("year", "closed"), [(2026, DANISH_2026), (2027, DANISH_2027)])
def test_danish_banks_are_closed_on_the_days_the_national_bank_names(
    year: int, closed: list[tuple[int, int]]
) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    weekdays = {day for day in days if day.weekday() < 5}
    named = {date(year, month, day) for month, day in closed}
    assert {day for day in weekdays if not is_bank_day(day, "DK")} == named & weekdays


def test_the_general_prayer_day_is_gone_since_2024() -> None:
    assert not is_bank_day(date(2023, 5, 5), "DK")
    assert is_bank_day(date(2024, 4, 26), "DK")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 4, 27), "King's Day"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 4, 3), "Good Friday: banks closed"),
        (date(2026, 5, 1), "Labour Day: banks closed"),
        (date(2026, 12, 25), "Christmas"),
        (date(2026, 11, 7), "Saturday"),
    ],
)
def test_dutch_days_without_payments(day: date, why: str) -> None:
    assert not is_bank_day(day, "NL"), why


def test_an_ordinary_weekday_is_a_bank_day() -> None:
    assert is_bank_day(date(2026, 11, 2), "NL")
    assert is_bank_day(date(2026, 5, 15), "NL")


def test_a_day_moves_over_a_row_of_closed_days() -> None:
    assert next_bank_day(date(2026, 12, 24), "DK") == date(2026, 12, 28)
    assert next_bank_day(date(2026, 12, 28), "DK") == date(2026, 12, 28)


def test_bank_days_are_counted_from_the_day_after() -> None:
    friday = date(2026, 11, 6)
    assert add_bank_days(friday, 1, "NL") == date(2026, 11, 9)
    assert add_bank_days(friday, 5, "NL") == date(2026, 11, 13)
    assert add_bank_days(date(2026, 12, 23), 1, "DK") == date(2026, 12, 28)


def test_the_table_holds_what_the_library_says() -> None:
    """After a new version of the library: `python -m portal.ledger.closed_days` writes it anew."""
    assert files("portal.ledger").joinpath("closed_days.json").read_text("ascii") == table()


def test_days_beyond_the_table_are_worked_out() -> None:
    assert not is_bank_day(date(YEARS.stop, 12, 25), "NL")
    assert not is_bank_day(date(YEARS.stop, 12, 24), "DK")

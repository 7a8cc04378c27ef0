"""Days: so many years and months on or back, and how many lie between two."""

from datetime import date

import pytest

from portal.rules.days import days_of_30, months_on, years_on


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2023, 3, 1), 3, date(2026, 3, 1)),
        (date(2024, 2, 29), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 28), 3, date(2027, 2, 28)),
    ],
)
def test_years_on(day: date, years: int, later: date) -> None:
    assert years_on(day, years) == later


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2025, 3, 2), -12, date(2024, 3, 2)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_months_on_and_back(day: date, months: int, other: date) -> None:
    assert months_on(day, months) == other


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), 360),
        (date(2024, 1, 30), date(2024, 1, 31), 0),
        (date(2024, 2, 28), date(2024, 3, 1), 3),
        (date(2024, 1, 31), date(2024, 2, 1), 1),
    ],
)
def test_months_of_thirty_days(start: date, end: date, days: int) -> None:
    assert days_of_30(start, end) == days

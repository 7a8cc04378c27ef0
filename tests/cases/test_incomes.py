"""An income is told as it comes; the rules count it a month or a year, never more than it is."""

import pytest

from portal.cases.situation import income_in

TOLD = [
    ("month", 2_000_00, 2_000_00, 24_000_00),
    ("about", 2_000_00, 2_000_00, 24_000_00),
    ("week", 500_00, 2_166_66, 26_000_00),
    ("four_weeks", 1_900_00, 2_058_33, 24_700_00),
    ("year", 24_500_00, 2_041_66, 24_500_00),
    ("profit", 30_000_00, 2_500_00, 30_000_00),
]


@pytest.mark.parametrize(("period", "amount", "monthly", "yearly"), TOLD)
def test_an_income_is_counted_by_how_often_it_comes(
    period: str, amount: int, monthly: int, yearly: int
) -> None:
    told = {"amount": amount, "period": period}
    assert income_in(told, "month") == monthly
    assert income_in(told, "year") == yearly


@pytest.mark.parametrize("said", [None, {"unknown": True}])
def test_what_is_not_known_is_no_income(said: object) -> None:
    assert income_in(said, "month") is None

"""A bill under 25,00 kr. is not collected, and one of exactly that amount is."""

from datetime import date

import pytest

from portal.municipality import load
from tests.rules.working_facts import codes, figures, worked

TOWN = load("norddjurs")


@pytest.mark.parametrize(
    ("bill", "collected", "code"),
    [
        ("0.01", "0", "bill_not_collected"),
        ("24.99", "0", "bill_not_collected"),
        ("25.00", "1", "bill_collected"),
        ("25.01", "1", "bill_collected"),
    ],
)
def test_the_floor_itself_is_collected(bill: str, collected: str, code: str) -> None:
    made = worked(TOWN, "collection_floor", date(2024, 6, 1), bill=bill)
    assert figures(made) == {
        "bill_amount": bill,
        "bill_floor": "25.00",
        "is_collected": collected,
    }
    assert codes(made) == [code]

"""Reminders: two kinds of fee, a number, days between them, and an amount too small for one."""

from datetime import date

import pytest

from portal.municipality import load
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, marks, worked

TOWN = load("norddjurs")
TODAY = date(2024, 6, 11)


def reminder(kind: str = "youth_club", sent: int = 0, **said: object) -> Working:
    facts = {"kind": kind, "open_balance": "500.00", "reminders_sent": sent} | said
    return worked(TOWN, "reminder_fee", TODAY, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "fee"),
    [
        ("rent", "250.00"),
        ("daycare", "250.00"),
        ("property_tax", "250.00"),
        ("rat_control", "250.00"),
        ("wage_overpaid", "100.00"),
        ("youth_club", "100.00"),
        ("damages", "100.00"),
    ],
)
def test_what_can_ground_an_attachment_may_cost_more(kind: str, fee: str) -> None:
    found = figures(reminder(kind))
    assert (found["fee_cap"], found["reminder_fee"]) == (fee, fee)


@pytest.mark.parametrize(
    ("balance", "fee", "code"),
    [
        ("24.99", "0.00", "reminder_below_floor"),
        ("25.00", "100.00", "reminder_may_go"),
        ("25.01", "100.00", "reminder_may_go"),
    ],
)
def test_what_is_open_now_decides_whether_one_is_sent(balance: str, fee: str, code: str) -> None:
    made = reminder(open_balance=balance)
    assert figures(made)["reminder_fee"] == fee
    assert codes(made)[-1] == code


@pytest.mark.parametrize(
    ("sent", "left", "code"),
    [(2, "1", "reminder_may_go"), (3, "0", "reminders_used_up"), (4, "0", "reminders_used_up")],
)
@pytest.mark.parametrize("kind", ["youth_club", "rent"])
def test_there_is_no_fourth(kind: str, sent: int, left: str, code: str) -> None:
    made = reminder(kind, sent, last_reminder_on=date(2024, 5, 1))
    assert figures(made)["reminders_left"] == left
    assert codes(made) == [code]


def test_the_number_is_an_assumption_only_where_the_strategy_is_silent() -> None:
    assert marks(reminder("youth_club"))["most_reminders"] == "policy"
    assert marks(reminder("rent"))["most_reminders"] == "assumed"


@pytest.mark.parametrize(
    ("last", "next_one", "fee", "code"),
    [
        (date(2024, 6, 2), "2024-06-12", "0.00", "reminder_too_early"),
        (date(2024, 6, 1), "2024-06-11", "100.00", "reminder_may_go"),
        (date(2024, 5, 31), "2024-06-10", "100.00", "reminder_may_go"),
    ],
)
def test_ten_days_lie_between(last: date, next_one: str, fee: str, code: str) -> None:
    made = reminder(sent=1, last_reminder_on=last)
    assert figures(made)["next_reminder_on"] == next_one
    assert figures(made)["reminder_fee"] == fee
    assert codes(made) == [code]


def test_before_the_first_one_there_is_no_day_to_wait_for() -> None:
    assert "next_reminder_on" not in figures(reminder())


@pytest.mark.parametrize(
    ("balance", "lifted"),
    [("25.00", True), ("99.99", True), ("100.00", False)],
)
def test_staff_see_that_only_the_fee_makes_a_claim_large_enough(balance: str, lifted: bool) -> None:
    assert ("fee_lifts_claim" in codes(reminder(open_balance=balance))) is lifted


def test_a_reminder_that_was_sent_has_a_day_that_was() -> None:
    assert reminder(sent=1).mistakes() == {"last_reminder_on": "error-day-of-reminder"}
    to_come = reminder(sent=1, last_reminder_on=date(2024, 6, 12))
    assert to_come.mistakes() == {"last_reminder_on": "error-day-to-come"}
    assert reminder(sent=1, last_reminder_on=TODAY).mistakes() == {}

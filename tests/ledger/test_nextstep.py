"""What comes next with a claim, and when."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.ledger.nextstep import Days, NextStep, is_time_barred, near_time_bar, next_step

DUE = date(2026, 11, 10)
REMINDED = date(2026, 11, 20)
DAYS = Days(to_reminder=10, to_handover=14)


def step(phase: str, on: date, **more: date) -> NextStep:
    return next_step(phase, DUE, on, DAYS, **more)


def test_before_the_last_day_to_pay() -> None:
    assert step("open", date(2026, 11, 1)) == NextStep("pay_before", DUE)
    assert step("open", DUE) == NextStep("pay_before", DUE)


def test_after_it_a_reminder_comes_on_its_day() -> None:
    assert step("open", date(2026, 11, 11)) == NextStep("reminder", date(2026, 11, 20))
    assert step("open", date(2026, 11, 20)) == NextStep("reminder", date(2026, 11, 20))


def test_a_reminder_that_is_late_can_come_any_day() -> None:
    assert step("open", date(2026, 11, 21)) == NextStep("reminder")


def test_after_the_reminder_it_is_handed_over() -> None:
    day_before = date(2026, 12, 3)
    due = NextStep("handover", date(2026, 12, 4))
    assert step("reminded", day_before, reminded_on=REMINDED) == due
    assert step("reminded", date(2026, 12, 5), reminded_on=REMINDED) == NextStep("handover")


def test_a_reminder_without_a_day_still_asks_for_payment() -> None:
    assert step("reminded", date(2026, 11, 1)) == NextStep("pay_before", DUE)


def test_more_time_comes_before_a_reminder() -> None:
    until = date(2027, 1, 31)
    assert step("open", date(2026, 12, 1), postponed_until=until) == NextStep("postponed", until)
    over = step("reminded", date(2027, 2, 1), postponed_until=until, reminded_on=REMINDED)
    assert over == NextStep("handover")


def test_in_a_plan_the_next_instalment_counts() -> None:
    due = date(2026, 12, 1)
    assert step("in_plan", date(2026, 11, 30), plan_due=due) == NextStep("instalment", due)
    assert step("in_plan", date(2026, 11, 30)) == NextStep("nothing")


@pytest.mark.parametrize(
    ("phase", "code"), [("transferred", "with_collector"), ("closed", "nothing")]
)
def test_when_it_is_out_of_our_hands(phase: str, code: str) -> None:
    assert step(phase, date(2026, 12, 1)) == NextStep(code)


@dataclass
class Old:
    time_bar_on: date


def test_a_claim_is_too_old_from_the_day_named() -> None:
    claim = Old(date(2026, 12, 1))
    assert not is_time_barred(claim, date(2026, 11, 30))
    assert is_time_barred(claim, date(2026, 12, 1))


def test_near_means_within_the_days_named_and_not_past() -> None:
    claim = Old(date(2026, 12, 1))
    assert not near_time_bar(claim, date(2026, 9, 1), days=90)
    assert near_time_bar(claim, date(2026, 9, 2), days=90)
    assert near_time_bar(claim, date(2026, 11, 30), days=90)
    assert not near_time_bar(claim, date(2026, 12, 1), days=90)

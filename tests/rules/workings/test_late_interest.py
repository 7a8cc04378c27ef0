"""Interest: on few kinds, day by day, each at its own rate, and not stopped by a plan."""

from dataclasses import replace
from datetime import date

import pytest

from portal.errors import NoValue
from portal.municipality import Municipality, load
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, marks, worked

TOWN = load("norddjurs")
IN_30S = replace(TOWN, policy=TOWN.policy.changed({"interest_day_count": "30_360"}))
NO_INTEREST = ("rent", "daycare", "rat_control", "youth_club", "invoice")
OWN_RATE = ("property_tax", "housing_loan")


def claim(
    since: date, on: date, town: Municipality = TOWN, kind: str = "wage_overpaid", **said: object
) -> Working:
    facts = {"kind": kind, "principal_due": "36500.00", "interest_from": since} | said
    return worked(town, "interest", on, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", NO_INTEREST)
def test_most_kinds_bear_none(kind: str) -> None:
    made = claim(date(2024, 1, 1), date(2024, 6, 1), kind=kind, monthly="100.00")
    assert figures(made) == {}
    assert codes(made) == ["interest_none"]


@pytest.mark.parametrize("kind", OWN_RATE)
def test_without_a_rate_of_its_own_a_person_works_it_out(kind: str) -> None:
    made = claim(date(2019, 1, 1), date(2024, 6, 1), kind=kind)
    assert made.mistakes() == {}
    assert figures(made) == {}
    assert codes(made) == ["interest_rate_missing"]


def test_a_rate_that_is_entered_counts() -> None:
    town = replace(TOWN, policy=TOWN.policy.changed({"interest_rate_property_tax": 500}))
    made = claim(date(2024, 1, 1), date(2024, 1, 11), town, "property_tax")
    assert figures(made)["interest_rate"] == "5.00"
    assert figures(made)["interest_to_date"] == "50.00"
    assert marks(made)["interest_to_date"] == "assumed"


def test_time_before_a_rate_was_entered_is_not_free_of_interest() -> None:
    name = "interest_rate_property_tax"
    (empty,) = TOWN.policy.settings[name]
    entered = replace(empty, value=500, start=date(2024, 1, 1))
    settings = {**TOWN.policy.settings, name: (empty, entered)}
    town = replace(TOWN, policy=replace(TOWN.policy, settings=settings))
    early = claim(date(2023, 12, 31), date(2024, 6, 1), town, "property_tax")
    assert early.mistakes() == {"interest_from": "error-rate-unknown"}
    on_time = claim(date(2024, 1, 1), date(2024, 1, 11), town, "property_tax")
    assert figures(on_time)["interest_to_date"] == "50.00"


@pytest.mark.parametrize(
    ("since", "on", "interest", "days"),
    [
        (date(2023, 3, 1), date(2023, 3, 1), "0.00", "0"),
        (date(2023, 3, 1), date(2023, 3, 2), "9.90", "1"),
        (date(2023, 6, 30), date(2023, 7, 1), "9.90", "1"),
        (date(2023, 6, 30), date(2023, 7, 2), "21.15", "2"),
        (date(2023, 7, 1), date(2023, 7, 2), "11.25", "1"),
        (date(2022, 12, 31), date(2023, 7, 2), "1810.70", "183"),
    ],
)
def test_every_day_has_the_rate_of_its_half_year(
    since: date, on: date, interest: str, days: str
) -> None:
    """36.500 kr. at 10 percent come to 10 kr. a day."""
    found = figures(claim(since, on))
    assert (found["interest_to_date"], found["interest_days"]) == (interest, days)


@pytest.mark.parametrize(
    ("on", "rate", "mark"),
    [
        (date(2024, 6, 30), "11.75", "policy"),
        (date(2024, 7, 1), "11.50", "assumed"),
        (date(2025, 7, 1), "9.75", "assumed"),
        (date(2026, 11, 1), "9.75", "assumed"),
    ],
)
def test_the_rate_is_that_of_the_day(on: date, rate: str, mark: str) -> None:
    made = claim(on, on)
    assert figures(made)["interest_rate"] == rate
    assert marks(made)["interest_rate"] == mark


@pytest.mark.parametrize(
    ("since", "on", "days"),
    [
        (date(2024, 1, 31), date(2024, 3, 1), "31"),
        (date(2024, 2, 28), date(2024, 3, 1), "3"),
        (date(2023, 3, 1), date(2024, 3, 1), "360"),
    ],
)
def test_months_of_thirty_days_are_another_setting(since: date, on: date, days: str) -> None:
    assert figures(claim(since, on, IN_30S))["interest_days"] == days


def test_a_year_of_thirty_day_months_bears_a_year_of_interest() -> None:
    found = figures(claim(date(2022, 1, 1), date(2023, 1, 1), IN_30S, principal_due="1000.00"))
    assert found["interest_to_date"] == "75.50"


def test_it_is_rounded_down_once() -> None:
    found = figures(claim(date(2023, 3, 1), date(2023, 3, 2), principal_due="100.00"))
    assert found["interest_to_date"] == "0.02"
    assert found["total_to_date"] == "100.02"


class TestAPlan:
    """From 1 February 2024 on, at 11,75 percent."""

    ON = date(2024, 2, 1)

    def plan(self, principal: str, monthly: str, since: date = ON) -> Working:
        return claim(since, self.ON, principal_due=principal, monthly=monthly)

    def test_interest_goes_on_while_it_runs(self) -> None:
        found = figures(self.plan("1000.00", "500.00"))
        # 29 days on 1.000,00: 9,33; 31 days on 509,33: 5,08; 30 days on 14,41: 0,14.
        assert found["plan_instalments"] == "3"
        assert found["plan_interest"] == "14.55"
        assert found["plan_total"] == "1014.55"

    def test_the_last_instalment_pays_the_interest_of_its_month_too(self) -> None:
        found = figures(self.plan("1000.00", "1009.33"))
        assert (found["plan_instalments"], found["plan_total"]) == ("1", "1009.33")
        assert figures(self.plan("1000.00", "1009.32"))["plan_instalments"] == "2"

    def test_interest_from_before_the_plan_is_paid_with_it(self) -> None:
        found = figures(self.plan("36500.00", "40000.00", date(2024, 1, 2)))
        # 59 days in all at 11,75 kr. a day.
        assert found["plan_interest"] == "693.25"

    def test_an_instalment_that_only_pays_interest_never_ends(self) -> None:
        made = self.plan("36500.00", "340.00")
        assert codes(made) == ["plan_never_ends", "interest_goes_on"]
        assert "plan_total" not in figures(made)

    def test_a_rate_of_a_later_day_changes_no_forecast(self) -> None:
        """Half a year later the rate went down; on that day nobody knew."""
        long = figures(self.plan("36500.00", "400.00"))
        later = claim(
            date(2024, 7, 1), date(2024, 7, 1), principal_due="36500.00", monthly="400.00"
        )
        assert int(figures(later)["plan_instalments"]) < int(long["plan_instalments"])

    def test_without_an_instalment_there_is_no_forecast(self) -> None:
        made = claim(self.ON, self.ON)
        assert "plan_total" not in figures(made)
        assert codes(made) == ["interest_goes_on"]

    def test_the_forecast_is_an_assumption(self) -> None:
        assert marks(self.plan("1000.00", "500.00"))["plan_total"] == "assumed"


def test_a_day_before_the_first_rate_is_a_mistake() -> None:
    early = claim(date(2021, 12, 31), date(2024, 6, 1))
    assert early.mistakes() == {"interest_from": "error-rate-unknown"}
    assert claim(date(2022, 1, 1), date(2024, 6, 1)).mistakes() == {}


def test_interest_cannot_begin_later_than_today() -> None:
    late = claim(date(2024, 6, 2), date(2024, 6, 1))
    assert late.mistakes() == {"interest_from": "error-day-to-come"}


def test_before_the_first_rate_there_is_no_account() -> None:
    with pytest.raises(NoValue):
        claim(date(2021, 1, 1), date(2021, 12, 31)).account()


def test_nothing_a_month_is_no_plan() -> None:
    none = claim(date(2024, 1, 1), date(2024, 6, 1), monthly="0.00")
    assert none.mistakes() == {"monthly": "error-amount-missing"}

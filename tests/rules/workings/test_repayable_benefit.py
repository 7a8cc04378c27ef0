"""Benefits that are paid back: the binding table alone; until it is entered, a person."""

from dataclasses import replace
from datetime import date

import pytest

from portal.municipality import Municipality, load
from portal.rules.bands import Bands
from portal.rules.workings.repayable_benefit import BENEFITS
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, marks, worked

TOWN = load("norddjurs")
TABLE = Bands((0, 150_000, 200_000), ((0, 0), (4, 2), (10, 5)), ("law", "law", "law"))
"""Invented: the real one is entered by the municipality."""
ENTERED = replace(TOWN, policy=TOWN.policy.changed({"repayable_benefit_table": TABLE}))
TODAY = date(2024, 6, 1)


def benefit(town: Municipality = ENTERED, **said: object) -> Working:
    facts = {"open_debt": "9000.00", "benefit": "none", "has_children": False} | said
    return worked(town, "repayable_benefit", TODAY, **facts)  # type: ignore[arg-type]


def test_until_the_table_is_entered_a_person_decides() -> None:
    made = benefit(TOWN, yearly_net="200000.00")
    assert figures(made) == {"open_debt": "9000.00"}
    assert codes(made) == ["table_missing"]


def test_the_missing_table_is_marked_as_assumed() -> None:
    assert TOWN.policy.mark("repayable_benefit_table", TODAY) == "assumed"


@pytest.mark.parametrize(
    ("net", "children", "percentage", "instalment"),
    [
        ("149999.99", False, "0", "0.00"),
        ("150000.00", False, "4", "500.00"),
        ("150000.00", True, "2", "250.00"),
        ("199999.99", False, "4", "650.00"),
        ("200000.00", False, "10", "1650.00"),
    ],
)
def test_the_table_sets_the_instalment(
    net: str, children: bool, percentage: str, instalment: str
) -> None:
    made = benefit(yearly_net=net, has_children=children)
    found = figures(made)
    assert found["repayable_percentage"] == percentage
    assert found["repayable_instalment"] == instalment
    assert codes(made) == ["table_binds"]


def test_no_budget_is_asked_for() -> None:
    assert {asked.name for asked in benefit().asks}.isdisjoint({"common_costs", "own_costs"})


def test_an_unknown_income_is_for_a_person() -> None:
    assert codes(benefit()) == ["income_missing"]


@pytest.mark.parametrize("town", [TOWN, ENTERED], ids=["no table", "a table"])
@pytest.mark.parametrize("kind", BENEFITS)
def test_who_lives_from_these_benefits_gets_more_time(town: Municipality, kind: str) -> None:
    made = benefit(town, benefit=kind, yearly_net="200000.00")
    deferred = kind not in ("none", "other")
    assert (codes(made) == ["deferral_due"]) is deferred
    assert ("repayable_instalment" in figures(made)) is (not deferred and town is ENTERED)


@pytest.mark.parametrize(
    ("ended", "lapses", "lapsed"),
    [
        (date(2021, 6, 2), "2024-06-02", False),
        (date(2021, 6, 1), "2024-06-01", True),
        (date(2020, 2, 29), "2023-03-01", True),
    ],
)
def test_three_years_after_the_help_ended_the_claim_may_lapse(
    ended: date, lapses: str, lapsed: bool
) -> None:
    made = benefit(help_ended_on=ended)
    assert figures(made)["lapses_on"] == lapses
    assert ("repayable_lapsed" in codes(made)) is lapsed
    assert marks(made)["lapses_on"] == "assumed"


def test_help_that_ended_did_so_before_today() -> None:
    late = benefit(help_ended_on=date(2024, 6, 2))
    assert late.mistakes() == {"help_ended_on": "error-day-to-come"}

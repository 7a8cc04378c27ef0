"""Handing over: what lacks, who enforces a kind on a day, and claims too small for the state."""

from dataclasses import replace
from datetime import date

import pytest

from portal.municipality import Municipality, load
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, worked

TOWN = load("norddjurs")
TODAY = date(2024, 6, 1)
READY = {"reminded": True, "notice_sent": True, "disputed": False}


def claim(town: Municipality = TOWN, on: date = TODAY, **said: object) -> Working:
    facts: dict[str, object] = {"kind": "daycare", "principal_due": "500.00"}
    facts |= {"term_end": date(2024, 5, 1), **READY, **said}
    return worked(town, "hand_over", on, **facts)  # type: ignore[arg-type]


def test_with_everything_there_a_person_may_hand_it_over() -> None:
    assert codes(claim()) == ["hand_over_ready", "enforced_by_state"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reminded": False}, "reminder_missing"),
        ({"notice_sent": False}, "notice_missing"),
        ({"disputed": True}, "claim_disputed"),
        ({"term_end": TODAY}, "term_not_passed"),
    ],
)
def test_what_lacks_is_named(said: dict[str, object], code: str) -> None:
    assert codes(claim(**said)) == [code, "enforced_by_state"]


def test_the_term_is_over_on_the_day_after_its_last() -> None:
    assert "term_not_passed" in codes(claim(on=date(2024, 5, 1)))
    assert "term_not_passed" not in codes(claim(on=date(2024, 5, 2)))


@pytest.mark.parametrize(
    ("parts", "short"),
    [
        (("99.99", "0.00", "0.00"), "0.01"),
        (("60.00", "15.00", "24.99"), "0.01"),
        (("60.00", "15.00", "25.00"), None),
        (("100.00", "0.00", "0.00"), None),
        (("25.00", "0.00", "0.00"), "75.00"),
    ],
)
def test_interest_and_fees_count_for_the_floor(
    parts: tuple[str, str, str], short: str | None
) -> None:
    principal, interest, fees = parts
    made = claim(principal_due=principal, interest_due=interest, fees_due=fees)
    assert figures(made).get("short_of_floor") == short
    assert ("below_hand_over_floor" in codes(made)) is (short is not None)


def test_a_claim_the_municipality_enforces_itself_knows_no_floor() -> None:
    made = claim(kind="rat_control", principal_due="30.00")
    assert codes(made) == ["hand_over_ready", "enforced_by_municipality"]
    assert "hand_over_floor" not in figures(made)
    assert figures(made)["enforced_since"] == "2022-01-01"


@pytest.mark.parametrize(
    ("on", "by", "since"),
    [
        (date(2024, 9, 25), "enforced_by_municipality", "2022-01-01"),
        (date(2024, 9, 26), "enforced_by_state", "2024-09-26"),
    ],
)
def test_who_enforces_a_kind_can_change_on_a_day(on: date, by: str, since: str) -> None:
    (first,) = TOWN.kinds["rat_control"]
    later = replace(first, start=date(2024, 9, 26), enforcement="state")
    town = replace(TOWN, kinds={**TOWN.kinds, "rat_control": (first, later)})
    made = claim(town, on, kind="rat_control")
    assert codes(made)[-1] == by
    assert figures(made)["enforced_since"] == since

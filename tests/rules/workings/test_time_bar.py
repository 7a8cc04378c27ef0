"""The time bar: three years here, ten after an acknowledgement, five and postponement there."""

from datetime import date

import pytest

from portal.municipality import Municipality, load, names
from portal.rules.workings.working import Working
from tests.rules.working_facts import codes, figures, worked

DANISH, DUTCH = load("norddjurs"), load("oss")
TODAY = date(2024, 6, 1)
TERM_END = date(2022, 3, 1)


def claim(town: Municipality, act: str = "none", on: date = TODAY, **said: object) -> Working:
    facts = {"term_end": TERM_END, "basis": "ordinary", "act": act} | said
    return worked(town, "time_bar", on, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("town", "bar", "last"),
    [(DANISH, "2025-03-02", "2025-03-01"), (DUTCH, "2027-03-02", "2027-03-01")],
    ids=["three years", "five years"],
)
def test_the_years_run_from_the_end_of_the_payment_term(
    town: Municipality, bar: str, last: str
) -> None:
    found = figures(claim(town))
    assert found["time_runs_from"] == "2022-03-02"
    assert (found["time_bar_on"], found["last_safe_day"]) == (bar, last)
    assert "side_time_bar_on" not in found


def test_a_term_that_ends_before_a_leap_day() -> None:
    found = figures(claim(DANISH, on=date(2024, 6, 1), term_end=date(2024, 2, 28)))
    assert found["time_runs_from"] == "2024-02-29"
    assert found["time_bar_on"] == "2027-03-01"


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 3, 1), "claim_bar_far"),
        (date(2024, 3, 2), "claim_bar_near"),
        (date(2025, 3, 1), "claim_bar_near"),
        (date(2025, 3, 2), "claim_barred"),
    ],
)
def test_staff_are_warned_in_time(on: date, code: str) -> None:
    assert codes(claim(DANISH, on=on)) == [code]


def test_the_three_warnings() -> None:
    found = figures(claim(DANISH))
    warnings = [found[f"{name}_warning_on"] for name in ("first", "next", "last")]
    assert warnings == ["2024-03-02", "2024-09-02", "2024-12-02"]


@pytest.mark.parametrize("town", [DANISH, DUTCH], ids=["danish", "dutch"])
def test_the_years_and_warnings_are_those_of_the_calendar(town: Municipality) -> None:
    """The nightly run takes them from the municipality's terms, the rules from its policy."""
    policy, terms = town.policy, town.dunning
    warnings = [f"time_bar_{name}_warning" for name in ("first", "next", "last")]
    assert policy.value("time_bar_years", TODAY) == terms.time_bar_years
    assert tuple(policy.value(name, TODAY) for name in warnings) == terms.warn_months


@pytest.mark.parametrize(
    ("town", "act", "bar"),
    [
        (DANISH, "attachment", "2027-01-11"),
        (DANISH, "wage_withholding", "2027-01-11"),
        (DANISH, "set_off", "2027-01-11"),
        (DANISH, "acknowledgement", "2034-01-11"),
        (DUTCH, "reminder", "2029-01-11"),
        (DUTCH, "set_off", "2029-01-11"),
        (DUTCH, "writ", "2029-01-11"),
        (DUTCH, "attachment", "2029-01-11"),
        (DUTCH, "acknowledgement", "2029-01-11"),
    ],
)
def test_an_act_starts_the_time_anew(town: Municipality, act: str, bar: str) -> None:
    made = claim(town, act, act_on=date(2024, 1, 10))
    assert figures(made)["time_bar_on"] == bar
    assert codes(made) == ["act_interrupts", "claim_bar_far"]


@pytest.mark.parametrize(("town", "act"), [(DANISH, "reminder"), (DANISH, "writ")])
def test_an_act_that_does_not_count_changes_nothing(town: Municipality, act: str) -> None:
    made = claim(town, act, act_on=date(2024, 1, 10))
    assert figures(made) == figures(claim(town))
    assert codes(made)[0] == "act_without_effect"


@pytest.mark.parametrize(
    ("act_on", "code"),
    [(date(2025, 3, 1), "act_interrupts"), (date(2025, 3, 2), "act_too_late")],
)
def test_an_act_counts_up_to_the_last_safe_day(act_on: date, code: str) -> None:
    made = claim(DANISH, "attachment", date(2026, 1, 1), act_on=act_on)
    assert codes(made)[0] == code
    assert (codes(made)[1] == "claim_barred") is (code == "act_too_late")


def test_an_earlier_act_keeps_the_claim_alive_for_the_last_one() -> None:
    late = claim(DANISH, "attachment", date(2028, 1, 1), act_on=date(2026, 5, 1))
    saved = claim(
        DANISH,
        "attachment",
        date(2028, 1, 1),
        act_on=date(2026, 5, 1),
        earlier_act_on=date(2024, 5, 1),
    )
    assert codes(late) == ["act_too_late", "claim_barred"]
    assert codes(saved)[0] == "act_interrupts"
    assert figures(saved)["time_bar_on"] == "2029-05-02"


def test_an_act_within_the_payment_term_starts_nothing_earlier() -> None:
    found = figures(claim(DANISH, "attachment", act_on=date(2022, 2, 1)))
    assert found["time_bar_on"] == "2025-03-02"


@pytest.mark.parametrize("basis", ["instrument", "judgment", "settlement"])
def test_a_firmer_basis_gives_ten_years_to_the_claim_and_three_to_interest(basis: str) -> None:
    found = figures(claim(DANISH, basis=basis))
    assert found["time_bar_years"] == "10"
    assert found["time_bar_on"] == "2032-03-02"
    assert found["side_time_bar_on"] == "2025-03-02"
    assert figures(claim(DUTCH, basis=basis))["time_bar_on"] == "2027-03-02"


def test_postponement_adds_days_only_where_the_law_says_so() -> None:
    longer = figures(claim(DUTCH, postponed_days=31))
    assert (longer["days_added"], longer["time_bar_on"]) == ("31", "2027-04-02")
    assert "days_added" not in figures(claim(DANISH, postponed_days=31))


def test_an_act_has_a_day_that_was() -> None:
    assert claim(DANISH, "attachment").mistakes() == {"act_on": "error-day-of-act"}
    late = claim(DANISH, "attachment", act_on=date(2024, 6, 2))
    assert late.mistakes() == {"act_on": "error-day-to-come"}
    assert claim(DANISH, "attachment", act_on=TODAY).mistakes() == {}


@pytest.mark.parametrize("name", names())
def test_every_municipality_works_it_out(name: str) -> None:
    assert "time_bar" in load(name).workings

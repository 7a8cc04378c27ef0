"""The input of other programs: every mistake is named by its path, and nothing else is taken."""

import copy
from typing import Any

import pytest

from portal.assess import read
from portal.errors import BadFile
from portal.municipality import load
from portal.rules.contract import situation_to_json
from portal.rules.facts import Household, Situation
from portal.rules.intake import read_situation

OSS: dict[str, Any] = {
    "municipality": "oss",
    "on": "2026-07-01",
    "ask": "lower_instalment",
    "debtor": "person",
    "household": {"form": "couple", "pension_age": "both", "cost_sharers": 3, "children": 1},
    "income": {"monthly_net": "2000.00"},
    "benefit_from_municipality": True,
    "room": "300.00",
    "assets": "1.00",
    "claims": [
        {
            "id": "a",
            "kind": "loan",
            "balance": "1000.00",
            "principal": "2000.00",
            "phase": "in_plan",
            "paid_months": 3,
            "repaid_share": "0.50",
            "cause": "intent",
        },
        {"id": "b", "kind": "fine", "balance": "0.01", "phase": "open"},
    ],
    "proposal": {"monthly": "50.00"},
    "running_plan": {"monthly": "100.00", "since": "2023-01-01"},
    "circumstances": ["health", "work"],
}
NORDDJURS: dict[str, Any] = {
    "municipality": "norddjurs",
    "on": "2024-06-01",
    "ask": "plan",
    "income": {"yearly_net": "200000.00"},
    "claims": [{"id": "a", "kind": "rent", "balance": "1000.00", "phase": "open"}],
}
GONE = object()
MONEY = (
    100,
    1.5,
    "0.00",
    "-1.00",
    "1",
    "1.5",
    "1,50",
    "1.500",
    " 1.00",
    "1e3",
    "",
    None,
    "x",
    "١.٠٠",
    True,
)


def changed(base: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The request with one thing at a path like `claims.0.balance` changed, or gone."""
    data = copy.deepcopy(base)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = data
    for step in way:
        inner = inner[step]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value
    return data


def mistakes(data: Any) -> list[str]:
    with pytest.raises(BadFile) as refused:
        read(data)
    assert all(": " in mistake for mistake in refused.value.mistakes)
    return [mistake.split(": ")[0] for mistake in refused.value.mistakes]


def test_every_key_is_taken() -> None:
    name, situation = read(OSS)
    assert name == "oss"
    assert (situation.income, situation.room, situation.assets) == (200000, 30000, 100)
    assert situation.claims[0].repaid_share == 5000
    assert situation.claims[1].principal == 1


def test_what_is_left_out_has_its_default() -> None:
    _, situation = read(NORDDJURS)
    assert situation.household == Household()
    assert (situation.debtor, situation.circumstances, situation.proposal) == ("person", (), None)


@pytest.mark.parametrize(("form", "sharers"), [("single", 1), ("couple", 2)])
def test_adults_share_costs_by_default(form: str, sharers: int) -> None:
    _, situation = read(NORDDJURS | {"household": {"form": form}})
    assert situation.household.cost_sharers == sharers


@pytest.mark.parametrize("value", MONEY)
@pytest.mark.parametrize(
    "path",
    [
        "income.monthly_net",
        "room",
        "assets",
        "claims.0.balance",
        "claims.0.principal",
        "proposal.monthly",
        "running_plan.monthly",
    ],
)
def test_an_amount_is_a_text_above_zero_with_two_decimals(path: str, value: Any) -> None:
    assert mistakes(changed(OSS, path, value)) == [path.replace("claims.0", "claims[0]")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("on", "2026-7-1"),
        ("on", "20260701"),
        ("on", "2026-02-30"),
        ("on", 20260701),
        ("on", "2023-12-31"),
        ("on", GONE),
        ("ask", "refuse"),
        ("ask", ["plan"]),
        ("ask", GONE),
        ("debtor", "company"),
        ("household", []),
        ("household.form", "family"),
        ("household.pension_age", "two"),
        ("household.cost_sharers", 1),
        ("household.cost_sharers", "3"),
        ("household.cost_sharers", True),
        ("household.children", -1),
        ("household.children", 1.0),
        ("household.cats", 1),
        ("income", "2000.00"),
        ("income.monthly_net", GONE),
        ("benefit_from_municipality", "true"),
        ("benefit_from_municipality", 1),
        ("claims", []),
        ("claims", {}),
        ("claims", GONE),
        ("proposal.months", 12),
        ("proposal.monthly", "100.00"),
        ("proposal.monthly", "100.01"),
        ("running_plan", GONE),
        ("running_plan.since", "yesterday"),
        ("running_plan.since", GONE),
        ("running_plan.monthly", GONE),
        ("circumstances", "health"),
        ("circumstances", ["holiday"]),
        ("circumstances", [["health"]]),
        ("color", "red"),
        ("room", "1000000000.01"),
    ],
)
def test_a_mistake_is_named_by_its_path(path: str, value: Any) -> None:
    named = {"proposal.months": "proposal"}.get(path, path)
    assert mistakes(changed(OSS, path, value)) == [named]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("claims.1", "b"),
        ("claims.1.id", "a"),
        ("claims.1.id", ""),
        ("claims.1.id", 7),
        ("claims.1.id", GONE),
        ("claims.1.kind", "rent"),
        ("claims.1.kind", GONE),
        ("claims.1.balance", GONE),
        ("claims.1.phase", "closed"),
        ("claims.1.phase", GONE),
        ("claims.1.paid_months", -1),
        ("claims.1.paid_months", "36"),
        ("claims.1.repaid_share", "1.01"),
        ("claims.1.repaid_share", "0.5"),
        ("claims.1.repaid_share", 0.5),
        ("claims.1.cause", "bad luck"),
        ("claims.1.note", "hello"),
    ],
)
def test_a_mistake_in_a_claim_is_named_by_its_place(path: str, value: Any) -> None:
    assert mistakes(changed(OSS, path, value)) == [path.replace("claims.1", "claims[1]")]


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"household": {"form": "single_parent"}}, ["household.children"]),
        ({"household": {"form": "single_parent", "children": 0}}, ["household.children"]),
        ({"household": {"form": "single", "pension_age": "both"}}, ["household.pension_age"]),
        ({"household": {"children": 100}}, ["household.children"]),
        ({"income": {"monthly_net": "1.00"}}, ["income.yearly_net", "income.monthly_net"]),
        ({"room": "1.00"}, ["room"]),
        ({"assets": "1.00"}, ["assets"]),
        ({"benefit_from_municipality": False}, ["benefit_from_municipality"]),
        ({"proposal": {}}, ["proposal"]),
        ({"proposal": {"months": 0}}, ["proposal.months"]),
        ({"proposal": {"months": 121}}, ["proposal.months"]),
        ({"proposal": {"months": "12"}}, ["proposal.months"]),
        ({"proposal": 12}, ["proposal"]),
        ({"ask": "deferral", "proposal": {"months": 12}}, ["proposal"]),
        ({"ask": "review"}, ["running_plan"]),
        ({"ask": "lower_instalment"}, ["running_plan"]),
        ({"on": "2023-09-30"}, ["on"]),
        ({"municipality": "atlantis"}, ["municipality"]),
        ({"municipality": "../oss"}, ["municipality"]),
        ({"municipality": 3}, ["municipality"]),
        ({"a\nkey": 1}, ['"a\\nkey"']),
    ],
)
def test_a_mistake_against_the_whole_is_named(changes: dict[str, Any], paths: list[str]) -> None:
    assert sorted(mistakes(NORDDJURS | changes)) == sorted(paths)


def test_all_mistakes_are_named_at_once() -> None:
    data = changed(changed(OSS, "claims.0.balance", "0.00"), "household.form", "family")
    assert sorted(mistakes(data | {"color": 1})) == ["claims[0].balance", "color", "household.form"]


@pytest.mark.parametrize("data", [None, [], "plan", 3, {}])
def test_what_is_no_request_is_named(data: Any) -> None:
    assert len(mistakes(data)) == 1


def test_a_mistake_never_repeats_what_was_written() -> None:
    with pytest.raises(BadFile) as refused:
        read(changed(OSS, "claims.0.balance", "999993653"))
    assert "999993653" not in str(refused.value)


def test_claims_that_come_to_too_much_are_named() -> None:
    each = {"kind": "rent", "balance": "1000000000.00", "phase": "open"}
    assert mistakes(NORDDJURS | {"claims": [each | {"id": "a"}, each | {"id": "b"}]}) == ["claims"]


@pytest.mark.parametrize("months", [1, 120])
def test_a_proposal_of_months_at_its_bounds(months: int) -> None:
    _, situation = read(NORDDJURS | {"proposal": {"months": months}})
    assert situation.proposal is not None
    assert situation.proposal.months == months


def test_an_income_of_zero_that_the_portal_stored_is_read_back() -> None:
    shape = load("oss").shape
    _, situation = read(OSS)
    poor = Situation(**{**vars(situation), "income": 0, "room": 0, "assets": 0})
    stored = situation_to_json("oss", poor, shape)
    assert read_situation(stored, lambda _: shape, stored=True) == ("oss", poor)
    assert len(mistakes(stored)) == 3


def test_every_fact_is_written_out() -> None:
    name, situation = read(OSS)
    written = situation_to_json(name, situation, load(name).shape)
    assert read(written) == (name, situation)
    assert set(written) == set(OSS)

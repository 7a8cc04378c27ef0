"""Facts that no other program gives: whether someone is under 21, and the scheme of a claim."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from portal.assess import read
from portal.errors import BadFile
from portal.municipality import load
from portal.rules.answer import RulesAnswer
from portal.rules.assess import assess
from portal.rules.contract import situation_to_json
from portal.rules.facts import SCHEMES, Situation
from portal.rules.intake import read_situation

OSS = load("oss")
ASKED: dict[str, Any] = {
    "municipality": "oss",
    "on": "2026-07-01",
    "ask": "plan",
    "income": {"monthly_net": "2000.00"},
    "claims": [{"id": "a", "kind": "benefit_recovery", "balance": "1000.00", "phase": "open"}],
}
RUNNING = {"running_plan": {"monthly": "200.00", "since": "2025-01-01"}}


def told(**more: Any) -> Situation:
    return read(deepcopy(ASKED) | more)[1]


def young(situation: Situation) -> Situation:
    return replace(situation, household=replace(situation.household, under_21=True))


def under(scheme: str, situation: Situation) -> Situation:
    claims = tuple(replace(claim, scheme=scheme) for claim in situation.claims)
    return replace(situation, claims=claims)


def by_a_person(answer: RulesAnswer) -> bool:
    codes = [reason.code for reason in answer.reasons]
    return (answer.outcome, codes, answer.account) == ("staff", ["weighing_needed"], ())


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"proposal": {"months": 13}},
        {"proposal": {"monthly": "500.00"}},
        {"ask": "lower_instalment", **RUNNING},
        {"ask": "review", **RUNNING},
        {"ask": "deferral"},
    ],
    ids=str,
)
def test_under_21_a_person_decides_and_no_account_is_made(more: dict[str, Any]) -> None:
    assert assess(told(**more), OSS.policy).account
    answer = assess(young(told(**more)), OSS.policy)
    assert by_a_person(answer)
    assert (answer.capacity, answer.instalment) == (None, None)


def test_under_21_a_plan_of_the_short_term_and_a_crumb_need_no_person() -> None:
    short = assess(young(told(proposal={"months": 12})), OSS.policy)
    assert (short.outcome, short.instalment) == ("grant", 83_34)
    claim = ASKED["claims"][0] | {"balance": "100.00"}
    crumb = assess(young(told(ask="remission", claims=[claim])), OSS.policy)
    assert [reason.code for reason in crumb.reasons] == ["crumb_amount"]


@pytest.mark.parametrize("scheme", ["pw", "ioaw", "ioaz"])
def test_the_same_rules_hold_for_these_acts(scheme: str) -> None:
    assert assess(under(scheme, told()), OSS.policy) == assess(told(), OSS.policy)


@pytest.mark.parametrize("scheme", ["bbz", "tozo", "wage_subsidy"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"proposal": {"months": 3}},
        {"debtor": "business", "proposal": {"months": 3}},
        {"ask": "deferral"},
        {"ask": "review", **RUNNING},
        {"ask": "remission", "claims": [ASKED["claims"][0] | {"balance": "9.00"}]},
    ],
    ids=str,
)
def test_a_scheme_with_rules_of_its_own_goes_to_a_person(scheme: str, more: dict[str, Any]) -> None:
    assert by_a_person(assess(under(scheme, told(**more)), OSS.policy))


def test_one_such_claim_takes_the_request_along() -> None:
    claims = [ASKED["claims"][0], ASKED["claims"][0] | {"id": "b"}]
    situation = told(claims=claims, proposal={"months": 3})
    mixed = replace(
        situation, claims=(situation.claims[0], replace(situation.claims[1], scheme="bbz"))
    )
    assert by_a_person(assess(mixed, OSS.policy))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_kept_facts_read_back_and_give_the_same_answer(scheme: str) -> None:
    situation = young(under(scheme, told()))
    kept = situation_to_json("oss", situation, OSS.shape)
    assert read_situation(kept, lambda _: OSS.shape, stored=True) == ("oss", situation)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"household": {"under_21": True}}, "household.under_21"),
        ({"claims": [ASKED["claims"][0] | {"scheme": "ioaw"}]}, "claims[0].scheme"),
    ],
)
def test_another_program_cannot_give_them(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(deepcopy(ASKED) | changed)
    assert refused.value.mistakes == [f"{path}: is not a key that is known here"]


def test_what_is_kept_without_them_stays_as_it_was() -> None:
    kept = situation_to_json("oss", told(), OSS.shape)
    assert "under_21" not in kept["household"]
    assert "scheme" not in kept["claims"][0]


def test_a_kept_scheme_that_nobody_knows_is_named() -> None:
    kept = situation_to_json("oss", under("ioaw", told()), OSS.shape)
    kept["claims"][0]["scheme"] = "aow"
    with pytest.raises(BadFile, match=r"claims\[0\].scheme"):
        read_situation(kept, lambda _: OSS.shape, stored=True)

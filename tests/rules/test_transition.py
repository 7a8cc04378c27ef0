"""Better of two rules: what runs from before 2024 beside the rules of today, and which holds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assess import read
from portal.money import minor, plain
from portal.municipality import load
from portal.rules.assess import assess
from portal.rules.transition import Transition, interest_that_stays, let_go_from, transition
from tests.rules import requests
from tests.rules.situations import Told, all_situations

POLICY = load("oss").policy
TOLD = [told for told in all_situations() if told.beside]
PLANS = [told for told in TOLD if "old" in told.beside]


def beside(asked: dict[str, Any]) -> Transition | None:
    _, situation = read(asked)
    return transition(situation, assess(situation, POLICY), POLICY)


@pytest.mark.parametrize("told", PLANS, ids=lambda told: told.name)
def test_old_and_new_stand_side_by_side(told: Told) -> None:
    found = beside(told.request)
    if not told.beside["old"]:
        assert found is None
        return
    assert found is not None
    assert {
        "old": plain(found.old),
        "new": "" if found.new is None else plain(found.new),
        "holds": found.holds,
        "why": found.why,
        "cost": plain(found.cost),
    } == told.beside


@pytest.mark.parametrize(
    "told", [t for t in TOLD if "let_go_from" in t.beside], ids=lambda told: told.name
)
def test_letting_go_works_from_the_first_day_of_the_new_rules(told: Told) -> None:
    met, wanted = (date.fromisoformat(told.beside[key]) for key in ("met_on", "let_go_from"))
    assert let_go_from(met, POLICY) == wanted


@pytest.mark.parametrize(
    "told", [t for t in TOLD if "stays" in t.beside], ids=lambda told: told.name
)
def test_old_interest_stays_and_nothing_is_added(told: Told) -> None:
    booked = [(date.fromisoformat(on), minor(sum_)) for on, sum_ in told.beside["interest"].items()]
    assert plain(interest_that_stays(booked, POLICY)) == told.beside["stays"]
    later = [(date(2024, 1, 1), 5_00)]
    assert interest_that_stays(booked + later, POLICY) == interest_that_stays(booked, POLICY)
    _, situation = read(told.request)
    kinds = {claim.kind for claim in situation.claims}
    assert not any(load("oss").claim_kind(kind, situation.on).interest for kind in kinds)


def test_where_the_policy_respects_nothing_older_there_is_no_transition() -> None:
    asked = {
        "municipality": "norddjurs",
        "on": "2026-07-01",
        "ask": "lower_instalment",
        "running_plan": {"monthly": "400.00", "since": "2010-01-01"},
        "claims": [{"id": "a", "kind": "rent", "balance": "9000.00", "phase": "in_plan"}],
    }
    _, situation = read(asked)
    policy = load("norddjurs").policy
    assert transition(situation, assess(situation, policy), policy) is None


FROM_BEFORE = st.dates(date(2010, 1, 1), date(2023, 12, 31)).map(date.isoformat)


@st.composite
def from_before(draw: st.DrawFn, asks: tuple[str, ...]) -> dict[str, Any]:
    """A person with a plan from before the new rules."""
    asked = draw(requests.by_means(asks))
    monthly = asked.get("running_plan", {}).get("monthly") or draw(requests.amounts(2, 60_000))
    return asked | {"running_plan": {"monthly": monthly, "since": draw(FROM_BEFORE)}}


@settings(max_examples=400, deadline=None)
@given(from_before(("lower_instalment", "review")))
def test_without_a_person_nobody_pays_more_than_by_the_old_rule(asked: dict[str, Any]) -> None:
    _, situation = read(asked)
    answer = assess(situation, POLICY)
    own = situation.proposal
    if answer.outcome == "grant" and not (own and own.months):
        assert answer.instalment is not None
        assert answer.instalment <= minor(asked["running_plan"]["monthly"])


def test_whoever_asks_for_few_months_gets_no_dearer_plan_without_a_person() -> None:
    """The rules take one's own number of months at its word; the portal lets a person look."""
    asked = from_2022(proposal={"months": 3})
    _, situation = read(asked)
    answer = assess(situation, POLICY)
    found = transition(situation, answer, POLICY)
    assert (answer.outcome, answer.instalment) == ("grant", 33_34)
    assert found is not None
    assert (found.holds, found.why, found.cost) == ("old", "old_is_kinder", 13_34)


def from_2022(**more: Any) -> dict[str, Any]:
    """A debt of 100.00 in a plan of 20.00, with nothing to spare and a room of 50.00."""
    return {
        "municipality": "oss",
        "on": "2026-07-01",
        "ask": "lower_instalment",
        "income": {"monthly_net": "1500.00"},
        "room": "50.00",
        "running_plan": {"monthly": "20.00", "since": "2022-05-01"},
        "claims": [{"id": "a", "kind": "loan", "balance": "100.00", "phase": "in_plan"}],
    } | more


@settings(max_examples=400, deadline=None)
@given(from_before(("plan", "lower_instalment", "review")))
def test_what_holds_is_never_more_than_the_old_amount(asked: dict[str, Any]) -> None:
    _, situation = read(asked)
    answer = assess(situation, POLICY)
    found = transition(situation, answer, POLICY)
    assert found is not None
    old = min(minor(asked["running_plan"]["monthly"]), sum(c.balance for c in situation.claims))
    assert found.old == old
    holding = found.old if found.holds == "old" else found.new
    assert holding is not None
    assert holding <= old
    assert found.cost == max(0, (found.new or 0) - old)
    if answer.outcome == "grant" and not found.cost:
        assert (answer.instalment or 0) <= old, "what goes out by itself"
    if found.holds == "new":
        assert answer.outcome == "grant", "only what the rules give wins without a person"

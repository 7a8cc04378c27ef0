"""What would change an answer: the change keeps its promise, and no smaller one would do."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assess import read
from portal.municipality import load
from portal.rules.assess import assess
from portal.rules.changes import nearest as search
from portal.rules.changes.nearest import Change, changed, is_met, nearest_changes
from portal.rules.facts import ClaimFacts, Household, Proposal, RunningPlan, Situation
from tests.rules import requests

OSS, NORDDJURS = load("oss").policy, load("norddjurs").policy
DAY = date(2026, 11, 21)
MEANS = requests.by_means(("plan", "lower_instalment", "remission", "deferral"))
NUMBERS = ("monthly", "months", "children", "cost_sharers", "assets", "paid_months")
MOST_SMALLER = 400


def asked(income: int = 2_000_00, debt: int = 2_000_00, **more: Any) -> Situation:
    """Someone alone with 2,000 a month who owes 2,000 and asks for a plan."""
    claim = ClaimFacts("c1", "loan", debt, debt, "open")
    usual: dict[str, Any] = {"on": DAY, "ask": "plan", "claims": (claim,), "income": income}
    return Situation(**usual | more)


def by_fact(found: tuple[Change, ...]) -> dict[str, Any]:
    return {change.fact: change.after for change in found}


# ------------------------------------------------------------------ by example


def test_too_small_an_offer_would_do_from_what_one_can_carry_on() -> None:
    found = nearest_changes(asked(proposal=Proposal(monthly=10_00)), OSS)
    assert by_fact(found) == {"monthly": 100_00, "proposal": None}
    assert {change.instalment for change in found} == {100_00}


def test_an_offer_above_what_creditors_may_take_would_do_lower() -> None:
    found = nearest_changes(asked(proposal=Proposal(monthly=500_00)), OSS)
    assert by_fact(found)["monthly"] == 100_00


def test_too_many_months_would_do_shorter() -> None:
    found = nearest_changes(asked(proposal=Proposal(months=60)), OSS)
    assert by_fact(found)["months"] == 20


def test_savings_would_do_at_the_limit_and_not_a_cent_above() -> None:
    found = nearest_changes(asked(assets=9_000_00), OSS)
    assert by_fact(found) == {"household": "single_parent", "assets": 8_000_00}


def test_where_the_new_rules_ask_more_no_offer_helps_but_a_wrong_fact_does() -> None:
    situation = asked(ask="lower_instalment", running_plan=RunningPlan(50_00, DAY))
    assert by_fact(nearest_changes(situation, OSS)) == {"pension_age": "one"}


def test_a_loan_would_go_after_its_last_month() -> None:
    claim = ClaimFacts("c1", "furnishing_loan", 900_00, 2_000_00, "in_plan", paid_months=30)
    found = nearest_changes(asked(ask="remission", claims=(claim,)), OSS)
    assert found == (Change("paid_months", 30, 36, "grant", None, "c1"),)


def test_in_a_frame_an_offer_would_do_from_the_least_instalment_on() -> None:
    claim = ClaimFacts("c1", "rent", 20_000_00, 20_000_00, "open")
    situation = asked(400_000_00, claims=(claim,), proposal=Proposal(monthly=10_00))
    assert by_fact(nearest_changes(situation, NORDDJURS))["monthly"] == 834_00


def test_what_is_given_needs_no_change() -> None:
    assert nearest_changes(asked(), OSS) == ()


def test_a_look_of_the_municipality_itself_asks_for_nothing() -> None:
    situation = asked(ask="review", running_plan=RunningPlan(25_00, DAY))
    assert nearest_changes(situation, OSS) == ()


# ------------------------------------------------------------------ by chance


def read_in(wanted: dict[str, Any]) -> tuple[Situation, Any]:
    name, situation = read(wanted)
    return situation, load(name).policy


@settings(max_examples=150, deadline=None)
@given(st.one_of(MEANS, requests.by_frame()))
def test_a_change_keeps_its_promise_and_touches_one_thing(wanted: dict[str, Any]) -> None:
    situation, policy = read_in(wanted)
    untouched = (situation.income, situation.room, situation.on)
    for change in nearest_changes(situation, policy):
        other = changed(situation, change)
        answer = assess(other, policy)
        assert is_met(other, answer)
        assert not is_met(situation, assess(situation, policy))
        assert (answer.outcome, answer.instalment) == (change.outcome, change.instalment)
        assert (other.income, other.room, other.on) == untouched


@settings(max_examples=100, deadline=None)
@given(st.one_of(MEANS, requests.by_frame()))
def test_no_smaller_step_of_the_same_fact_does(wanted: dict[str, Any]) -> None:
    situation, policy = read_in(wanted)
    for change in nearest_changes(situation, policy):
        if change.fact not in NUMBERS:
            continue
        start = 121 if change.before is None and change.fact == "months" else change.before or 0
        step = 1 if change.after > start else -1
        between = range(change.after - step, start, -step)[:MOST_SMALLER]
        for smaller in between:
            other = changed(situation, replace(change, after=smaller))
            assert not is_met(other, assess(other, policy)), smaller


@st.composite
def small_debts(draw: st.DrawFn) -> tuple[Situation, Any]:
    """Debts so small that every amount can be tried."""
    debt, proposed = draw(st.integers(1, 3_500)), draw(st.integers(1, 4_000))
    proposal = draw(st.sampled_from((None, Proposal(monthly=proposed))))
    if draw(st.booleans()):
        claim = ClaimFacts("c1", "rent", debt, debt, "open")
        return asked(
            draw(st.integers(1, 40_000_000)), claims=(claim,), proposal=proposal
        ), NORDDJURS
    income = draw(st.integers(165_000, 180_000))
    household = draw(st.sampled_from((Household(), Household("couple", cost_sharers=2))))
    return asked(income, debt, proposal=proposal, household=household), OSS


@settings(max_examples=25, deadline=None)
@given(small_debts())
def test_of_a_small_debt_every_amount_was_looked_at(drawn: tuple[Situation, Any]) -> None:
    situation, policy = drawn
    found = nearest_changes(situation, policy)
    start = (situation.proposal.monthly or 0) if situation.proposal else 0
    amounts = range(1, max(start, situation.claims[0].balance) + 2)
    doing = [amount for amount in amounts if _does(situation, amount, policy)]
    if start in doing or is_met(situation, assess(situation, policy)):
        assert found == ()
        return
    nearest = {
        *[one for one in doing if one > start][:1],
        *[one for one in doing if one < start][-1:],
    }
    assert {change.after for change in found if change.fact == "monthly"} == nearest


def _does(situation: Situation, monthly: int, policy: Any) -> bool:
    other = replace(situation, proposal=Proposal(monthly=monthly))
    return is_met(other, assess(other, policy))


@pytest.mark.parametrize("ask", ["plan", "lower_instalment", "remission"])
def test_the_rules_are_asked_at_most_a_few_hundred_times(
    ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[Situation] = []

    def counting(situation: Situation, policy: Any) -> Any:
        times.append(situation)
        return assess(situation, policy)

    monkeypatch.setattr(search, "assess", counting)
    running = RunningPlan(50_00, DAY)
    nearest_changes(asked(100_00, 10**8, ask=ask, running_plan=running, assets=10**9), OSS)
    assert 1 < len(times) <= 300

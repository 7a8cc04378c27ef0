"""Which way the rules may move: more income, more children, a higher norm; for very many."""

from dataclasses import replace

import numpy as np
import pytest

from portal import municipality
from portal.bench.crowd import crowd
from portal.rules.answer import OUTCOMES
from portal.rules.assess import assess
from portal.rules.norms import NORMS
from portal.rules.offers import offers
from portal.rules.policy import Policy
from portal.rules.verdict import ARTICLES
from tests.rules.at_random import situations

MANY = 100_000
TOWNS = ("oss", "norddjurs")


def policy_of(town: str) -> Policy:
    return municipality.load(town).policy


def with_higher_norms(policy: Policy, more: int) -> Policy:
    """The same policy on days when every norm is so many cents higher."""
    amounts = {
        name: tuple(replace(entry, value=int(str(entry.value)) + more) for entry in series)
        if name in NORMS
        else series
        for name, series in policy.amounts.items()
    }
    return replace(policy, amounts=amounts)


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("more", [1, 49, 5_000, 1_000_000])
def test_more_income_never_lowers_what_people_can_carry(town: str, more: int) -> None:
    policy = policy_of(town)
    people = crowd(policy, MANY, seed=11, benefits=True)
    richer = replace(people, income=people.income + more)
    assert np.all(offers(people, policy).capacity <= offers(richer, policy).capacity)


@pytest.mark.parametrize("town", TOWNS)
def test_another_child_never_raises_what_people_can_carry(town: str) -> None:
    policy = policy_of(town)
    people = crowd(policy, MANY, seed=12, benefits=True)
    larger = replace(people, children=people.children + 1)
    before, after = offers(people, policy), offers(larger, policy)
    assert np.all(after.capacity <= before.capacity)
    both = before.granted & after.granted
    assert np.all(after.monthly[both] <= before.monthly[both])


@pytest.mark.parametrize("more", [1, 2_500, 50_000])
def test_a_higher_norm_never_costs_who_has_no_benefit(more: int) -> None:
    policy = policy_of("oss")
    people = crowd(policy, MANY, seed=13)
    before, after = offers(people, policy), offers(people, with_higher_norms(policy, more))
    assert np.all(after.capacity <= before.capacity)
    assert np.all(after.monthly <= before.monthly)


@pytest.mark.parametrize("town", TOWNS)
def test_no_facts_lead_to_a_refusal_and_what_is_granted_fits_the_debt(town: str) -> None:
    policy = policy_of(town)
    for situation in situations(policy, 2_000, seed=14):
        answer = assess(situation, policy)
        owed = sum(c.balance for c in situation.claims)
        assert answer.outcome in OUTCOMES
        assert "refuse" not in answer.outcome
        assert {reason.code for reason in answer.reasons} <= set(ARTICLES)
        assert not answer.schedule or sum(answer.schedule) <= owed
        assert answer.outcome != "grant" or answer.instalment is None or answer.instalment <= owed

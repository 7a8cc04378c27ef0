"""One definition, two gears: one by one with the account, and in columns, they say the same."""

from datetime import date

import numpy as np
import pytest

from portal import municipality
from portal.bench.crowd import crowd
from portal.errors import NoValue
from portal.rules.assess import assess, put
from portal.rules.batch import assess_all
from portal.rules.facts import FORMS, ClaimFacts, Household, Situation
from portal.rules.offers import BLOCK, People, offers
from portal.rules.policy import Policy
from tests.rules.at_random import situations

pytestmark = pytest.mark.slow
TOWNS = ("oss", "norddjurs")


def policy_of(town: str) -> Policy:
    return municipality.load(town).policy


def held_equal(town: str, count: int, seed: int) -> None:
    policy = policy_of(town)
    asked = [(situation, policy) for situation in situations(policy, count, seed)]
    for (situation, _), together in zip(asked, assess_all(asked), strict=True):
        assert together == assess(situation, policy), situation


@pytest.mark.parametrize("town", TOWNS)
def test_a_batch_answers_as_one_by_one(town: str) -> None:
    held_equal(town, 10_000, seed=3)


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("seed", range(10))
def test_a_batch_of_a_million_answers_as_one_by_one(town: str, seed: int) -> None:
    held_equal(town, 50_000, seed=100 + seed)


@pytest.mark.parametrize("town", TOWNS)
def test_an_account_filled_in_an_outline_is_the_account_that_is_traced(town: str) -> None:
    policy = policy_of(town)
    for situation in situations(policy, 4_000, seed=4):
        for account in put(situation, policy).accounts:
            traced = type(account)(account.facts, account.book)
            assert account.account() == traced.account(), situation


@pytest.mark.parametrize("town", TOWNS)
def test_offers_in_columns_are_what_each_would_be_answered(town: str) -> None:
    policy = policy_of(town)
    people = crowd(policy, 5_000, seed=5, benefits=True)
    found = offers(people, policy)
    for row in range(len(people)):
        answer = assess(asked_by(people, row), policy)
        monthly = answer.instalment if answer.outcome == "grant" else 0
        assert (answer.capacity, monthly) == (found.capacity[row], found.monthly[row]), row


def asked_by(people: People, row: int) -> Situation:
    """The plan without an amount that a row of people stands for."""
    debt = int(people.debt[row])
    return Situation(
        on=date.fromordinal(int(people.on[row])),
        ask="plan",
        claims=(ClaimFacts("a", "invoice", debt, debt, "open"),),
        household=Household(
            form=FORMS[people.form[row]],
            pension_age="one" if people.is_pensioner[row] else "none",
            cost_sharers=int(people.sharers[row]),
            children=int(people.children[row]),
        ),
        income=int(people.income[row]),
        benefit_from_municipality=bool(people.on_benefit[row]),
        room=None if people.room[row] < 0 else int(people.room[row]),
        assets=int(people.assets[row]),
    )


def test_blocks_do_not_change_an_offer() -> None:
    policy = policy_of("oss")
    people = crowd(policy, BLOCK + 10, seed=6)
    backwards = offers(people.rows(slice(None, None, -1)), policy)
    assert np.array_equal(backwards.monthly[::-1], offers(people, policy).monthly)


def test_a_day_before_the_first_amounts_is_an_error_for_all() -> None:
    policy = policy_of("oss")
    people = crowd(policy, 10, seed=7)
    people.on[3] = policy.turns[0] - 1
    with pytest.raises(NoValue):
        offers(people, policy)

"""A plan for an income that differs by month: never more than a month can carry, as even as can."""

from datetime import date
from itertools import pairwise, permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.municipality import load
from portal.rules.assess import assess
from portal.rules.facts import ClaimFacts, Household, Situation
from portal.rules.irregular import IrregularPlan, Month, irregular_plan

OSS, NORDDJURS = load("oss").policy, load("norddjurs").policy
DAY = date(2026, 11, 21)
STEADY = (2_000_00,) * 12


def owing(debt: int, **more: Any) -> Situation:
    claim = ClaimFacts("c1", "loan", debt, debt, "open")
    return Situation(DAY, "plan", (claim,), **more)


def planned(incomes: tuple[int, ...], situation: Situation) -> IrregularPlan:
    plan = irregular_plan(incomes, situation, OSS)
    assert plan is not None
    return plan


def amounts(plan: IrregularPlan) -> list[int]:
    return [month.amount for month in plan.months]


# ------------------------------------------------------------------ by example


def test_a_steady_income_gives_the_even_plan_of_the_rules() -> None:
    situation = owing(5_000_00)
    plan = planned(STEADY, situation)
    capacity = assess(owing(5_000_00, income=2_000_00), OSS).instalment
    assert amounts(plan) == [capacity] * 12
    assert {month.why for month in plan.months} == {"even"}
    assert plan.left == 5_000_00 - 12 * (capacity or 0)


def test_a_month_without_income_pays_nothing_and_the_others_catch_up_alike() -> None:
    plan = planned((0, *(2_600_00,) * 11), owing(50_000_00))
    first, *others = plan.months
    assert (first.amount, first.why) == (0, "carries_less")
    assert {month.why for month in others} == {"catches_up"}
    assert max(amounts(plan)) - min(amounts(plan)[1:]) <= 1
    assert plan.total == 12 * plan.even


def test_a_small_debt_ends_when_it_is_paid_a_month_later_for_a_poor_one() -> None:
    plan = planned((2_000_00, 0, *(2_000_00,) * 10), owing(150_00))
    assert plan.left == 0
    assert plan.months[1].amount == 0
    assert plan.months[-1].why == "ended"


def test_nothing_is_asked_of_an_income_that_carries_nothing_on_average() -> None:
    plan = planned((1_900_00, *(1_000_00,) * 11), owing(500_00))
    assert (plan.even, plan.total, plan.left) == (0, 0, 500_00)


def test_where_the_rules_reckon_by_the_year_months_cannot_be_told_apart() -> None:
    assert irregular_plan(STEADY, owing(500_00), NORDDJURS) is None


def test_a_business_has_no_capacity() -> None:
    assert irregular_plan(STEADY, owing(500_00, debtor="business"), OSS) is None


# ------------------------------------------------------------------ by chance

MONTHS = st.lists(
    st.one_of(st.just(0), st.integers(150_000, 320_000)), min_size=12, max_size=12
).map(tuple)
HOUSEHOLDS = st.sampled_from((Household(), Household("couple", cost_sharers=2, children=1)))
SITUATIONS = st.builds(
    lambda debt, room, home, benefit: owing(
        debt, room=room, household=home, benefit_from_municipality=benefit
    ),
    st.integers(1, 2_000_000),
    st.one_of(st.none(), st.integers(1, 40_000)),
    HOUSEHOLDS,
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(MONTHS, SITUATIONS)
def test_every_month_stays_within_what_it_can_carry(
    incomes: tuple[int, ...], situation: Situation
) -> None:
    debt, plan = situation.claims[0].balance, planned(incomes, situation)
    for month in plan.months:
        alone = owing(
            debt,
            income=month.income,
            room=situation.room,
            household=situation.household,
            benefit_from_municipality=situation.benefit_from_municipality,
        )
        lines = {line.id: line.amount or 0 for line in assess(alone, OSS).account}
        assert 0 <= month.amount <= min(lines["capacity"], lines["room"])
        assert (month.difference, month.bearable) == (
            month.amount - month.even,
            lines["instalment"],
        )
    assert plan.total + plan.left == debt
    assert plan.total == min(debt, 12 * plan.even, sum(month.bearable for month in plan.months))


@settings(max_examples=150, deadline=None)
@given(MONTHS, SITUATIONS)
def test_no_cent_is_better_in_another_month(incomes: tuple[int, ...], situation: Situation) -> None:
    months = list(planned(incomes, situation).months)
    ended = max((at for at, month in enumerate(months) if month.amount), default=-1)
    inside, after = months[: ended + 1], months[ended + 1 :]
    assert not any(month.amount for month in after)
    best = farness([month.difference for month in inside])
    for giving, taking in permutations(range(len(inside)), 2):
        moved = [month.difference for month in inside]
        moved[giving] -= 1
        moved[taking] += 1
        could = inside[giving].amount and inside[taking].amount < inside[taking].bearable
        assert not could or farness(moved) >= best


def farness(differences: list[int]) -> tuple[int, int, list[int]]:
    """The largest difference, then their sum, then the next largest and so on."""
    sizes = sorted(map(abs, differences), reverse=True)
    return max(sizes, default=0), sum(sizes), sizes


@settings(max_examples=100, deadline=None)
@given(MONTHS, st.randoms(use_true_random=False), st.booleans())
def test_months_in_another_order_pay_the_same(
    incomes: tuple[int, ...], chance: Any, benefit: bool
) -> None:
    """Where the debt outlasts the year; a smaller one ends in the months that come first."""
    other = tuple(chance.sample(incomes, 12))
    situation = owing(10**8, benefit_from_municipality=benefit)
    one, two = planned(incomes, situation), planned(other, situation)
    assert paid(one.months) == paid(two.months)


def paid(months: tuple[Month, ...]) -> list[tuple[int, int]]:
    return sorted((month.bearable, month.amount) for month in months)


@settings(max_examples=50, deadline=None)
@given(MONTHS, st.integers(1, 2_000_000))
def test_who_carries_more_pays_no_less(incomes: tuple[int, ...], debt: int) -> None:
    plan = planned(incomes, owing(10**8 + debt))
    pairs = sorted((month.bearable, month.amount) for month in plan.months)
    assert all(low <= high for (_, low), (_, high) in pairwise(pairs))

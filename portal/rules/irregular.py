"""A plan for an income that differs by month: each month pays no more than it can carry.

The even plan, by the average income, is the measure. Every month pays its part of it where it
can; what poor months leave is spread over the others, as evenly as they can carry it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from portal.rules.days import MONTHS_A_YEAR
from portal.rules.facts import Situation
from portal.rules.means import KINDS
from portal.rules.norms import Means
from portal.rules.policy import Policy, Rulebook, book
from portal.rules.schedule import schedule


@dataclass(frozen=True)
class Month:
    """What one month pays, in minor units, beside the even plan."""

    income: int
    bearable: int
    """What this month's income can carry, within the room."""
    even: int
    amount: int

    @property
    def difference(self) -> int:
        """More than the even plan, or less."""
        return self.amount - self.even

    @property
    def why(self) -> str:
        """`carries_less`, `catches_up`, `ended`, or `even` where nothing differs."""
        if self.difference:
            return "carries_less" if self.difference < 0 else "catches_up"
        return "even" if self.even else "ended"


@dataclass(frozen=True)
class IrregularPlan:
    """Twelve months in order, and what is left of the debt after them. Minor units."""

    average: int
    """The average income, by which the even plan is made."""
    even: int
    """The instalment of the even plan."""
    months: tuple[Month, ...]
    left: int

    @property
    def total(self) -> int:
        """What the twelve months pay together."""
        return sum(month.amount for month in self.months)


def irregular_plan(
    incomes: Sequence[int], situation: Situation, policy: Policy
) -> IrregularPlan | None:
    """Plan twelve months by their incomes, with the other facts and the debt of the situation.

    None where the rules know no capacity of a month: an income by the year, a business, someone
    under 21. Raises NoValue before the first day of the policy's data.
    """
    assert len(incomes) == MONTHS_A_YEAR
    if not has_capacity_by_month(situation, policy):
        return None
    held, debt = book(policy, situation.on), sum(claim.balance for claim in situation.claims)
    average = sum(incomes) // MONTHS_A_YEAR
    bearable = [_bearable(income, situation, debt, held) for income in incomes]
    even = _bearable(average, situation, debt, held)
    instalments = schedule(debt, even)[:MONTHS_A_YEAR] if even else ()
    wanted = instalments + (0,) * (MONTHS_A_YEAR - len(instalments))
    months = tuple(
        Month(*month)
        for month in zip(incomes, bearable, wanted, _levelled(wanted, bearable), strict=True)
    )
    return IrregularPlan(average, even, months, debt - sum(month.amount for month in months))


def has_capacity_by_month(situation: Situation, policy: Policy) -> bool:
    """Whether the rules can tell what one month's income can carry."""
    is_apart = situation.debtor != "person" or situation.household.under_21
    return policy.income_period == "month" and not is_apart


def _bearable(income: int, situation: Situation, debt: int, held: Rulebook) -> int:
    """What a month of this income can carry, by the account the municipality makes."""
    name = "recipient_account" if situation.benefit_from_municipality else "account"
    return KINDS[held.word(name)](Means.of(situation, income, debt), held).instalment


def _levelled(wanted: Sequence[int], most: Sequence[int]) -> tuple[int, ...]:
    """As near to what is wanted as the months can: what some lack, all others pay alike."""
    total = min(sum(wanted), sum(most))
    needed = _months_needed(wanted, most, total)
    inside = list(zip(wanted[:needed], most[:needed], strict=True))
    level = _level(inside, total)
    amounts = [min(can, want + level) for want, can in inside]
    rest = total - sum(amounts)
    # The last cents go to the months that can carry most.
    ready = [at for at, (want, can) in enumerate(inside) if can > want + level]
    for at in sorted(ready, key=lambda at: inside[at][1], reverse=True)[:rest]:
        amounts[at] += 1
    return (*amounts, *(0,) * (len(wanted) - needed))


def _months_needed(wanted: Sequence[int], most: Sequence[int], total: int) -> int:
    """The months of the even plan, and as many more as its total needs."""
    planned = sum(1 for want in wanted if want)
    enough = (at for at, sum_so_far in enumerate(accumulate(most), 1) if sum_so_far >= total)
    return max(planned, next(enough))


def _level(months: Sequence[tuple[int, int]], total: int) -> int:
    """The most that can be added to every month without paying more than the total."""
    low, high = 0, total
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(can, want + middle) for want, can in months) <= total:
            low = middle
        else:
            high = middle - 1
    return low

"""How a search goes away from what is: a thing that can be otherwise, in steps and directions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portal.rules.answer import RulesAnswer
from portal.rules.facts import Situation
from portal.rules.policy import Policy, book

Value = int | str | None
"""Numbers and amounts, words; yes and no as 1 and 0; None where there is none."""
Way = tuple[Value, ...]
"""Steps in one direction. The first is where it starts and is not tried itself."""


@dataclass(frozen=True)
class Answered:
    """A situation with the answer it got, to search away from."""

    situation: Situation
    answer: RulesAnswer
    policy: Policy

    def figures(self) -> Iterator[int]:
        """Every amount of the account, every number of the policy on the day, and the debt."""
        answer, held = self.answer, book(self.policy, self.situation.on)
        yield from (line.amount for line in answer.account if line.amount is not None)
        yield from (one for one in (answer.capacity, answer.instalment) if one is not None)
        for name in self.policy.settings:
            value, _ = held.held(name)
            if type(value) is int:
                yield value
        yield sum(claim.balance for claim in self.situation.claims)


@dataclass(frozen=True)
class Ladder:
    """One thing that can be otherwise."""

    fact: str
    read: Callable[[Situation, str], Value]
    """What it is now; the second argument names a claim."""
    put: Callable[[Situation, Value, str], Situation]
    """The same situation with another value, and with what must go along with it."""
    ways: Callable[[Answered, Value], Iterable[Way]]
    """The directions to search in, from what it is now."""
    of_claims: bool = False

    def claims(self, situation: Situation) -> tuple[str, ...]:
        """Which claims have one of their own; one empty name for a fact of the whole."""
        return tuple(claim.id for claim in situation.claims) if self.of_claims else ("",)


def span(now: Value, least: int, most: int) -> list[Way]:
    """Every number above and below, nearest first."""
    start = int(now or 0)
    return [(start, *range(start + 1, most + 1)), (start, *range(start - 1, least - 1, -1))]

"""The one way into the rules: a situation and a policy in, an answer out. Never a refusal."""

from typing import Protocol

from portal.rules.answer import RulesAnswer
from portal.rules.facts import ClaimFacts, Situation
from portal.rules.frame_test import FrameTest
from portal.rules.line import Account
from portal.rules.means_test import MeansTest
from portal.rules.policy import Policy, Rulebook, book
from portal.rules.verdict import answer, staff


class Test(Protocol):
    """A situation before the rules."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """What is worked out for it."""

    def answer(self) -> RulesAnswer:
        """What the rules say."""


class RulesOfItsOwn:
    """A situation with a claim about which these rules say nothing."""

    accounts: tuple[Account, ...] = ()

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def answer(self) -> RulesAnswer:
        """A person decides."""
        return answer(staff("weighing_needed"), self.book, 0)


DECISIONS: dict[str, type[MeansTest] | type[FrameTest]] = {
    "means_test": MeansTest,
    "frame": FrameTest,
}
"""The decision orders a policy chooses from, by name and date."""


def assess(situation: Situation, policy: Policy) -> RulesAnswer:
    """Answer one ask by the policy of its day. Raises NoValue before the first day of its data."""
    return put(situation, policy).answer()


def put(situation: Situation, policy: Policy) -> Test:
    """Put one ask before the policy of its day. Raises NoValue before the first day of its data."""
    held = book(policy, situation.on)
    if any(is_apart(claim, held) for claim in situation.claims):
        return RulesOfItsOwn(held)
    return DECISIONS[held.word("decisions")](situation, held)


def is_apart(claim: ClaimFacts, held: Rulebook) -> bool:
    """Whether the scheme of a claim has rules of its own, so that these say nothing about it."""
    is_listed = "schemes_apart" in held.policy.settings
    return is_listed and claim.scheme in held.names("schemes_apart")

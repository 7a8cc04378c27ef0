"""The one way into the rules: a situation and a policy in, an answer out. Never a refusal."""

from portal.rules import frame, means_test
from portal.rules.answer import RulesAnswer
from portal.rules.facts import ClaimFacts, Situation
from portal.rules.policy import Policy, Rulebook, book
from portal.rules.verdict import answer, staff

_ORDERS = {"means_test": means_test.decide, "frame": frame.decide}
"""The decision orders a policy chooses from, by name and date."""


def assess(situation: Situation, policy: Policy) -> RulesAnswer:
    """Answer one ask by the policy of its day. Raises NoValue before the first day of its data."""
    held = book(policy, situation.on)
    if any(is_apart(claim, held) for claim in situation.claims):
        return answer(staff("weighing_needed"), held, 0)
    return _ORDERS[held.word("decisions")](situation, held)


def is_apart(claim: ClaimFacts, held: Rulebook) -> bool:
    """Whether the scheme of a claim has rules of its own, so that these say nothing about it."""
    is_listed = "schemes_apart" in held.policy.settings
    return is_listed and claim.scheme in held.names("schemes_apart")

"""The one way into the rules: a situation and a policy in, an answer out. Never a refusal."""

from portal.rules import frame, means_test
from portal.rules.answer import RulesAnswer
from portal.rules.facts import Situation
from portal.rules.policy import Policy, book

_ORDERS = {"means_test": means_test.decide, "frame": frame.decide}
"""The decision orders a policy chooses from, by name and date."""


def assess(situation: Situation, policy: Policy) -> RulesAnswer:
    """Answer one ask by the policy of its day. Raises NoValue before the first day of its data."""
    held = book(policy, situation.on)
    return _ORDERS[held.word("decisions")](situation, held)

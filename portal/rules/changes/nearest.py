"""What would change an answer: the nearest changes of one thing, found by asking the rules.

Only what a person can choose or correct is tried. Nobody is told to earn less.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.rules.answer import RulesAnswer
from portal.rules.assess import assess
from portal.rules.changes.choices import CHOICES
from portal.rules.changes.corrections import CORRECTIONS
from portal.rules.changes.steps import Answered, Ladder, Value, Way
from portal.rules.facts import Situation
from portal.rules.policy import Policy

_CHOOSABLE = ("plan", "lower_instalment", "deferral", "remission")
"""What a person asks; the municipality's own look asks for nothing."""
_LADDERS = (*CHOICES, *CORRECTIONS)


@dataclass(frozen=True)
class Change:
    """One thing otherwise, and what the rules answer then."""

    fact: str
    """As the contract names it; `proposal` where it is left out."""
    before: Value
    after: Value
    outcome: str
    instalment: int | None
    """Minor units a month, if the answer has one."""
    claim: str = ""
    """The id of the claim the fact is about; empty for a fact of the person or the request."""


def nearest_changes(situation: Situation, policy: Policy) -> tuple[Change, ...]:
    """The nearest changes of one thing that give what is asked; none where it is given already.

    For something with an order there is one change at most upwards and one downwards, and no
    smaller step that way does it. Raises NoValue before the first day of the policy's data.
    """
    answer = assess(situation, policy)
    if situation.ask not in _CHOOSABLE or is_met(situation, answer):
        return ()
    return tuple(_found(situation, answer, policy))


def is_met(situation: Situation, answer: RulesAnswer) -> bool:
    """Whether the answer grants what is asked.

    An amount a month is granted when it is that amount, or the whole debt where that is less;
    a number of months when the plan ends within them; a request without a proposal by any grant.
    """
    proposal = situation.proposal
    if answer.outcome != "grant" or proposal is None:
        return answer.outcome == "grant"
    if proposal.months:
        return len(answer.schedule) <= proposal.months
    return answer.instalment == min(proposal.monthly or 0, sum(answer.schedule))


def changed(situation: Situation, change: Change) -> Situation:
    """The situation with the change carried out."""
    ladder = next(one for one in _LADDERS if one.fact == change.fact)
    return ladder.put(situation, change.after, change.claim)


def _found(situation: Situation, answer: RulesAnswer, policy: Policy) -> Iterator[Change]:
    answered = Answered(situation, answer, policy)
    for ladder in _LADDERS:
        for claim in ladder.claims(situation):
            before = ladder.read(situation, claim)
            trial = _Trial(ladder, claim, answered)
            for way in ladder.ways(answered, before):
                after, found = trial.first(way)
                if found is not None:
                    instalment = found.instalment
                    yield Change(ladder.fact, before, after, found.outcome, instalment, claim)


@dataclass(frozen=True)
class _Trial:
    """One fact, tried with other values."""

    ladder: Ladder
    claim: str
    answered: Answered

    def _answer(self, value: Value) -> RulesAnswer | None:
        """The answer to this value, where it gives what is asked."""
        tried = self.ladder.put(self.answered.situation, value, self.claim)
        found = assess(tried, self.answered.policy)
        return found if is_met(tried, found) else None

    def first(self, way: Way) -> tuple[Value, RulesAnswer | None]:
        """The value nearest to the start of the way that gives what is asked."""
        last = way[0]
        for rung in way[1:]:
            found = self._answer(rung)
            if found is not None:
                return self._edge(last, rung, found)
            last = rung
        return None, None

    def _edge(self, fails: Value, holds: Value, found: RulesAnswer) -> tuple[Value, RulesAnswer]:
        """Between a number that fails and one that holds, the one that just holds."""
        if type(fails) is not int or type(holds) is not int:
            return holds, found
        while abs(holds - fails) > 1:
            middle = (fails + holds) // 2
            tried = self._answer(middle)
            if tried is None:
                fails = middle
            else:
                holds, found = middle, tried
        return holds, found

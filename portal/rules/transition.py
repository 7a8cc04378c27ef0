"""Better of two rules: what holds for an arrangement from before a policy started (overgangsrecht).

It stands beside `assess` and changes no answer of it: it sets the old amount beside the new one and
says which of them holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.rules.answer import RulesAnswer
from portal.rules.facts import RunningPlan, Situation
from portal.rules.policy import Policy, book

OLD, NEW = "old", "new"


@dataclass(frozen=True)
class Transition:
    """The old arrangement and what the new rules come to, side by side: minor units a month."""

    since: date
    """The day the old arrangement was made."""
    before: date
    """The first day of the new rules."""
    old: int
    new: int | None
    """None while the rules come to no amount."""
    holds: str
    """`old` or `new`: which of them holds without a person."""
    why: str
    """`old_is_kinder`, `new_is_kinder`, `same`; `new_waits`: a person looks at the kinder new
    amount first; `nothing`: the new rules ask for no amount, and a person says how it goes on;
    `unknown`: the facts give no amount yet."""

    @property
    def cost(self) -> int:
        """What asking can cost a month: how much more the new rules would ask."""
        return max(0, (self.new or 0) - self.old)


def starts(policy: Policy, on: date) -> date | None:
    """The first day of the new rules; None where the policy respects nothing older."""
    if "transition_before" not in policy.settings:
        return None
    return date.fromisoformat(book(policy, on).word("transition_before"))


def transition(
    situation: Situation, answer: RulesAnswer, policy: Policy, running: RunningPlan | None = None
) -> Transition | None:
    """Set old and new side by side; None unless a plan runs that began before the new rules.

    `answer` is what the rules say to the situation. `running` is the plan where it is no fact of
    the situation: a new plan is asked for claims that run in one.
    """
    plan, before = situation.running_plan or running, starts(policy, situation.on)
    if plan is None or before is None or plan.since >= before:
        return None
    debt = sum(claim.balance for claim in situation.claims)
    old, new = min(plan.monthly, debt), _new(answer, policy, situation.on, debt)
    holds, why = _better(old, new, answer)
    return Transition(plan.since, before, old, new, holds, why)


def _new(answer: RulesAnswer, policy: Policy, on: date, debt: int) -> int | None:
    """What the new rules come to: granted, or worked out if that is enough for a plan."""
    if answer.outcome == "grant":
        return answer.instalment
    worked = {line.id: line.amount for line in answer.account}.get("instalment")
    least = min(book(policy, on).number("minimum_instalment"), debt)
    return worked if worked is not None and worked >= least else None


def _better(old: int, new: int | None, answer: RulesAnswer) -> tuple[str, str]:
    """Which of them holds, and why: never the new one where it asks more."""
    if new is None:
        return OLD, "nothing" if answer.account else "unknown"
    if new > old:
        return OLD, "old_is_kinder"
    if new == old:
        return OLD, "same"
    return (NEW, "new_is_kinder") if answer.outcome == "grant" else (OLD, "new_waits")


def let_go_from(met_on: date, policy: Policy) -> date:
    """The first day a debt can be let go by rules whose conditions were met on a day.

    Never before the new rules began: what was paid until then is not paid back.
    """
    return max(met_on, starts(policy, policy.starts) or policy.starts)


def interest_that_stays(booked: Iterable[tuple[date, int]], policy: Policy) -> int:
    """Interest booked before the new rules: it stays, unless a person waives it. Minor units."""
    before = starts(policy, policy.starts) or policy.starts
    return sum(amount for on, amount in booked if on < before)

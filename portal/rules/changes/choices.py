"""What a person can choose: an amount a month, a number of months, or to name none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from portal.rules.changes.steps import Answered, Ladder, Value, Way, span
from portal.rules.facts import LONGEST_PROPOSAL, Proposal, Situation


def _proposes(answered: Answered, other: str) -> bool:
    """Whether one can propose here, and does not propose the other way already."""
    situation = answered.situation
    proposal = situation.proposal
    can = situation.ask in ("plan", "lower_instalment")
    return can and (proposal is None or getattr(proposal, other) is None)


def _monthly_ways(answered: Answered, now: Value) -> Iterator[Way]:
    """By the amounts that mean something to the rules; without a proposal, up from nothing."""
    if not _proposes(answered, "months"):
        return
    start, figures, plan = int(now or 0), set(answered.figures()), answered.situation.running_plan
    if plan and answered.situation.ask == "lower_instalment":
        figures = {one for one in figures if one < plan.monthly} | {plan.monthly - 1}
    rungs = sorted(one for one in figures if one > 0)
    yield (start, *(rung for rung in rungs if rung > start))
    yield (start, *(rung for rung in reversed(rungs) if rung < start))


def _months_ways(answered: Answered, now: Value) -> list[Way]:
    """Longer and shorter; without a proposal the longest, which asks least a month, first."""
    if not _proposes(answered, "monthly"):
        return []
    if now is None:
        return [tuple(range(LONGEST_PROPOSAL + 1, 0, -1))]
    return span(now, 1, LONGEST_PROPOSAL)


def _propose(situation: Situation, name: str, value: Value) -> Situation:
    named: dict[str, Any] = {name: value}
    return replace(situation, proposal=None if value is None else Proposal(**named))


def _proposed(name: str) -> Callable[[Situation, str], Value]:
    return lambda situation, _: getattr(situation.proposal, name, None)


CHOICES = (
    Ladder(
        "monthly", _proposed("monthly"), lambda s, v, _: _propose(s, "monthly", v), _monthly_ways
    ),
    Ladder("months", _proposed("months"), lambda s, v, _: _propose(s, "months", v), _months_ways),
    Ladder(
        "proposal",
        lambda situation, _: "named" if situation.proposal else None,
        lambda situation, _, __: replace(situation, proposal=None),
        lambda _, now: [(now, None)] if now else [],
    ),
)

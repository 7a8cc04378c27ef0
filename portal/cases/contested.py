"""Facts the resident says are otherwise than the municipality has them, until somebody looked.

Both readings are put to the rules, all facts as they say or all as they are on file, and the one
that asks least a month counts: a doubt is not held against anyone. Their own word counts where the
two come to the same, or where one of them makes no account.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.cases.journey import is_unknown
from portal.people.models import KnownFact
from portal.rules.answer import RulesAnswer


def unsaid(facts: Iterable[KnownFact], told: Mapping[str, Any]) -> dict[str, KnownFact]:
    """Return what is on file and the resident said nothing of; "I don't know" is nothing."""
    return {
        fact.name: fact for fact in facts if fact.name not in told or is_unknown(told[fact.name])
    }


def contested(facts: Iterable[KnownFact], told: Mapping[str, Any]) -> dict[str, KnownFact]:
    """Return what is on file and the resident says is otherwise."""
    return {
        fact.name: fact
        for fact in facts
        if fact.name in told and not is_unknown(told[fact.name]) and told[fact.name] != fact.value
    }


def is_kinder(on_file: RulesAnswer, said: RulesAnswer) -> bool:
    """Whether the rules ask less by what is on file than by what the resident says."""
    if on_file.capacity is None or said.capacity is None:
        return False
    return on_file.capacity < said.capacity

"""The dated terms of plans, messages and payments in words: days, money, names, a choice."""

from flask_babel import gettext

from portal.cases.assumptions import Assumption
from portal.web.context import amount, local
from portal.web.services import services
from portal.web.value_words import value_name

_ALTERNATIVES = frozenset({"withholding_pauses"})
"""Terms that say yes (1) or no (0)."""


def course_words(assumption: Assumption) -> str:
    """Return the value of a dated term as people say it."""
    entry, key = assumption.entry, assumption.key
    assert entry is not None, key
    match entry.value:
        case int(number):
            return _number(key, number, is_money=isinstance(entry.written, str))
        case tuple(names):
            said = [_named(key, str(name)) for name in names]
            return ", ".join(said) or gettext("assumed-none")
    return gettext(f"term-is-{key}-{entry.value}".replace("_", "-"))


def _number(key: str, number: int, *, is_money: bool) -> str:
    if is_money:
        return amount(number)
    if key in _ALTERNATIVES:
        return gettext("answer-yes" if number else "answer-no")
    counted = next((unit for unit in ("days", "months", "years") if key.endswith(f"_{unit}")), "")
    return gettext(f"unit-{counted}", count=number) if counted else str(number)


def _named(key: str, name: str) -> str:
    """One of a list: a kind of claim, a dated value, a word that is looked for, or a choice."""
    town = services().town
    if name in town.claim_kinds:
        return local(dict(town.claim_kinds[name].names))
    if name in town.policy.settings or name in town.policy.amounts:
        return value_name(name)
    if key.endswith("_words"):
        return name
    return gettext(f"term-is-{key}-{name}".replace("_", "-"))

"""The facts of a receipt in words, and as the file another program takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from portal.errors import BadAmount, PortalError
from portal.money import minor, plain
from portal.municipality import Municipality
from portal.rules.intake import INCOME_KEYS, read_situation
from portal.web.answer_words import in_words
from portal.web.context import amount, day, local

_HOUSEHOLD = {
    "form": "household",
    "pension_age": "pension_age",
    "cost_sharers": "sharers",
    "children": "children",
}
"""What the rules call it, and the question that asks for it."""
_OWN = {"household": ("under_21",), "claims": ("scheme",)}
"""Facts that only the portal keeps: the file for other programs leaves them out."""


def told_words(town: Municipality, facts: object) -> list[tuple[str, str]]:
    """Return what the rules were told, a fact and its words; nothing for what is no record."""
    if not isinstance(facts, Mapping):
        return []
    found: list[tuple[str, str]] = []
    for part in (_day, _means, _proposal, _claims):
        try:
            found += part(town, facts)
        except (BadAmount, LookupError, TypeError, ValueError, AttributeError):
            found.append((gettext("receipt-unreadable"), gettext("receipt-none")))
    return found


def _day(_town: Municipality, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield gettext("receipt-on"), day(facts["on"])


def _means(_town: Municipality, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Household and income, as far as the rules looked at them."""
    if facts.get("income"):
        told = dict(facts["household"])
        if told.get("under_21"):
            told["pension_age"] = "under_21"
        for key, question in _HOUSEHOLD.items():
            yield _fact(question), in_words(question, told[key], told["form"])
        yield from _income(facts["income"])
    if facts.get("benefit_from_municipality"):
        yield _fact("benefit"), in_words("benefit", True)
    for key, term in (("room", gettext("line-room")), ("assets", _fact("assets"))):
        if key in facts:
            yield term, _amount(facts[key])
    if facts["circumstances"]:
        yield _fact("circumstances"), in_words("circumstances", facts["circumstances"])


def _income(income: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for period, key in INCOME_KEYS.items():
        if key in income:
            told = {"amount": minor(income[key]), "period": period}
            yield _fact("income"), in_words("income", told)


def _proposal(_town: Municipality, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    proposal, running = facts.get("proposal", {}), facts.get("running_plan")
    if "months" in proposal:
        yield _fact("months"), in_words("months", proposal["months"])
    if "monthly" in proposal:
        yield _fact("monthly"), _amount(proposal["monthly"])
    if running:
        yield gettext("receipt-running"), _amount(running["monthly"])


def _claims(town: Municipality, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for claim in facts["claims"]:
        kind = town.claim_kinds[claim["kind"]]
        yield local(dict(kind.names)), _amount(claim["balance"])


def _amount(written: str) -> str:
    return amount(minor(written))


def _fact(question: str) -> str:
    return gettext(f"fact-{question}".replace("_", "-"))


def facts_file(town: Municipality, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the facts as the file `portal assess` takes, without what only the portal keeps.

    None for facts that no such file can hold, such as an income of zero.
    """
    if not isinstance(facts, Mapping):
        return None
    shapes = {town.name: town.shape}
    try:
        told = _shared(facts)
        read_situation(told, shapes.get)
    except (PortalError, LookupError, TypeError, AttributeError):
        return None
    return told


def _shared(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what no other program knows; to have no assets is to say nothing of them."""
    told = {key: value for key, value in facts.items() if (key, value) != ("assets", plain(0))}
    told["household"] = _without("household", facts["household"])
    told["claims"] = [_without("claims", claim) for claim in facts["claims"]]
    return told


def _without(part: str, told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key not in _OWN[part]}

"""What a municipality assumes, in words: what each value is called, and how it reads."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from portal.cases.assumptions import Assumption
from portal.rules.bands import Bands
from portal.rules.facts import ASKS
from portal.rules.policy import DatedValue
from portal.web.context import amount, local
from portal.web.services import services
from portal.web.value_words import value_name, value_words


def name_words(assumption: Assumption) -> str:
    """Return what people call it."""
    match assumption.group:
        case "terms":
            return gettext(f"term-{assumption.key}".replace("_", "-"))
        case "kinds":
            return gettext("assumed-kind", kind=_kind(assumption.key))
        case "articles":
            return gettext("assumed-article", label=str(assumption.written))
    return value_name(assumption.key)


def shown_words(assumption: Assumption) -> str:
    """Return the value in words."""
    if assumption.entry is not None:
        return _dated(assumption.key, assumption.entry)
    if assumption.group == "terms":
        return _term(assumption.key, assumption.written)
    if assumption.group == "kinds":
        return "; ".join(_implied(assumption.written))
    return str(assumption.written)


def _dated(key: str, entry: DatedValue) -> str:
    value = entry.value
    if isinstance(value, Bands):
        weak = sum(mark == "assumed" for mark in value.marks)
        return gettext("assumed-table", count=len(value.marks), assumed=weak)
    if isinstance(value, tuple):
        return ", ".join(map(_word, value)) or gettext("assumed-none")
    return value_words(key, value) or str(value)


def _word(name: str) -> str:
    """An ask, a kind of claim, or another name as it stands in the data."""
    if name in services().town.claim_kinds:
        return _kind(name)
    if name in ASKS:
        return gettext(f"assumed-ask-{name}".replace("_", "-"))
    return name


def _kind(name: str) -> str:
    return local(dict(services().town.claim_kinds[name].names))


def _term(key: str, value: Any) -> str:  # noqa: ANN401  (a number or a list of them)
    if key.startswith("most_"):
        return str(value)
    counted = "years" if "years" in key else "months" if "months" in key else "days"
    written = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return gettext(f"unit-{counted}", count=written)


def _implied(terms: Mapping[str, Any]) -> list[str]:
    """What a kind of claim implies, a phrase each."""
    cap = terms.get("reminder_fee_cap")
    return [
        gettext("assumed-distraint" if terms["distraint"] else "assumed-no-distraint"),
        gettext("assumed-fee", amount=amount(cap)) if cap else gettext("assumed-no-fee"),
        gettext("assumed-interest" if terms["interest"] else "assumed-no-interest"),
        gettext(f"assumed-enforcement-{terms['enforcement']}"),
    ]

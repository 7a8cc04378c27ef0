"""What a municipality assumes, in words: what each value is called, and how it reads."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from portal.cases.assumptions import Assumption
from portal.rules.bands import Bands
from portal.rules.policy import DatedValue
from portal.web.context import amount, day, local
from portal.web.services import services
from portal.web.staff.course_words import course_words
from portal.web.value_words import value_name, value_words

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FAMILIES = {"acts": "act", "bases": "basis", "benefits": "benefit", "schemes": "scheme"}
"""What the names of a list are, by a part of the list's own name; else they are asks."""


def name_words(assumption: Assumption) -> str:
    """Return what people call it."""
    match assumption.group:
        case "terms" | "courses" | "debits":
            return gettext(f"term-{assumption.key}".replace("_", "-"))
        case "kinds":
            return gettext("assumed-kind", kind=_kind(assumption.key))
        case "articles":
            return gettext("assumed-article", label=str(assumption.written))
    return value_name(assumption.key)


def shown_words(assumption: Assumption) -> str:
    """Return the value in words."""
    if assumption.group == "courses":
        return course_words(assumption)
    if assumption.entry is not None:
        return _dated(assumption.key, assumption.entry)
    if assumption.group in ("terms", "debits"):
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
        return ", ".join(_word(key, name) for name in value) or gettext("assumed-none")
    return value_words(key, value) or _name(str(value))


def _name(name: str) -> str:
    """A day, or the rule that is chosen."""
    return day(name) if _DAY.fullmatch(name) else gettext(f"rule-{_kebab(name)}")


def _kebab(name: str) -> str:
    """Write the name of a rule's class as the id of its text: FrameInstalment, frame-instalment."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower().replace("_", "-")


def _word(key: str, name: str) -> str:
    """One of a list of names: a kind of claim, an ask, or a choice of the workings."""
    if name in services().town.claim_kinds:
        return _kind(name)
    family = next((word for part, word in _FAMILIES.items() if part in key), "")
    if family:
        return gettext(f"asked-{family}-{name}".replace("_", "-"))
    return gettext(f"assumed-ask-{name}".replace("_", "-"))


def _kind(name: str) -> str:
    return local(dict(services().town.claim_kinds[name].names))


def _term(key: str, value: Any) -> str:  # noqa: ANN401  (a number or a list of them)
    if key.startswith("most_") or isinstance(value, str) or key == "signatures":
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

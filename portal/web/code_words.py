"""What a letter says to whoever has its code: the amount, how to pay, where to ask. No name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from portal.ledger import references
from portal.municipality import Municipality
from portal.web.context import amount, day


@dataclass(frozen=True)
class Said:
    """The amount of a letter and what goes with it, as it stood on its day."""

    about: str
    amount: str = ""
    """Empty where the letter asks for nothing."""
    by: str = ""
    references: Mapping[str, str] = field(default_factory=dict)
    """Payment references, each with its amount; with one alone the amount is the letter's."""
    phone: str = ""
    """Of the unit that sent the bill; empty means the municipality's."""


def said(town: Municipality, kind: str, record: Mapping[str, Any]) -> Said:
    """Return what a letter of this kind says, in the language that is in force."""
    return _KINDS[kind](town, record)


def tells_how_to_pay(town: Municipality, kind: str, record: Mapping[str, Any]) -> bool:
    """Whether the code of a letter shows an amount to pay, and how."""
    return kind in _KINDS and bool(said(town, kind, record).references)


def _bill(town: Municipality, record: Mapping[str, Any]) -> Said:
    return Said(
        gettext("code-about-bill"),
        amount(record["amount"]),
        day(record["due_on"]),
        _reference(town, record),
        record["unit_phone"],
    )


def _lowered(_town: Municipality, record: Mapping[str, Any]) -> Said:
    return Said(
        gettext("code-about-bill-lower"), amount(record["left"]), phone=record["unit_phone"]
    )


def _reminder(town: Municipality, record: Mapping[str, Any]) -> Said:
    by = day(record["answer_by"])
    return Said(
        gettext("code-about-reminder"), amount(record["asked"]), by, _reference(town, record)
    )


def _notice(town: Municipality, record: Mapping[str, Any]) -> Said:
    by = day(record["on"])
    return Said(gettext("code-about-notice"), amount(record["total"]), by, _reference(town, record))


def _plan(town: Municipality, record: Mapping[str, Any]) -> Said:
    """A plan: what comes next of it, with the reference of each claim in it."""
    if record.get("change") == "ended" or not record["instalments"]:
        return Said(gettext("code-about-plan"))
    first, part = record["instalments"][0]
    return Said(gettext("code-about-plan"), amount(part), day(first), _each(town, record))


def _decision(town: Municipality, record: Mapping[str, Any]) -> Said:
    if record["monthly"]:
        first = day(record["first_due"])
        return Said(
            gettext("code-about-plan"), amount(record["monthly"]), first, _each(town, record)
        )
    return Said(gettext("code-about-decision"))


def _answer(town: Municipality, record: Mapping[str, Any]) -> Said:
    if record["pay"]:
        by = day(record["pay_by"])
        return Said(gettext("code-about-decision"), amount(record["pay"]), by, _each(town, record))
    return Said(gettext("code-about-decision"))


def _other(_town: Municipality, _record: Mapping[str, Any]) -> Said:
    """A letter that asks for no payment."""
    return Said(gettext("code-about-decision"))


def _reference(town: Municipality, record: Mapping[str, Any]) -> dict[str, str]:
    return {_shown(town, record["payment_reference"]): ""}


def _each(town: Municipality, record: Mapping[str, Any]) -> dict[str, str]:
    claims = record["claims"]
    is_one = len(claims) == 1
    return {
        _shown(town, claim["payment_reference"]): "" if is_one else amount(claim["balance"])
        for claim in claims
    }


def _shown(town: Municipality, reference: str) -> str:
    return references.show(town.payment.scheme, reference, town.payment.creditor)


_KINDS: dict[str, Callable[[Municipality, Mapping[str, Any]], Said]] = {
    "answer": _answer,
    "attachment-notice": _notice,
    "claim": _bill,
    "claim-lowered": _lowered,
    "decision": _decision,
    "plan": _plan,
    "plan_change": _plan,
    "reminder": _reminder,
    "withholding": _other,
    "write-off": _other,
    "write-off-undo": _other,
}

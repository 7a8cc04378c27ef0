"""The letter of a unit's bill in words: what it is for, how to pay, what follows, who collects."""

from datetime import date
from typing import Any

from portal.ledger import references
from portal.ledger.origin.kinds import needs_of
from portal.municipality import Municipality
from portal.web.context import day, local


def bill_words(town: Municipality, record: dict[str, Any]) -> dict[str, Any]:
    """Return what a bill shows beside its record; laws and kinds as they were on its day."""
    made_on = date.fromisoformat(record["made_on"])
    kind = town.claim_kind(record["kind"], made_on)
    payment = town.payment
    handed_over = town.collector is not None and kind.enforcement == "state"
    return {
        "kind": local(dict(kind.names)),
        "law": _law(town, record, made_on),
        "scheme": payment.scheme,
        "reference": references.show(payment.scheme, record["payment_reference"], payment.creditor),
        "collector": town.collector.name if town.collector and handed_over else "",
        "objection": _objection(town, record),
    }


def _law(town: Municipality, record: dict[str, Any], made_on: date) -> str:
    """The law it rests on: of its act, where that is another one than the kind's usual."""
    if record["scheme"] and record["scheme"] != next(iter(town.schemes), None):
        return local(dict(town.schemes[record["scheme"]]["names"]))
    return local(dict(needs_of(town, record["kind"], made_on).rests_on))


def _objection(town: Municipality, record: dict[str, Any]) -> str:
    if not record["objection_until"]:
        return ""
    return local(town.wording["objection"]) % {"last_day": day(record["objection_until"])}

"""A reminder in words, from the record of its letter."""

from typing import Any

from flask_babel import gettext

from portal.ledger import references
from portal.municipality import Municipality
from portal.web.context import amount, day, local


def reminder(town: Municipality, record: dict[str, Any]) -> dict[str, Any]:
    """Return what the letter shows beside its record: amounts apart, how to pay, what follows."""
    return {
        "lines": _lines(record),
        "total": _line(gettext("reminder-total"), record["total"]),
        "pay": _pay(town, record),
        "then": _then(town, record),
    }


def _lines(record: dict[str, Any]) -> list[dict[str, str]]:
    """Principal, fees and interest apart; what is not there is left out."""
    parts = {
        gettext("reminder-principal"): record["principal"],
        gettext("reminder-fees"): record["fees"],
        gettext("reminder-interest"): record["interest"],
    }
    return [_line(term, part) for term, part in parts.items() if part]


def _line(term: str, part: int) -> dict[str, str]:
    """A line of the slip that needs no more words."""
    empty = dict.fromkeys(("value_text", "why", "mark", "article_label", "article_url"), "")
    return {"term": term, "amount_text": amount(part)} | empty


def _pay(town: Municipality, record: dict[str, Any]) -> dict[str, str]:
    payment = town.payment
    shown = references.show(payment.scheme, record["payment_reference"], payment.creditor)
    return {
        "scheme": payment.scheme,
        "name": payment.name,
        "account": payment.account,
        "reference": shown,
    }


def _then(town: Municipality, record: dict[str, Any]) -> str:
    """What follows when it is not paid: another reminder, or what the notice is about."""
    last = day(record["answer_by"])
    name = f"reminder_then_{record['then']}" if record["notice"] else "reminder_next"
    return local(town.wording[name]) % {"last_day": last}

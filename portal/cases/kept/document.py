"""The document one takes along: who and when, the person, and per claim what happened with money.

A claim tells its events, each an obligation, a payment or something else, and what they come to:
the idea of the Dutch Financial Claims Information Document.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from portal.cases.kept import reading
from portal.cases.kept.acts import acts
from portal.cases.kept.parts import PERSON
from portal.ledger import claims
from portal.ledger.movements import Movement, movements
from portal.ledger.tables import PERSON as PERSONS
from portal.ledger.tables import run
from portal.money import plain
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission

VERSION = 1
"""Of the schema; another shape gets another number, and the old address goes on."""
OBLIGATION, PAYMENT, OTHER = "obligation", "payment", "other"
_PAYMENTS = ("direct-debit", "match", "payment", "reversal", "set-off", "withholding")
_OBLIGATIONS = ("charge", "fee", "interest")


def document(
    session: Session, actor: Actor, town: Municipality, now: datetime, on: date, schema: str
) -> dict[str, Any]:
    """Return all that is kept about whom the actor is or acts for. Raises NotAllowed.

    `schema` is the address of its schema. Amounts are in the municipality's currency.
    """
    actor.must(Permission.OWN_MANAGE)
    row = run(session, select(PERSONS).where(PERSONS.c.id == actor.id)).mappings().one()
    person = reading.one(session, PERSON, row)
    return {
        "$schema": schema,
        "version": VERSION,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "municipality": town.title,
        "currency": town.currency,
        "financial_claims": _claims(session, actor.id, on),
        "person": person,
        "acts": acts(session, PERSON, person),
    }


def _claims(session: Session, person_id: int, on: date) -> list[dict[str, Any]]:
    return [
        {
            "claim": view.ref,
            "number": view.number,
            "kind": view.kind,
            "description": view.description,
            "as_of": on.isoformat(),
            "balance": plain(view.balance),
            **_moved(movements(session, view.id, person_id)),
        }
        for view in claims.views(session, person_id, on)
    ]


def _moved(found: list[Movement]) -> dict[str, Any]:
    """The events of a claim, and the sum of each type; what was paid counts as negative."""
    sums = dict.fromkeys((OBLIGATION, PAYMENT, OTHER), 0)
    for one in found:
        sums[type_of(one)] += one.amount
    events = [
        {
            "type": type_of(one),
            "on": one.on.isoformat(),
            "kind": one.kind,
            "component": one.component,
            "amount": plain(one.amount),
            "balance": plain(one.balance),
        }
        for one in found
    ]
    return {"sums": {name: plain(amount) for name, amount in sums.items()}, "events": events}


def type_of(one: Movement) -> str:
    """Whether a movement makes one owe, pays, or is something else, such as a correction."""
    if one.kind in _PAYMENTS:
        return PAYMENT
    return OBLIGATION if one.kind in _OBLIGATIONS else OTHER

"""Money that comes otherwise than on a bank statement: noted once, and set against its claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from portal.errors import Conflict
from portal.ledger.interest import settled
from portal.ledger.models import Incoming
from portal.ledger.postings import Booking, Paid, pay, suspend
from portal.ledger.tables import INCOMING, insert_once

ACCOUNTS = {
    "online": "provider",
    "direct_debit": "direct_debit",
    "withheld": "withheld",
    "paid_over": "withheld",
    "set_off": "set_off",
}
"""From which account each kind of money comes."""
KINDS = {
    "online": "payment",
    "direct_debit": "direct_debit",
    "withheld": "withholding",
    "paid_over": "withholding",
    "set_off": "set_off",
}
"""Under which kind the ledger books it."""


@dataclass(frozen=True)
class Money:
    """Money as it is told: where it comes from, when, how much."""

    key: str
    kind: str
    received_on: date
    amount: int
    person_id: int | None = None
    reference: str = ""
    text: str = ""


def receive(
    session: Session,
    money: Money,
    claim_id: int | None,
    order: Sequence[str],
    *,
    now: datetime,
    actor: str,
) -> Paid:
    """Book money against a claim, what is too much to suspense; without a claim all of it waits.

    The same money again changes nothing. Raises Conflict when its key was used for other money.
    """
    incoming_id = _note(session, money, now)
    booking = Booking(
        key=f"in:{money.key}",
        booked_on=money.received_on,
        recorded_at=now,
        actor=actor,
        incoming_id=incoming_id,
    )
    account, kind = ACCOUNTS[money.kind], KINDS[money.kind]
    if claim_id is None:
        suspend(session, money.amount, source=account, **booking)
        return Paid(0, money.amount)
    with settled(session, claim_id, booking):
        return pay(session, claim_id, money.amount, order, source=account, kind=kind, **booking)


def _note(session: Session, money: Money, now: datetime) -> int:
    values = {
        "key": money.key,
        "kind": money.kind,
        "received_on": money.received_on,
        "amount": money.amount,
        "person_id": money.person_id,
        "reference": money.reference,
        "text": money.text,
        "recorded_at": now,
    }
    made = insert_once(session, INCOMING, values, "key")
    if made is not None:
        return made
    there = session.exec(select(Incoming).where(Incoming.key == money.key)).one()
    if (there.kind, there.amount) != (money.kind, money.amount):
        raise Conflict
    assert there.id is not None
    return there.id

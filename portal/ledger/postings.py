"""Writing to the ledger: rows are added, none is changed, and doing it twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from portal.errors import Conflict
from portal.ledger import balances
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES
from portal.ledger.sources import Source, hold_still
from portal.ledger.tables import ENTRY, insert_once, run

COMPONENTS = ("fee", "interest", "principal")
"""The components of a claim, in the order money is set against them unless told otherwise."""
CHARGE_KINDS = {"principal": "charge", "fee": "fee", "interest": "interest"}


class Booking(TypedDict):
    """What the rows of one booking share; given by name to whatever books."""

    key: str
    """Makes it safe to book again: the same key books once."""
    booked_on: date
    recorded_at: datetime
    actor: str
    """`resident:<ref>`, `staff:<ref>`, `rules`, `import`, `night` or `provider`."""
    bank_line_id: NotRequired[int | None]
    incoming_id: NotRequired[int | None]


@dataclass(frozen=True)
class Paid:
    """Where a payment went, in minor units."""

    on_claim: int
    rest: int
    """What the claim did not need; it waits in suspense."""


def post(
    session: Session,
    *,
    key: str,
    booked_on: date,
    recorded_at: datetime,
    debit: str,
    credit: str,
    amount: int,
    claim_id: int | None,
    kind: str,
    actor: str,
    bank_line_id: int | None = None,
    incoming_id: int | None = None,
) -> bool:
    """Book one movement; return False when it was booked before.

    Raises Conflict when the key was used for another movement. When and by whom it was recorded
    is not part of the movement.
    """
    movement = {
        "booked_on": booked_on,
        "debit": debit,
        "credit": credit,
        "amount": amount,
        "claim_id": claim_id,
        "kind": kind,
        "bank_line_id": bank_line_id,
        "incoming_id": incoming_id,
    }
    values = {"key": key, "recorded_at": recorded_at, "actor": actor, **movement}
    if insert_once(session, ENTRY, values, "key") is not None:
        return True
    there = run(session, _BY_KEYS, {"keys": [key]}).one()
    if any(there._mapping[name] != value for name, value in movement.items()):
        raise Conflict
    return False


_BY_KEYS = select(ENTRY).where(ENTRY.c.key.in_(bindparam("keys", expanding=True)))


def charge(
    session: Session,
    claim_id: int,
    amount: int,
    component: str = "principal",
    **booking: Unpack[Booking],
) -> bool:
    """Charge a claim's principal, a `fee` or `interest`; return False when that was done before."""
    lock_claims(session, [claim_id])
    return _book(
        session,
        booking,
        debit=RECEIVABLES[component],
        credit="charged",
        amount=amount,
        claim_id=claim_id,
        kind=CHARGE_KINDS[component],
    )


def pay(
    session: Session,
    claim_id: int,
    amount: int,
    order: Sequence[str],
    *,
    source: str = "bank",
    kind: str = "payment",
    **booking: Unpack[Booking],
) -> Paid:
    """Set money against a claim, component by component; the rest to suspense.

    `source` is the account it comes from.
    """
    lock_claims(session, [claim_id])
    before = _booked(session, booking["key"])
    if before:
        _must_be_same(before, claim_id, amount)
        on_claim = sum(row.amount for row in before if row.claim_id == claim_id)
        return Paid(on_claim, amount - on_claim)
    parts = _settle(session, claim_id, amount, order, booking, source, kind)
    rest = amount - sum(parts)
    if rest:
        suspend(session, rest, len(parts) + 1, source=source, **booking)
    return Paid(sum(parts), rest)


def suspend(
    session: Session,
    amount: int,
    no: int = 1,
    *,
    source: str = "bank",
    **booking: Unpack[Booking],
) -> bool:
    """Keep money until its claim is found; return False when that was done before."""
    return _book(
        session, booking, debit=source, credit="suspense", amount=amount, kind="suspense", no=no
    )


def waive(
    session: Session,
    claim_id: int,
    amount: int | None = None,
    order: Sequence[str] = COMPONENTS,
    **booking: Unpack[Booking],
) -> int:
    """Let go of a claim, or of at most `amount` of it; return what was let go, in minor units."""
    lock_claims(session, [claim_id])
    before = _booked(session, booking["key"])
    if before:
        _must_be_same(before, claim_id)
        return sum(row.amount for row in before)
    return sum(_settle(session, claim_id, amount, order, booking, "waived", "waiver"))


def take_from_suspense(
    session: Session,
    source: Source,
    claim_id: int,
    order: Sequence[str],
    amount: int | None = None,
    **booking: Unpack[Booking],
) -> int:
    """Move waiting money of a payment to a claim; return how much went, in minor units.

    Never more than waits, than the claim needs, or than `amount`.
    """
    hold_still(session, source)
    lock_claims(session, [claim_id])
    before = _booked(session, booking["key"])
    if before:
        _must_be_same(before, claim_id)
        return sum(row.amount for row in before)
    waiting = balances.in_suspense(session, source)
    most = waiting if amount is None else min(waiting, amount)
    return sum(_settle(session, claim_id, most, order, booking, "suspense", "match"))


def give_back(
    session: Session,
    claim_id: int,
    component: str,
    amount: int,
    *,
    kind: str = "correction",
    **booking: Unpack[Booking],
) -> bool:
    """Move money from a component of a claim back to suspense, by a row that corrects."""
    return _book(
        session,
        booking,
        debit=RECEIVABLES[component],
        credit="suspense",
        amount=amount,
        claim_id=claim_id,
        kind=kind,
    )


def _settle(
    session: Session,
    claim_id: int,
    most: int | None,
    order: Sequence[str],
    booking: Booking,
    debit: str,
    kind: str,
) -> list[int]:
    """Set at most so much against a claim and return the amount of each row it took."""
    owed = balances.of_claim(session, claim_id)
    parts = balances.impute(owed, owed.total if most is None else most, order)
    for no, (component, part) in enumerate(parts, start=1):
        _book(
            session,
            booking,
            debit=debit,
            credit=RECEIVABLES[component],
            amount=part,
            claim_id=claim_id,
            kind=kind,
            no=no,
        )
    return [part for _, part in parts]


def _book(
    session: Session,
    booking: Booking,
    *,
    debit: str,
    credit: str,
    amount: int,
    kind: str,
    claim_id: int | None = None,
    no: int = 1,
) -> bool:
    return post(
        session,
        key=f"{booking['key']}:{no}",
        booked_on=booking["booked_on"],
        recorded_at=booking["recorded_at"],
        debit=debit,
        credit=credit,
        amount=amount,
        claim_id=claim_id,
        kind=kind,
        actor=booking["actor"],
        bank_line_id=booking.get("bank_line_id"),
        incoming_id=booking.get("incoming_id"),
    )


def _booked(session: Session, key: str) -> Sequence[Row[Any]]:
    """The rows of an earlier booking under this key: one a component, and the rest."""
    keys = [f"{key}:{no}" for no in range(1, len(COMPONENTS) + 2)]
    return run(session, _BY_KEYS, {"keys": keys}).all()


def _must_be_same(rows: Sequence[Row[Any]], claim_id: int, amount: int | None = None) -> None:
    """Raise Conflict when the key was used for another claim or another amount."""
    claims = {row.claim_id for row in rows} - {None}
    if claims - {claim_id} or amount not in (None, sum(row.amount for row in rows)):
        raise Conflict

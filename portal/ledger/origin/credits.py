"""Crediting a claim: what was charged wrongly comes off, and no balance goes below zero.

What was let go of a debt that never was falls away first; then what was paid too much goes back to
suspense, the newest money first, and from there to whoever paid it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session
from sqlmodel import select as choose

from portal.errors import Conflict, NotNow
from portal.ledger import balances
from portal.ledger.balances import taken_off
from portal.ledger.interest import settled
from portal.ledger.locks import lock_claims
from portal.ledger.models import MONEY_IN, RECEIVABLES, Claim
from portal.ledger.origin.models import Credit
from portal.ledger.plans.following import followed
from portal.ledger.postings import COMPONENTS, Booking, give_back, post
from portal.ledger.tables import CREDIT, ENTRY, insert_once, run

_LET_GO = ("written_off", "waived")


@dataclass(frozen=True)
class Wanted:
    """What is to be credited, and why. Amounts are minor units."""

    key: str
    """Makes it safe to ask again: the same key credits once."""
    claim_id: int
    amount: int
    kind: str
    """`note`, `correction` or `withdrawal`."""
    on: date
    component: str = "principal"
    mark: str = ""


_CHARGED = select(*(taken_off("charged", components=(name,)).label(name) for name in COMPONENTS))
_CHARGED_ON = _CHARGED.where(ENTRY.c.claim_id == bindparam("claim_id"))
_NEWEST = func.max(ENTRY.c.id)


def charged(session: Session, claim_id: int) -> dict[str, int]:
    """Return what stands charged on a claim by component, less what was credited."""
    row = run(session, _CHARGED_ON, {"claim_id": claim_id}).one()
    return {name: -int(row._mapping[name]) for name in COMPONENTS}


def credit(session: Session, wanted: Wanted, *, now: datetime, actor: str) -> int | None:
    """Credit a claim; return how much money went back to suspense, None when it was done before.

    Raises NotNow when the claim was handed over or less than this stands charged, and Conflict when
    the key was used for another credit. What was credited was never owed: the interest on it is
    taken back.
    """
    booking = Booking(key=wanted.key, booked_on=wanted.on, recorded_at=now, actor=actor)
    with (
        followed(session, [wanted.claim_id], wanted.key, on=wanted.on, now=now),
        settled(session, wanted.claim_id, booking),
    ):
        return _credit(session, wanted, now=now, actor=actor)


def _credit(session: Session, wanted: Wanted, *, now: datetime, actor: str) -> int | None:
    lock_claims(session, [wanted.claim_id])
    there = session.exec(choose(Credit).where(Credit.key == wanted.key)).one_or_none()
    if there is not None:
        if (there.claim_id, there.amount, there.mark) != (
            wanted.claim_id,
            wanted.amount,
            wanted.mark,
        ):
            raise Conflict
        return None
    if session.get_one(Claim, wanted.claim_id).stage == "transferred":
        raise NotNow("error-claim-transferred")
    if wanted.amount > charged(session, wanted.claim_id)[wanted.component]:
        raise NotNow("error-credit-too-much")
    return _book(session, wanted, _record(session, wanted, now, actor), now, actor)


def credit_whole(
    session: Session, claim_id: int, *, key: str, on: date, now: datetime, actor: str
) -> int:
    """Credit all that stands charged on a claim, fees and interest too; return how much."""
    booking = Booking(key=key, booked_on=on, recorded_at=now, actor=actor)
    with followed(session, [claim_id], key, on=on, now=now), settled(session, claim_id, booking):
        parts = charged(session, claim_id)
        for component, amount in parts.items():
            if amount > 0:
                part = Wanted(f"{key}:{component}", claim_id, amount, "withdrawal", on, component)
                _credit(session, part, now=now, actor=actor)
    return sum(parts.values())


def _record(session: Session, wanted: Wanted, now: datetime, actor: str) -> int:
    values = {
        "key": wanted.key,
        "claim_id": wanted.claim_id,
        "component": wanted.component,
        "amount": wanted.amount,
        "kind": wanted.kind,
        "credited_on": wanted.on,
        "mark": wanted.mark,
        "by": actor,
        "recorded_at": now,
    }
    made = insert_once(session, CREDIT, values, "key")
    if made is None:
        raise Conflict
    return made


def _book(session: Session, wanted: Wanted, credit_id: int, now: datetime, actor: str) -> int:
    """Make room for the credit, then take it off what was charged; return the money given back."""
    key = f"credit:{credit_id}"
    booking = Booking(key=key, booked_on=wanted.on, recorded_at=now, actor=actor)
    owed = balances.of_claim(session, wanted.claim_id).of(wanted.component)
    back = _make_room(session, wanted, wanted.amount - owed, booking)
    _off(session, wanted, "charged", RECEIVABLES[wanted.component], wanted.amount, booking)
    return back


def _make_room(session: Session, wanted: Wanted, lacking: int, booking: Booking) -> int:
    back = 0
    for source in _sources(session, wanted):
        part = min(source.amount, lacking)
        if part <= 0:
            continue
        lacking -= part
        named = Booking(**{**booking, "key": f"{booking['key']}:{source.name}"})
        if source.account != "suspense":
            _off(session, wanted, RECEIVABLES[wanted.component], source.account, part, named)
        else:
            named["bank_line_id"], named["incoming_id"] = source.bank_line_id, source.incoming_id
            give_back(session, wanted.claim_id, wanted.component, part, **named)
            back += part
    return back


@dataclass(frozen=True)
class _Source:
    """What came off a component once and can be put back on it."""

    name: str
    account: str
    amount: int
    bank_line_id: int | None = None
    incoming_id: int | None = None


def _sources(session: Session, wanted: Wanted) -> Iterator[_Source]:
    """What was let go first, then money, the newest first."""
    values = {"claim_id": wanted.claim_id}
    of_it = ENTRY.c.claim_id == bindparam("claim_id")
    for account in _LET_GO:
        off = taken_off(account, components=(wanted.component,))
        amount = run(session, select(off).where(of_it), values).scalar_one()
        yield _Source(account, account, int(amount))
    paid = taken_off(*MONEY_IN, components=(wanted.component,)).label("paid")
    by_source = (
        select(ENTRY.c.bank_line_id, ENTRY.c.incoming_id, paid)
        .where(of_it)
        .group_by(ENTRY.c.bank_line_id, ENTRY.c.incoming_id)
        .order_by(_NEWEST.desc())
    )
    for no, row in enumerate(run(session, by_source, values).all(), start=1):
        yield _Source(f"back{no}", "suspense", int(row.paid), row.bank_line_id, row.incoming_id)


def _off(
    session: Session, wanted: Wanted, debit: str, credit: str, amount: int, booking: Booking
) -> None:
    post(
        session,
        key=f"{booking['key']}:1",
        booked_on=booking["booked_on"],
        recorded_at=booking["recorded_at"],
        debit=debit,
        credit=credit,
        amount=amount,
        claim_id=wanted.claim_id,
        kind="correction",
        actor=booking["actor"],
    )

"""Money of a payment that went back to the payer: off what it was put on, once each time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlmodel import Session

from portal.clock import day_at
from portal.ledger.balances import in_suspense, side, total
from portal.ledger.incoming import Money, receive
from portal.ledger.interest.paying import reckoned
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, Claim, Incoming
from portal.ledger.online.books import Books
from portal.ledger.online.models import OnlinePayment
from portal.ledger.plans.reopening import run_on
from portal.ledger.postings import Booking, post
from portal.ledger.refunds.proposing import fall_away
from portal.ledger.sources import Source, hold_still
from portal.ledger.tables import ENTRY, ONLINE_RETURN, insert_once, run
from portal.people import audit
from portal.people.outbox import tell
from portal.ports.payments import MoneyBack

ACTOR = "provider"
_KINDS = {"refund": "refund", "chargeback": "reversal"}
"""Under which kind the ledger books it."""


def money_back(
    session: Session, payment: OnlinePayment, incoming: Incoming, back: MoneyBack, books: Books
) -> None:
    """Book that money went back, or came again; what was booked before is left as it is."""
    if not _note(session, payment, back, books):
        return
    claim = session.get_one(Claim, payment.claim_id)
    if back.kind == "reversed":
        _again(session, payment, back, claim, books)
    else:
        parts = _take(session, incoming, back, books)
        if sum(amount for _, amount in parts) < back.amount:
            payment.problem = "back"
        if back.kind == "chargeback":
            _tell(session, payment, claim, back, parts, books)
    audit.record(session, books.now, ACTOR, f"payment:{back.kind}", f"claim:{claim.ref}", back.key)


def _tell(
    session: Session,
    payment: OnlinePayment,
    claim: Claim,
    back: MoneyBack,
    parts: Sequence[tuple[int | None, int]],
    books: Books,
) -> None:
    """Tell who paid that it is open again, where it is."""
    is_open = sum(amount for claim_id, amount in parts if claim_id)
    if is_open:
        tell(
            session,
            key=f"payment-returned:{back.key}",
            person_id=payment.person_id,
            kind="payment-returned",
            made_on=books.on,
            now=books.now,
            content={"amount": is_open, "number": claim.number},
        )


def _note(session: Session, payment: OnlinePayment, back: MoneyBack, books: Books) -> bool:
    values = {
        "key": back.key,
        "payment_id": payment.id,
        "kind": back.kind,
        "amount": back.amount,
        "booked_on": _day(back.on, books),
        "recorded_at": books.now,
    }
    return insert_once(session, ONLINE_RETURN, values, "key") is not None


def _again(
    session: Session, payment: OnlinePayment, back: MoneyBack, claim: Claim, books: Books
) -> None:
    """The bank took its taking back: the money is there again."""
    money = Money(
        key=f"online:{back.key}",
        kind="online",
        received_on=_day(back.on, books),
        amount=back.amount,
        person_id=payment.person_id,
        reference=payment.ref,
    )
    target = None if claim.stage == "transferred" else claim.id
    receive(session, money, target, books.order, now=books.now, actor=ACTOR)


def _take(
    session: Session, incoming: Incoming, back: MoneyBack, books: Books
) -> list[tuple[int | None, int]]:
    """Take money off where it was put, what waits first, the last put first.

    Returns the claims, or None for what waited, and how much came off each.

    What two people have agreed to pay back is left alone: a person must look at that.
    """
    assert incoming.id is not None
    source = Source.other(incoming.id)
    hold_still(session, source)
    lock_claims(session, _claim_ids(session, source))
    fall_away(session, source, now=books.now, on=_day(back.on, books), actor=ACTOR)
    booking = Booking(
        key=f"back:{back.key}",
        booked_on=_day(back.on, books),
        recorded_at=books.now,
        actor=ACTOR,
        incoming_id=incoming.id,
    )
    with reckoned(session, _claim_ids(session, source), booking):
        parts = _take_off(session, source, back, booking)
    run_on(session, {claim_id for claim_id, _ in parts if claim_id})
    return parts


def _take_off(
    session: Session, source: Source, back: MoneyBack, booking: Booking
) -> list[tuple[int | None, int]]:
    """Take it off place by place."""
    left, parts = back.amount, list[tuple[int | None, int]]()
    for no, (account, claim_id, there) in enumerate(_places(session, source), start=1):
        part = min(left, there)
        if part == 0:
            break
        post(
            session,
            key=f"{booking['key']}:{no}",
            booked_on=booking["booked_on"],
            recorded_at=booking["recorded_at"],
            actor=booking["actor"],
            incoming_id=booking["incoming_id"],
            debit=account,
            credit="provider",
            amount=part,
            claim_id=claim_id,
            kind=_KINDS[back.kind],
        )
        left -= part
        parts.append((claim_id, part))
    return parts


def _places(session: Session, source: Source) -> Iterator[tuple[str, int | None, int]]:
    """Account, claim and amount of all that is left of a payment where it was put."""
    waiting = in_suspense(session, source)
    if waiting > 0:
        yield "suspense", None, waiting
    for row in run(session, _on_claims(source)):
        for account in sorted(RECEIVABLES.values(), reverse=True):
            if row._mapping[account] > 0:
                yield account, row.claim_id, int(row._mapping[account])


def _on_claims(source: Source) -> Select[tuple[object, ...]]:
    sums = [total(-side(account)).label(account) for account in RECEIVABLES.values()]
    return (
        select(ENTRY.c.claim_id, *sums)
        .where(source.entries, ENTRY.c.claim_id.is_not(None))
        .group_by(ENTRY.c.claim_id)
        .order_by(func.max(ENTRY.c.id).desc())
    )


def _claim_ids(session: Session, source: Source) -> list[int]:
    return [row.claim_id for row in run(session, _on_claims(source))]


def _day(at: datetime, books: Books) -> date:
    return min(day_at(books.zone, at), books.on)

"""Money of a payment that went back to the payer: off what it was put on, once each time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlmodel import Session

from portal.ledger.balances import in_suspense, side, total
from portal.ledger.incoming import Money, receive
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, Claim, Incoming
from portal.ledger.online.models import OnlinePayment
from portal.ledger.plans.reopening import run_on
from portal.ledger.postings import post
from portal.ledger.refunds.proposing import fall_away
from portal.ledger.sources import Source, hold_still
from portal.ledger.tables import ENTRY, ONLINE_RETURN, insert_once, run
from portal.people import audit
from portal.ports import MoneyBack

if TYPE_CHECKING:
    from portal.ledger.online.settling import Books

ACTOR = "provider"
_KINDS = {"refund": "refund", "chargeback": "reversal"}
"""Under which kind the ledger books it."""


def money_back(
    session: Session, payment: OnlinePayment, incoming: Incoming, back: MoneyBack, books: "Books"
) -> None:
    """Book that money went back, or came again; what was booked before is left as it is."""
    if not _note(session, payment, back, books):
        return
    claim = session.get_one(Claim, payment.claim_id)
    if back.kind == "reversed":
        _again(session, payment, back, claim, books)
    elif _take(session, incoming, back, books) < back.amount:
        payment.problem = "back"
    audit.record(session, books.now, ACTOR, f"payment:{back.kind}", f"claim:{claim.ref}", back.key)


def _note(session: Session, payment: OnlinePayment, back: MoneyBack, books: "Books") -> bool:
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
    session: Session, payment: OnlinePayment, back: MoneyBack, claim: Claim, books: "Books"
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


def _take(session: Session, incoming: Incoming, back: MoneyBack, books: "Books") -> int:
    """Take money off where it was put, what waits first, the last put first; return how much.

    What two people have agreed to pay back is left alone: a person must look at that.
    """
    assert incoming.id is not None
    source = Source.other(incoming.id)
    hold_still(session, source)
    lock_claims(session, _claim_ids(session, source))
    fall_away(session, source, now=books.now, on=_day(back.on, books), actor=ACTOR)
    left, touched = back.amount, set[int]()
    for no, (account, claim_id, there) in enumerate(_places(session, source), start=1):
        part = min(left, there)
        if part == 0:
            break
        post(
            session,
            key=f"back:{back.key}:{no}",
            booked_on=_day(back.on, books),
            recorded_at=books.now,
            debit=account,
            credit="provider",
            amount=part,
            claim_id=claim_id,
            kind=_KINDS[back.kind],
            actor=ACTOR,
            incoming_id=incoming.id,
        )
        left -= part
        touched |= {claim_id} if claim_id else set()
    run_on(session, touched)
    return back.amount - left


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


def _day(at: datetime, books: "Books") -> date:
    return min(at.astimezone(books.zone).date(), books.on)

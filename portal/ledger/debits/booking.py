"""On its day a collection is booked; the bank's line of the batch settles it afterwards."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.ledger.debits.models import (
    Collection,
    CollectionPart,
    DebitBatch,
    DebitSettlement,
    Mandate,
)
from portal.ledger.incoming import Money, receive
from portal.ledger.models import BankLine, Claim
from portal.ledger.postings import Booking, post

ACCOUNT = "direct_debit"
"""What banks still owe us of what was collected, or we them of what was given back."""


def book(session: Session, one: Collection, order: Sequence[str], *, now: datetime) -> None:
    """Book a collection against its claims. What a claim does not need any more waits.

    Money for a claim that was handed over waits too. Booking it again changes nothing.
    """
    mandate = session.get_one(Mandate, one.mandate_id)
    for part in parts_of(session, one):
        money = Money(
            key=key_of(one, part.claim_id),
            kind=ACCOUNT,
            received_on=one.collect_on,
            amount=part.amount,
            person_id=mandate.person_id,
            reference=one.ref,
            text=mandate.reference,
        )
        is_ours = session.get_one(Claim, part.claim_id).stage != "transferred"
        claim_id = part.claim_id if is_ours else None
        receive(session, money, claim_id, order, now=now, actor="night")
    one.state = "booked"
    session.flush()


def parts_of(session: Session, one: Collection) -> list[CollectionPart]:
    """Return what of a collection is for which claim."""
    found = select(CollectionPart).where(CollectionPart.collection_id == one.id)
    return list(session.exec(found.order_by(col(CollectionPart.claim_id))).all())


def key_of(one: Collection, claim_id: int) -> str:
    """What the money of a part is known by."""
    return f"debit:{one.ref}:{claim_id}"


def settle(session: Session, line: BankLine, booking: Booking, _on: date) -> bool:
    """Take a line of the bank that pays a batch in; False when it pays none.

    The line names the message, or one of its parts, by a reference of ours. Booking it again
    changes nothing.
    """
    batch = _batch_named(session, line) if line.amount > 0 else None
    if batch is None or not _is_open(session, batch, line):
        return False
    note(session, line, batch_id=batch.id)
    post_line(session, booking, debit="bank", credit=ACCOUNT, amount=line.amount, kind="payout")
    return True


def post_line(
    session: Session, booking: Booking, *, debit: str, credit: str, amount: int, kind: str
) -> None:
    """Book a whole line of the bank in one row."""
    post(
        session,
        key=f"{booking['key']}:1",
        booked_on=booking["booked_on"],
        recorded_at=booking["recorded_at"],
        actor=booking["actor"],
        bank_line_id=booking.get("bank_line_id"),
        debit=debit,
        credit=credit,
        amount=amount,
        claim_id=None,
        kind=kind,
    )


def _batch_named(session: Session, line: BankLine) -> DebitBatch | None:
    told = " ".join((line.reference, line.end_to_end, line.bank_reference, line.text))
    bare = "".join(told.split()).upper()
    released = select(DebitBatch).where(DebitBatch.state == "released")
    return next((one for one in session.exec(released).all() if one.ref in bare), None)


def _is_open(session: Session, batch: DebitBatch, line: BankLine) -> bool:
    """Whether so much of the batch is not paid in yet."""
    collected = select(func.coalesce(func.sum(Collection.amount), 0)).where(
        Collection.batch_id == batch.id, Collection.state != "dropped"
    )
    settled = (
        select(func.coalesce(func.sum(BankLine.amount), 0))
        .join(DebitSettlement, col(DebitSettlement.bank_line_id) == BankLine.id)
        .where(DebitSettlement.batch_id == batch.id, BankLine.id != line.id)
    )
    return line.amount <= session.exec(collected).one() - session.exec(settled).one()


def note(
    session: Session,
    line: BankLine,
    *,
    batch_id: int | None = None,
    collection_id: int | None = None,
) -> None:
    """Note what a line of the bank settles: a batch, or a collection that came back."""
    assert line.id is not None
    if session.get(DebitSettlement, line.id) is None:
        settled = DebitSettlement(
            bank_line_id=line.id, batch_id=batch_id, collection_id=collection_id
        )
        session.add(settled)
        session.flush()

"""A payment that the bank took back: what it had paid is owed again, by rows that reverse.

Surely known, it is undone at once; else a person says which payment it was.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.errors import NotFound, NotNow
from portal.ledger import balances
from portal.ledger.balances import taken_off
from portal.ledger.models import MONEY_IN, BankLine, BankStatement
from portal.ledger.postings import COMPONENTS, Booking, post
from portal.ledger.refunds.models import BankReturn
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act, undo_match
from portal.ledger.tables import CLAIM, ENTRY, run
from portal.people import audit
from portal.people.outbox import tell

_STANDS = taken_off(*MONEY_IN)
_ON_CLAIMS = (
    select(CLAIM.c.ref, CLAIM.c.number, CLAIM.c.person_id, CLAIM.c.stage, _STANDS.label("amount"))
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(ENTRY.c.bank_line_id == bindparam("line_id"))
    .group_by(CLAIM.c.id)
    .having(_STANDS > 0)
    .order_by(CLAIM.c.id)
)


def taken_back(session: Session, line: BankLine, booking: Booking, _on: date) -> bool:
    """Undo the one payment that a reversal surely is about; leave the line alone without one."""
    if line.amount >= 0 or not line.is_reversal:
        return False
    payment = _surely(line, candidates(session, line))
    if payment is None or not _is_whole(session, payment):
        return False
    # All of it comes off, so the order of the components does not matter.
    take_back(session, line, payment, Act(COMPONENTS, booking["recorded_at"], booking["actor"]))
    return True


def candidates(session: Session, line: BankLine) -> list[BankLine]:
    """Return the payments on the same account that a line of money out can take back."""
    account = choose(BankStatement.account).where(BankStatement.id == line.statement_id)
    taken = choose(BankReturn.of_line_id)
    found = (
        choose(BankLine)
        .join(BankStatement, col(BankStatement.id) == BankLine.statement_id)
        .where(
            BankStatement.account == account.scalar_subquery(),
            BankLine.amount == -line.amount,
            BankLine.booked_on <= line.booked_on,
            col(BankLine.posted),
            col(BankLine.id).not_in(taken),
        )
        .order_by(col(BankLine.booked_on).desc(), col(BankLine.id).desc())
        .limit(20)
    )
    return list(session.exec(found).all())


def take_back(session: Session, line: BankLine, payment: BankLine, act: Act) -> None:
    """Book that the bank took a payment back: off its claims, and out of the bank account.

    Raises NotFound, and NotNow when a part of it is no longer there, or the line is booked already.
    """
    assert line.id is not None
    assert payment.id is not None
    hold_still(session, Source.line(line.id))
    source = Source.line(payment.id)
    hold_still(session, source)
    session.refresh(line)
    if line.posted or line.amount != -payment.amount or not _is_whole(session, payment):
        raise NotNow("error-not-taken-back")
    for claim in _on_claims(session, payment.id):
        undo_match(session, source, claim.ref, act, kind="reversal")
        _tell(session, line, claim, act)
    _out(session, line, payment, act)
    line.posted = True
    session.add(BankReturn(line_id=line.id, of_line_id=payment.id))
    session.flush()
    audit.record(
        session, act.now, act.actor, "payment:taken-back", f"line:{payment.id}", f"line {line.id}"
    )


def take_back_by_hand(session: Session, line_id: int, payment_id: int, act: Act) -> None:
    """Let a person say which payment a line of money out took back. Raises NotFound, NotNow."""
    line = session.get(BankLine, line_id)
    if line is None:
        raise NotFound
    payment = next((one for one in candidates(session, line) if one.id == payment_id), None)
    if payment is None:
        raise NotFound
    take_back(session, line, payment, act)


def _surely(line: BankLine, payments: Sequence[BankLine]) -> BankLine | None:
    """The one payment that bears the same reference: the bank's, the payer's side's, or ours."""
    for name in ("bank_reference", "end_to_end", "reference"):
        told = getattr(line, name)
        found = [one for one in payments if told and getattr(one, name) == told]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_whole(session: Session, payment: BankLine) -> bool:
    """Whether all of it waits or stands on claims that are still ours."""
    assert payment.id is not None
    claims = _on_claims(session, payment.id)
    waits = balances.in_suspense(session, Source.line(payment.id))
    is_there = waits + sum(claim.amount for claim in claims) == payment.amount
    return is_there and all(claim.stage != "transferred" for claim in claims)


def _on_claims(session: Session, line_id: int) -> Sequence[Row[Any]]:
    return run(session, _ON_CLAIMS, {"line_id": line_id}).all()


def _out(session: Session, line: BankLine, payment: BankLine, act: Act) -> None:
    """Out of what waits of the payment, and out of the bank by the line that says so."""
    sides = (("suspense", "refundable", payment.id), ("refundable", "bank", line.id))
    for no, (debit, credit, line_id) in enumerate(sides, start=1):
        post(
            session,
            key=f"return:{line.id}:{no}",
            booked_on=line.booked_on,
            recorded_at=act.now,
            debit=debit,
            credit=credit,
            amount=payment.amount,
            claim_id=None,
            kind="reversal",
            actor=act.actor,
            bank_line_id=line_id,
        )


def _tell(session: Session, line: BankLine, claim: Row[Any], act: Act) -> None:
    tell(
        session,
        key=f"payment-returned:{line.id}:{claim.ref}",
        person_id=claim.person_id,
        kind="payment-returned",
        made_on=line.booked_on,
        now=act.now,
        content={"amount": int(claim.amount), "number": claim.number},
    )

"""Writing off (afskrivning, oninbaar lijden): the books let a claim go that nobody can collect."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import NotNow
from portal.ledger import balances, postings
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, LedgerEntry
from portal.ledger.plans.following import followed

REASONS = ("time_barred", "estate", "debt_relief", "uncollectable", "crumb")
"""Why a claim is written off: too old; left by someone who died; let go in an arrangement by law;
cannot be collected; too small to be worth it."""
KEY = "write-off"


def write_off(
    session: Session,
    claim_id: int,
    ref: str,
    *,
    order: Sequence[str],
    on: date,
    now: datetime,
    actor: str,
) -> int:
    """Write off all that is left of a claim, by the proposal of this ref; return how much.

    Raises NotNow when nothing is left.
    """
    lock_claims(session, [claim_id])
    left = balances.of_claim(session, claim_id).total
    if not left:
        raise NotNow("error-nothing-owed")
    booking = postings.Booking(key=f"{KEY}:{ref}", booked_on=on, recorded_at=now, actor=actor)
    with followed(session, [claim_id], booking["key"], now=now):
        postings.pay(
            session, claim_id, left, order, source="written_off", kind="write_off", **booking
        )
    return left


def reverse(
    session: Session, claim_id: int, ref: str, *, on: date, now: datetime, actor: str
) -> int:
    """Take a write-off back, row by row; return how much is owed again.

    The same again books nothing more. Raises NotNow when there is no such write-off.
    """
    lock_claims(session, [claim_id])
    rows = written_off_by(session, claim_id, ref)
    if not rows:
        raise NotNow("error-not-written-off")
    with followed(session, [claim_id], f"{KEY}-undo:{ref}", now=now):
        for no, row in enumerate(rows, start=1):
            postings.post(
                session,
                key=f"{KEY}-undo:{ref}:{no}",
                booked_on=on,
                recorded_at=now,
                debit=row.credit,
                credit=row.debit,
                amount=row.amount,
                claim_id=claim_id,
                kind="reversal",
                actor=actor,
            )
    return sum(row.amount for row in rows)


def written_off_by(session: Session, claim_id: int, ref: str) -> Sequence[LedgerEntry]:
    """Return the rows with which a proposal's yes wrote a claim off, in order."""
    keys = [f"{KEY}:{ref}:{no}" for no in range(1, len(RECEIVABLES) + 1)]
    found = select(LedgerEntry).where(
        col(LedgerEntry.key).in_(keys), LedgerEntry.claim_id == claim_id
    )
    return session.exec(found.order_by(col(LedgerEntry.id))).all()

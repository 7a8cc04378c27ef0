"""Writing off (afskrivning, oninbaar lijden): the books let a claim go that nobody can collect."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.errors import NotNow
from portal.ledger import balances, postings
from portal.ledger.balances import taken_off
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, LedgerEntry
from portal.ledger.plans.following import followed
from portal.ledger.tables import ENTRY, run

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
    with followed(session, [claim_id], booking["key"], on=on, now=now):
        postings.pay(
            session, claim_id, left, order, source="written_off", kind="write_off", **booking
        )
    return left


def reverse(
    session: Session, claim_id: int, ref: str, *, on: date, now: datetime, actor: str
) -> int:
    """Take a write-off back, row by row; return how much is owed again.

    What was credited in the meantime was never owed, and stays gone. The same again books nothing
    more. Raises NotNow when there is no such write-off, or nothing of it is left.
    """
    lock_claims(session, [claim_id])
    rows = written_off_by(session, claim_id, ref)
    if not rows:
        raise NotNow("error-not-written-off")
    if done := _rows(session, claim_id, f"{KEY}-undo:{ref}"):
        return sum(row.amount for row in done)
    parts = [(row, min(row.amount, _still_gone(session, claim_id, row.credit))) for row in rows]
    if not any(part for _, part in parts):
        raise NotNow("error-not-written-off")
    with followed(session, [claim_id], f"{KEY}-undo:{ref}", on=on, now=now):
        for no, (row, part) in enumerate(parts, start=1):
            if part:
                _book_back(session, row, part, f"{KEY}-undo:{ref}:{no}", on, now, actor)
    return sum(part for _, part in parts)


def _book_back(
    session: Session,
    row: LedgerEntry,
    amount: int,
    key: str,
    on: date,
    now: datetime,
    actor: str,
) -> None:
    postings.post(
        session,
        key=key,
        booked_on=on,
        recorded_at=now,
        debit=row.credit,
        credit=row.debit,
        amount=amount,
        claim_id=row.claim_id,
        kind="reversal",
        actor=actor,
    )


def _still_gone(session: Session, claim_id: int, account: str) -> int:
    """What is written off of a component now, in minor units."""
    component = next(name for name, kept in RECEIVABLES.items() if kept == account)
    off = taken_off("written_off", components=(component,))
    return int(run(session, select(off).where(ENTRY.c.claim_id == claim_id)).scalar_one())


def written_off_by(session: Session, claim_id: int, ref: str) -> Sequence[LedgerEntry]:
    """Return the rows with which a proposal's yes wrote a claim off, in order."""
    return _rows(session, claim_id, f"{KEY}:{ref}")


def _rows(session: Session, claim_id: int, key: str) -> Sequence[LedgerEntry]:
    """Return the rows of a booking on a claim, in order."""
    keys = [f"{key}:{no}" for no in range(1, len(RECEIVABLES) + 1)]
    found = choose(LedgerEntry).where(
        col(LedgerEntry.key).in_(keys), LedgerEntry.claim_id == claim_id
    )
    return session.exec(found.order_by(col(LedgerEntry.id))).all()

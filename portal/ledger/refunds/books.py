"""The rows a refund books, and its change of state: each once, by a key of its own.

From what waits to `refundable` when approved, from there to the bank when paid, and back.
"""

from datetime import date, datetime

from sqlmodel import Session, select

from portal.ledger.models import Claim
from portal.ledger.postings import post
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source
from portal.people import audit
from portal.people.outbox import tell
from portal.record import find_one

MOVEMENTS = {
    "approved": ("suspense", "refundable", "refund"),
    "undone": ("refundable", "suspense", "reversal"),
    "paid": ("refundable", "bank", "payout"),
    "returned": ("bank", "refundable", "reversal"),
    "waits": ("refundable", "suspense", "reversal"),
}
"""What each act books: debit, credit, kind."""


def by_ref(session: Session, ref: str) -> Refund:
    """Return one refund. Raises NotFound."""
    return find_one(session, select(Refund).where(Refund.ref == ref))


def source_of(refund: Refund) -> Source:
    """Return the payment it gives back."""
    return Source(refund.bank_line_id, refund.incoming_id)


def book(
    session: Session,
    refund: Refund,
    act: str,
    *,
    on: date,
    now: datetime,
    actor: str,
    line_id: int | None = None,
) -> None:
    """Book what an act moves: about the line that moved it, or about the payment it gives back."""
    debit, credit, kind = MOVEMENTS[act]
    linked = {"bank_line_id": line_id} if line_id is not None else source_of(refund).linked
    post(
        session,
        key=f"refund:{refund.ref}:{act}",
        booked_on=on,
        recorded_at=now,
        debit=debit,
        credit=credit,
        amount=refund.amount,
        claim_id=None,
        kind=kind,
        actor=actor,
        **linked,
    )


def record(session: Session, refund: Refund, act: str, now: datetime, actor: str) -> None:
    """Write who did what, without an account or a name."""
    audit.record(session, now, actor, f"refund:{act}", f"refund:{refund.ref}")


def inform(session: Session, refund: Refund, what: str, on: date, now: datetime) -> None:
    """Tell the person whose claim it is about; of other money nobody knows whom to tell."""
    if refund.claim_id is None:
        return
    claim = session.get_one(Claim, refund.claim_id)
    tell(
        session,
        key=f"refund:{refund.ref}:{what}",
        person_id=claim.person_id,
        kind=f"refund-{what}",
        made_on=on,
        now=now,
        content={"amount": refund.amount, "number": claim.number},
    )

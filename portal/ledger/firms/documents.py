"""The electronic invoices claims came in with, kept as they were for the business to fetch."""

from datetime import datetime

from sqlmodel import Session, select

from portal.ledger.firms.models import ClaimDocument
from portal.ledger.models import Claim


def keep(session: Session, number: str, content: bytes, now: datetime) -> None:
    """Keep the invoice of a claim that has just come in."""
    claim_id = session.exec(select(Claim.id).where(Claim.number == number)).one()
    assert claim_id is not None
    session.add(ClaimDocument(claim_id=claim_id, content=content, kept_at=now))
    session.flush()


def original(session: Session, claim_id: int) -> bytes | None:
    """Return the invoice a claim came in with; None where it came otherwise."""
    kept = session.get(ClaimDocument, claim_id)
    return kept.content if kept else None

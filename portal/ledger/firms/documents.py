"""The electronic invoices claims came in with, kept as they were for the business to fetch."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

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


def with_original(session: Session, claim_ids: Iterable[int]) -> frozenset[int]:
    """Return those of these claims whose invoice is kept."""
    wanted = sorted(set(claim_ids))
    found = select(ClaimDocument.claim_id).where(col(ClaimDocument.claim_id).in_(wanted))
    return frozenset(session.exec(found).all())

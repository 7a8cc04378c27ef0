"""Payments as pages show them."""

from sqlmodel import Session, select

from portal.errors import NotFound
from portal.ledger.online.models import OnlinePayment


def payment_of(session: Session, person_id: int, ref: str) -> OnlinePayment:
    """Return a person's own payment. Raises NotFound, also for someone else's."""
    found = session.exec(
        select(OnlinePayment).where(OnlinePayment.ref == ref, OnlinePayment.person_id == person_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found

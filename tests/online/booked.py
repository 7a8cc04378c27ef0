"""A payment that was made on the provider's page, as the books have it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from portal.ledger.models import Claim
from portal.ledger.online.books import Books
from portal.ledger.online.models import OnlinePayment
from portal.ledger.online.settling import settle
from portal.ports.payments import MoneyBack, PaymentState
from tests.builders import DAY, NOW, ORDER

BOOKS = Books(ORDER, ZoneInfo("Europe/Amsterdam"), "NL", 3, DAY, NOW)


def paid_online(
    session: Session, claim: Claim, amount: int = 10_00, *back: MoneyBack
) -> OnlinePayment:
    """Someone paid so much of their claim; some of it may have gone back."""
    number = f"{claim.number}-{amount}"
    begun = OnlinePayment(
        ref=f"ref-{number}",
        key=f"key-{number}",
        provider_key=f"uuid-{number}",
        person_id=claim.person_id,
        claim_id=claim.id or 0,
        scope="amount",
        amount=amount,
        currency="EUR",
        started_on=DAY,
        started_at=NOW,
    )
    session.add(begun)
    session.flush()
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    told = PaymentState(f"tr_{number}", begun.ref, "paid", amount, "EUR", paid_at=at, back=back)
    return settle(session, begun.id or 0, told, BOOKS)

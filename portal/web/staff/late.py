"""Money that came for a claim the collector has: what can be done with it, and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal.jobs.handover import paid_here
from portal.ledger.models import Claim
from portal.ledger.payments import Payment
from portal.ledger.suggestions import Suggestion
from portal.web.services import services


@dataclass(frozen=True)
class Late:
    """What the page of a payment says of claims the collector has."""

    collector: str
    """Its name."""
    known: frozenset[str]
    """References of claims it has from us: it hears of money by our file of changes."""
    back: frozenset[str]
    """References of claims from which money of this payment can be taken off again."""


def paid_late(session: Session, payment: Payment, found: Iterable[Suggestion]) -> Late | None:
    """Return what the page says; None where there is no collector."""
    collector = services().town.collector
    if collector is None:
        return None
    away = [(one.claim.ref, one.claim.id) for one in found if not one.claim.takes_money]
    stand = [one.claim_ref for one in payment.on_claims if one.stage == "transferred"]
    claims = session.exec(select(Claim).where(col(Claim.ref).in_(stand))).all()
    there = [(one.ref, one.id or 0) for one in claims]
    return Late(
        collector.name,
        frozenset(
            ref for ref, claim_id in [*away, *there] if paid_here.can_tell(session, claim_id)
        ),
        frozenset(one.ref for one in claims if paid_here.stands(session, payment.source, one)),
    )

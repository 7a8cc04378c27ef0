"""Refunds as pages show them: what is ready, what waits for a second person, what is to be paid."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from portal.ledger.claims import ClaimView
from portal.ledger.models import BankLine, BankStatement, Claim, Incoming
from portal.ledger.refunds.models import Refund, RefundFile

OPEN = ("prepared", "proposed", "approved")
MOST = 100


def by_state(session: Session, *states: str, most: int = MOST) -> list[Refund]:
    """Return the refunds in these states, oldest first."""
    found = select(Refund).where(col(Refund.state).in_(states)).order_by(col(Refund.id))
    return list(session.exec(found.limit(most)).all())


def closed(session: Session, most: int = 20) -> list[Refund]:
    """Return the refunds that ended otherwise than by falling away unseen, newest first."""
    found = select(Refund).where(col(Refund.state).in_(("paid", "returned", "rejected")))
    return list(session.exec(found.order_by(col(Refund.id).desc()).limit(most)).all())


def of_claim(session: Session, view: ClaimView) -> list[Refund]:
    """Return what is or was paid back of a claim, for the person whose view it is.

    Where several owe the claim: those the bill is for, who are told of it, and the one whose own
    money it is known to be.
    """
    wanted = select(Refund).where(
        Refund.claim_id == view.id, col(Refund.state).in_(("approved", "paid"))
    )
    if view.debtors > 1:
        own = select(Incoming.id).where(Incoming.person_id == view.person_id)
        billed = select(Claim.id).where(Claim.person_id == view.person_id)
        is_own = col(Refund.incoming_id).in_(own)
        wanted = wanted.where(or_(is_own, col(Refund.claim_id).in_(billed)))
    return list(session.exec(wanted.order_by(col(Refund.id))).all())


def files(session: Session, most: int = 10) -> list[RefundFile]:
    """Return the newest files made for the bank."""
    return list(session.exec(select(RefundFile).order_by(col(RefundFile.id).desc()).limit(most)))


def unexplained(session: Session, currency: str, most: int = 30) -> Sequence[BankLine]:
    """Return the newest lines by which the bank takes something back that nobody placed yet."""
    found = (
        select(BankLine)
        .join(BankStatement, col(BankStatement.id) == BankLine.statement_id)
        .where(
            BankStatement.currency == currency,
            BankLine.amount < 0,
            col(BankLine.posted).is_(False),
            col(BankLine.is_reversal),
        )
    )
    return session.exec(found.order_by(col(BankLine.id).desc()).limit(most)).all()

"""Refunds as pages show them: what is ready, what waits for a second person, what is to be paid."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, or_, select

from portal.ledger.claims import ClaimView
from portal.ledger.models import BankLine, BankRepeat, BankStatement, Claim, Incoming
from portal.ledger.records import Proposal
from portal.ledger.refunds.models import Refund, RefundFile

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


def unexplained(
    session: Session, currency: str, *, is_reversal: bool, most: int = 30
) -> Sequence[BankLine]:
    """Return the newest lines of money out that nobody placed yet.

    Those by which the bank says that it takes something back, or the others.
    """
    known = select(BankRepeat.line_id).where(BankRepeat.line_id == BankLine.id, BankRepeat.sure)
    found = (
        select(BankLine)
        .join(BankStatement, col(BankStatement.id) == BankLine.statement_id)
        .where(
            BankStatement.currency == currency,
            BankLine.amount < 0,
            col(BankLine.posted).is_(False),
            col(BankLine.is_reversal).is_(is_reversal),
            ~known.exists(),
        )
    )
    return session.exec(found.order_by(col(BankLine.id).desc()).limit(most)).all()


def to_sign(session: Session) -> int:
    """Return how many refunds and corrections wait for a second person."""
    refunds = select(func.count()).select_from(Refund).where(Refund.state == "proposed")
    corrections = select(func.count()).select_from(Proposal)
    is_open = (Proposal.kind == "correction") & (Proposal.state == "open")
    return session.exec(refunds).one() + session.exec(corrections.where(is_open)).one()

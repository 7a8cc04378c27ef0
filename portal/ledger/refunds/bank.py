"""What a statement tells of refunds: the money went out, or it came back unpaid."""

from datetime import date

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.models import BankLine
from portal.ledger.postings import Booking
from portal.ledger.refunds import books, references
from portal.ledger.refunds.models import Refund
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act
from portal.record import change_row


def went_out(session: Session, line: BankLine, booking: Booking, _on: date) -> bool:
    """Whether this is the payment of an approved refund, by its reference and amount; book it."""
    if line.amount >= 0:
        return False
    refund = _named(session, line, "approved", -line.amount)
    if refund is None:
        return False
    _pay(session, refund, line, booking["actor"], booking)
    return True


def came_back(session: Session, line: BankLine, booking: Booking, _on: date) -> bool:
    """Whether this is a refund that the other bank sent back; its money waits once more."""
    if line.amount <= 0:
        return False
    refund = _named(session, line, "paid", line.amount)
    if refund is None:
        return False
    hold_still(session, books.source_of(refund))
    on, now, actor = line.booked_on, booking["recorded_at"], booking["actor"]
    change_row(session, refund, refund.version, state="returned")
    books.book(session, refund, "returned", on=on, now=now, actor=actor, line_id=line.id)
    books.book(session, refund, "waits", on=on, now=now, actor=actor)
    books.inform(session, refund, "returned", on, now)
    books.record(session, refund, "returned", now, actor)
    return True


def pay_by_hand(session: Session, refund: Refund, line_id: int, act: Act) -> None:
    """Let a person say on which line of a statement it left. Raises NotFound, NotNow, Conflict."""
    hold_still(session, Source.line(line_id))
    line = session.get(BankLine, line_id, populate_existing=True)
    if line is None:
        raise NotFound
    if refund.state != "approved":
        raise NotNow("error-refund-closed")
    if line.posted or line.amount != -refund.amount:
        raise NotNow("error-line-not-fitting")
    booking = Booking(key="", booked_on=line.booked_on, recorded_at=act.now, actor=act.actor)
    _pay(session, refund, line, act.actor, booking)


def fitting_lines(session: Session, refund: Refund) -> list[BankLine]:
    """Return the lines of money out that nothing explains yet and that have its amount."""
    fits = select(BankLine).where(
        BankLine.amount == -refund.amount,
        col(BankLine.posted).is_(False),
        BankLine.booked_on >= refund.made_on,
    )
    return list(session.exec(fits.order_by(col(BankLine.id).desc()).limit(10)).all())


def _named(session: Session, line: BankLine, state: str, amount: int) -> Refund | None:
    named = references.found_in(line.reference, line.end_to_end, line.text)
    if not named:
        return None
    found = select(Refund).where(
        col(Refund.reference).in_(named), Refund.state == state, Refund.amount == amount
    )
    return session.exec(found.with_for_update()).first()


def _pay(session: Session, refund: Refund, line: BankLine, actor: str, booking: Booking) -> None:
    now, on = booking["recorded_at"], line.booked_on
    line.posted = True
    session.flush()
    change_row(session, refund, refund.version, state="paid", paid_on=on, paid_line_id=line.id)
    books.book(session, refund, "paid", on=on, now=now, actor=actor, line_id=line.id)
    books.inform(session, refund, "paid", on, now)
    books.record(session, refund, "paid", now, actor)

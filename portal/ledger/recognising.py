"""Who recognises a line of a statement before it is matched: what it is about may be known.

A part of the ledger that sends money out, or that money comes back to, adds its own way here.
"""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from portal.ledger import returns
from portal.ledger.debits import booking as debits
from portal.ledger.debits import returns as debit_returns
from portal.ledger.models import BankLine
from portal.ledger.postings import Booking
from portal.ledger.refunds import bank as refunds

Recognises = Callable[[Session, BankLine, Booking, date], bool]
"""Books a line in the ledger's currency, whole, when it surely knows it; says whether it did.

The day is today. Of money out it must set `posted`, since nothing else books it.
"""
WAYS: tuple[Recognises, ...] = (
    debit_returns.take_return,
    debits.settle,
    refunds.went_out,
    refunds.came_back,
    returns.taken_back,
)
"""In this order; the first that knows a line books it. Returned direct debits go in front of what
knows payments by their reference."""


def is_recognised(session: Session, line: BankLine, booking: Booking, on: date) -> bool:
    """Whether somebody knows a line; then it has booked it."""
    return any(knows(session, line, booking, on) for knows in WAYS)

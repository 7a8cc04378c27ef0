"""Direct debit as the portal sees the bank: what goes out, and what a report tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from portal.ports import Recognising


@dataclass(frozen=True)
class Debit:
    """One amount to collect from an account, in cents."""

    end_to_end: str
    amount: int
    mandate: str
    """The mandate reference."""
    signed_on: date
    account: str
    name: str
    text: str
    sequence: str
    """`FRST`, `RCUR` or `FNAL`."""


@dataclass(frozen=True)
class DebitOrder:
    """What a creditor asks the bank to collect on one day."""

    message_id: str
    made_at: datetime
    collect_on: date
    creditor: str
    creditor_id: str
    account: str
    bank: str
    scheme: str
    currency: str
    debits: tuple[Debit, ...]


class DebitWriter(Protocol):
    """Writes direct debits as the file a bank takes."""

    def write(self, order: DebitOrder) -> bytes:
        """Return the file; the same order gives the same bytes."""


@dataclass(frozen=True)
class RejectedDebit:
    """One direct debit that a bank reports as rejected."""

    key: str
    """The bank's own id of it."""
    end_to_end: str
    reason: str
    """The bank's code."""
    on: date


class DebitReportReader(Recognising, Protocol):
    """Reads what a bank reports on direct debits."""

    def read(self, file: BinaryIO) -> Sequence[RejectedDebit]:
        """Return what was rejected. Raises BadFile with a sentence per mistake."""

"""The bank as the portal sees it: statements that come in, transfers that go out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Protocol

from portal.ports import Recognising


@dataclass(frozen=True)
class StatementLine:
    """One entry of a bank statement. Money in is positive, money out negative."""

    booked_on: date
    amount: int
    """Minor units of the statement's currency, signed."""
    value_on: date | None = None
    reference: str = ""
    """A structured reference (creditor reference, payment id) where the bank gives one."""
    end_to_end: str = ""
    counterparty_account: str = ""
    counterparty_name: str = ""
    text: str = ""
    bank_reference: str = ""
    is_reversal: bool = False
    """Whether the bank says that this takes an earlier booking back, or is a payment returned."""


@dataclass(frozen=True)
class Statement:
    """One bank statement: an account, two balances and the entries between them."""

    account: str
    currency: str
    opening: int
    """Minor units, signed."""
    opening_on: date
    closing: int
    closing_on: date
    number: str = ""
    lines: tuple[StatementLine, ...] = field(default=())

    @property
    def difference(self) -> int:
        """Closing balance minus opening balance and entries; 0 in a sound file."""
        return self.closing - self.opening - sum(line.amount for line in self.lines)


class StatementReader(Recognising, Protocol):
    """Reads bank statements of one format."""

    def read(self, file: BinaryIO) -> Sequence[Statement]:
        """Return the statements in the file. Raises BadFile with a sentence per mistake."""


@dataclass(frozen=True)
class Transfer:
    """Money that is to leave for an account."""

    reference: str
    """By which it is known again on the statement."""
    amount: int
    """Minor units."""
    name: str
    account: str
    """IBAN."""


class TransferWriter(Protocol):
    """Writes files of transfers for a bank."""

    ending: str
    """Of a file's name, without the point."""

    def write(
        self,
        transfers: Sequence[Transfer],
        *,
        message_id: str,
        made_at: datetime,
        on: date,
        payer: str,
        account: str,
        text: str,
    ) -> bytes:
        """Return the file; the same things give the same file.

        The money is to leave `on` this day; `text` is what payees read.
        """

"""The outside world as the portal sees it: what a part must do, whoever does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Protocol


class Clock(Protocol):
    """Says what time it is. The demo has a date of its own."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""

    def today(self) -> date:
        """Return the date in the municipality's country."""


@dataclass(frozen=True)
class Identity:
    """Who signed in, as the identity provider tells it; never by an identity number."""

    kind: str
    """`resident` (a person or a business) or `staff`."""
    subject: str
    """The public reference of the person or member of staff."""


class IdentityProvider(Protocol):
    """Lets someone prove who they are."""

    def identify(self, credential: str) -> Identity | None:
        """Return who this credential stands for, or None when it stands for nobody."""


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


class StatementReader(Protocol):
    """Reads bank statements of one format."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a file that begins like this is of the format."""

    def read(self, file: BinaryIO) -> Sequence[Statement]:
        """Return the statements in the file. Raises BadFile with a sentence per mistake."""


def reader_for(head: bytes, readers: Iterable[StatementReader]) -> StatementReader | None:
    """Return the first reader that recognises the beginning of the file."""
    return next((reader for reader in readers if reader.recognises(head)), None)

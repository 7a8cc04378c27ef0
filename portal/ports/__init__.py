"""The outside world as the portal sees it: what a part must do, whoever does it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Protocol, TypeVar


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


class Recognising(Protocol):
    """A reader that knows its own format by the beginning of a file."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a file that begins like this is of the format."""


_Reader = TypeVar("_Reader", bound=Recognising)


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

    name: str
    """The ending of a file's name."""

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


def reader_for(head: bytes, readers: Iterable[_Reader]) -> _Reader | None:
    """Return the first reader that recognises the beginning of the file."""
    return next((reader for reader in readers if reader.recognises(head)), None)


@dataclass(frozen=True)
class Mail:
    """One mail to one person, plain text."""

    to: str
    subject: str
    body: str
    language: str
    message_id: str
    """The same for every try, so that a mail that arrives twice is seen to be one."""


class NotSentError(Exception):
    """A mail was not taken. `is_final`: trying again helps nothing, the address is wrong.

    `is_away`: nobody answered, so that another mail would only wait as long.
    """

    def __init__(self, reason: str, *, is_final: bool, is_away: bool = False) -> None:
        super().__init__(reason)
        self.is_final, self.is_away = is_final, is_away


class Mailer(Protocol):
    """Hands mail over to be delivered."""

    def send(self, mail: Mail) -> None:
        """Hand one mail over. Raises NotSentError."""


@dataclass(frozen=True)
class PaymentOrder:
    """A payment somebody wants to make on the provider's page."""

    reference: str
    """Ours; the provider keeps it with the payment."""
    key: str
    """Makes it safe to ask again: the same key begins one payment."""
    amount: int
    """Minor units."""
    currency: str
    description: str
    """What the payer reads on the provider's page and on the bank statement."""
    return_url: str
    """Where the provider sends the payer when they are done."""
    webhook_url: str
    """Where the provider tells that something changed; empty where it could not reach us."""
    locale: str
    """Such as `nl_NL`."""


@dataclass(frozen=True)
class MoneyBack:
    """Money of a payment that went back to the payer."""

    key: str
    """The provider's own, one for each time money goes back, or comes again after that."""
    kind: str
    """`refund`: by us; `chargeback`: by the payer's bank; `reversed`: a chargeback undone."""
    amount: int
    on: datetime


@dataclass(frozen=True)
class PaymentState:
    """A payment as the provider tells it: all that happened to it until now."""

    id: str
    reference: str
    state: str
    """`open`, `pending`, `authorized`, `paid`, `canceled`, `expired` or `failed`."""
    amount: int
    """What the payment is for or, once it is paid, what came. Minor units."""
    currency: str
    checkout_url: str = ""
    """The page to pay on, while it can be paid."""
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    back: tuple[MoneyBack, ...] = ()


class PaymentProvider(Protocol):
    """Takes payments on a page of its own. Every call is bounded in time.

    Raises PaymentRefused, PaymentDown, and PaymentUnknown where a call may have done its work.
    """

    @property
    def origins(self) -> tuple[str, ...]:
        """Scheme, host and port of its payment pages."""

    def start(self, order: PaymentOrder) -> PaymentState:
        """Begin a payment; the same key again gives the payment that was begun."""

    def status(self, payment_id: str) -> PaymentState:
        """Return how a payment stands."""

    def find(self, reference: str) -> PaymentState | None:
        """Return the payment with our reference among those begun of late, or None."""

    def refund(self, payment_id: str, amount: int, currency: str, key: str) -> str:
        """Give back a part of a payment, once for each key; return the provider's id of it."""


@dataclass(frozen=True)
class Receipt:
    """What the collector answers to one claim that was handed over."""

    line: int
    """Where it stood in the file."""
    id: str
    """The collector's own number of the answer."""
    reference: str
    answer: str
    """`UDFØRT`, `AFVIST` or `HØRING`."""
    at: datetime
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class CollectorClaim:
    """One claim in the collector's month. Amounts are minor units, never negative."""

    reference: str
    received: int
    recalled: int
    written_down: int
    written_up: int
    base: int
    balance: int


@dataclass(frozen=True)
class CollectorStatement:
    """What the collector says of one month."""

    month: date
    """Its first day."""
    as_of: date
    fingerprint: str
    """Digest of the file."""
    lines: tuple[CollectorClaim, ...]


class Documents(Protocol):
    """Makes documents for paper."""

    def pdf(self, html: str, *, language: str, title: str, made_on: date) -> bytes:
        """Return the `<article>`s of this HTML as one tagged PDF, each from a page of its own.

        The HTML is that of a page here: headings, paragraphs, lists, tables, the receipt; a letter
        has a `<p class="head">`, a `to` (the window of the envelope) and a `meta` in front.
        What has class `screen` is left out. `data-foot`, `data-page`, `data-what`, `data-amount` of
        an article are the words of its foot and of the heads of its rows. The same HTML gives the
        same bytes.
        """

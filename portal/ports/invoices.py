"""Electronic invoices as the portal sees them, whatever their format."""

from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Protocol

from portal.ports import Recognising


@dataclass(frozen=True)
class InvoiceParty:
    """Who stands on one side of an invoice."""

    scheme: str = ""
    """`kvk` or `cvr`: how the number is to be read; empty when none of those was given."""
    number: str = field(default="", repr=False)
    name: str = ""
    address: str = ""
    phone: str = ""
    branch: str = ""
    """The number of the branch it is for (vestigingsnummer, P-nummer), where it was given."""


@dataclass(frozen=True)
class Invoice:
    """A bill to a business, or a credit note that lowers one. Amounts are minor units."""

    number: str
    issued_on: date
    currency: str
    amount: int
    """What is to be paid; of a credit note what comes off."""
    supplier: InvoiceParty
    debtor: InvoiceParty
    about: str
    """What it is for, in the supplier's words."""
    due_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    credits: str = ""
    """The number of the invoice that a credit note lowers; empty for an invoice."""


class InvoiceReader(Recognising, Protocol):
    """Reads invoices and credit notes of one format."""

    def read(self, file: BinaryIO) -> Invoice:
        """Return the document in the file. Raises BadFile with a sentence per mistake."""


class InvoiceWriter(Protocol):
    """Writes invoices of one format."""

    mimetype: str

    def write(self, invoice: Invoice) -> bytes:
        """Return the file; the same invoice gives the same bytes."""

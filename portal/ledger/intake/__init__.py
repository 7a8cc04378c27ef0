"""Claims from a file: `read` it into rows and mistakes, `take` the rows that are new."""

from portal.ledger.intake.file import ClaimFile, read
from portal.ledger.intake.invoices import Lowered, take_credit_note, take_invoice
from portal.ledger.intake.take import Taken, take

__all__ = [
    "ClaimFile",
    "Lowered",
    "Taken",
    "read",
    "take",
    "take_credit_note",
    "take_invoice",
]

"""Claims from a file: `read` it into rows and mistakes, `take` the rows that are new."""

from portal.ledger.intake.file import ClaimFile, read
from portal.ledger.intake.take import Taken, take

__all__ = ["ClaimFile", "Taken", "read", "take"]

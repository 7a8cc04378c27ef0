"""What taking a file needs to know, and what became of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from portal.municipality import Municipality
from portal.ports.bank import StatementReader
from portal.ports.debits import DebitReportReader
from portal.ports.invoices import InvoiceReader

_BEGINNING = 4096
_IDLE = frozenset({"unchanged", "strangers", "claims", "differ"})
"""Counts that say nothing was new."""


@dataclass(frozen=True)
class Readers:
    """Who reads the formats of the outside world."""

    statements: Sequence[StatementReader]
    invoices: Sequence[InvoiceReader]
    reports: Sequence[DebitReportReader]


@dataclass(frozen=True)
class Means:
    """What taking a file needs to know."""

    town: Municipality
    readers: Readers
    today: date
    now: datetime
    actor: str
    """How the record names who does it."""
    identity_key: str = field(repr=False)
    skip_bad: bool = False
    """Take the good lines and name the others, where the kind allows it."""


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    counts: Mapping[str, int]
    """Of lines, by what became of them."""
    left_out: tuple[str, ...] = ()
    """A sentence for each line that was left out."""
    results: tuple[Any, ...] = ()
    """The answers of the ledger itself."""

    @property
    def is_new(self) -> bool:
        """Whether anything changed."""
        return any(count for name, count in self.counts.items() if name not in _IDLE)


Take = Callable[[Session], Outcome]


def head(file: BinaryIO) -> bytes:
    """Return how a file begins; it is left at its beginning."""
    begins = file.read(_BEGINNING)
    file.seek(0)
    return begins

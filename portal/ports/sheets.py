"""Tables as files for a spreadsheet: what is in one, and what writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Cell = str | int | date | None
"""A text, a number, an amount in minor units, a day, or nothing."""


@dataclass(frozen=True)
class Heading:
    """A column: its words, and what stands in it."""

    text: str
    kind: str = "text"
    """`text`, `day`, `money` (minor units) or `count`."""


@dataclass(frozen=True)
class Table:
    """One table, as a file of its own."""

    title: str
    columns: tuple[Heading, ...]
    rows: Sequence[Sequence[Cell]]


class SheetWriter(Protocol):
    """Writes tables in one format."""

    ending: str
    """Of a file's name, without the point."""
    mimetype: str

    def write(self, table: Table) -> bytes:
        """Return the file; the same table gives the same bytes.

        A text is never run as a formula. Days and amounts arrive as days and amounts in a Dutch
        and a Danish spreadsheet.
        """

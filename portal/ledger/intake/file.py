"""Reading a claims file (CSV): every bad line is named by its number, field and reason.

The columns are documented in deploy/claims-file.md.
"""

from dataclasses import dataclass
from typing import BinaryIO

from portal import sheets
from portal.ledger.intake.cells import COLUMNS
from portal.ledger.intake.others import together
from portal.ledger.intake.row import ClaimRow, parse
from portal.municipality import Municipality
from portal.sheets import Mistake

_NEEDED = [name for name, column in COLUMNS.items() if column.default is None]


@dataclass(frozen=True)
class ClaimFile:
    """What a file holds: the good lines, and what is wrong with the others."""

    rows: tuple[ClaimRow, ...]
    mistakes: tuple[Mistake, ...]


def read(file: BinaryIO, municipality: Municipality) -> ClaimFile:
    """Read a claims file; whatever is wrong with its content comes back as mistakes."""
    rows: list[ClaimRow] = []
    mistakes: list[Mistake] = []
    for line in sheets.read(file, _NEEDED, list(COLUMNS)):
        if isinstance(line, Mistake):
            mistakes.append(line)
            continue
        found = parse(line.number, line.cells, municipality)
        if isinstance(found, ClaimRow):
            rows.append(found)
        else:
            mistakes += found
    kept, doubles = together(rows)
    return ClaimFile(kept, tuple(sorted((*mistakes, *doubles), key=lambda one: one.line)))

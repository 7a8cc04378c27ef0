"""Reading a claims file (CSV): every bad line is named by its number, field and reason.

The columns are documented in deploy/claims-file.md.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from portal.ledger.intake.cells import COLUMNS
from portal.ledger.intake.others import together
from portal.ledger.intake.row import ClaimRow, Mistake, parse
from portal.municipality import Municipality

_LONGEST = 8_000
"""Bytes in one line; more is not a claim."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class ClaimFile:
    """What a file holds: the good lines, and what is wrong with the others."""

    rows: tuple[ClaimRow, ...]
    mistakes: tuple[Mistake, ...]


def read(file: BinaryIO, municipality: Municipality) -> ClaimFile:
    """Read a claims file; whatever is wrong with its content comes back as mistakes."""
    head = file.readline(_LONGEST).removeprefix(_BOM).decode(errors="surrogateescape")
    separator = ";" if ";" in head else ","
    names = [name.strip().lower() for name in _cells(head, separator) or []]
    mistakes = _header_mistakes(names)
    if mistakes:
        return ClaimFile((), tuple(mistakes))
    rows: list[ClaimRow] = []
    for line, raw in enumerate(file, 2):
        found = _line(line, raw, names, separator, municipality)
        if isinstance(found, ClaimRow):
            rows.append(found)
        else:
            mistakes += found
    kept, doubles = together(rows)
    return ClaimFile(kept, tuple(sorted((*mistakes, *doubles), key=lambda one: one.line)))


def _header_mistakes(names: Sequence[str]) -> list[Mistake]:
    if not any(names):
        return [Mistake(1, "header", "the first line must name the columns")]
    needed = [name for name, column in COLUMNS.items() if column.default is None]
    missing = [name for name in needed if name not in names]
    doubled = sorted({name for name in names if names.count(name) > 1})
    unknown = [str(no) for no, name in enumerate(names, 1) if name not in COLUMNS]
    mistakes = [Mistake(1, name, "this column is missing") for name in missing]
    mistakes += [Mistake(1, name, "this column is there twice") for name in doubled]
    if unknown:
        reason = f"has a name that is not known in column {', '.join(unknown)}"
        mistakes.append(Mistake(1, "header", reason))
    return mistakes


def _line(
    line: int, raw: bytes, names: Sequence[str], separator: str, town: Municipality
) -> ClaimRow | list[Mistake]:
    if len(raw) > _LONGEST:
        return [Mistake(line, "", f"is longer than {_LONGEST} bytes")]
    cells = _cells(raw.decode(errors="surrogateescape"), separator)
    if cells is None:
        return [Mistake(line, "", "has a quotation mark that does not close")]
    if not any(cell.strip() for cell in cells):
        return []
    if len(cells) != len(names):
        return [Mistake(line, "", f"has {len(cells)} fields, the header has {len(names)}")]
    return parse(line, dict(zip(names, cells, strict=True)), town)


def _cells(text: str, separator: str) -> list[str] | None:
    """Split one line; None when its quotes are wrong. A line is a record: no field spans two."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], delimiter=separator, strict=True), [])
    except csv.Error:
        return None

"""Sheets of lines with named columns (CSV): read line by line, mistakes named by line and field."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

LONGEST = 8_000
"""Bytes in one line; more is no line of a sheet."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Mistake:
    """What is wrong with one field of one line."""

    line: int
    field: str
    """A column, `header`, or nothing for the line as a whole."""
    reason: str

    def __str__(self) -> str:
        """Name line, field and reason, as the command prints it."""
        where = f"line {self.line}, field {self.field}" if self.field else f"line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number in the file, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def read(
    file: BinaryIO, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Line | Mistake]:
    """Yield the lines of a sheet, or what is wrong with them; empty lines are left out.

    The first line names the columns, in any order; cells are separated by commas or semicolons.
    After a mistake in the header nothing follows.
    """
    head = file.readline(LONGEST).removeprefix(_BOM).decode(errors="surrogateescape")
    separator = ";" if ";" in head else ","
    names = [name.strip().lower() for name in _cells(head, separator) or []]
    wrong = list(_header_mistakes(names, needed, optional))
    yield from wrong
    if wrong:
        return
    for number, raw in enumerate(file, 2):
        found = _line(number, raw, names, separator)
        if found is not None:
            yield found


def _header_mistakes(
    names: Sequence[str], needed: Sequence[str], optional: Sequence[str]
) -> Iterator[Mistake]:
    if not any(names):
        yield Mistake(1, "header", "the first line must name the columns")
        return
    for name in needed:
        if name not in names:
            yield Mistake(1, name, "this column is missing")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Mistake(1, name, "this column is there twice")
    known = {*needed, *optional}
    unknown = [str(place) for place, name in enumerate(names, 1) if name not in known]
    if unknown:
        yield Mistake(1, "header", f"has a name that is not known in column {', '.join(unknown)}")


def _line(number: int, raw: bytes, names: Sequence[str], separator: str) -> Line | Mistake | None:
    if len(raw) > LONGEST:
        return Mistake(number, "", f"is longer than {LONGEST} bytes")
    cells = _cells(raw.decode(errors="surrogateescape"), separator)
    if cells is None:
        return Mistake(number, "", "has a quotation mark that does not close")
    if not any(cell.strip() for cell in cells):
        return None
    if len(cells) != len(names):
        return Mistake(number, "", f"has {len(cells)} fields, the header has {len(names)}")
    wrong = next((name for name, cell in zip(names, cells, strict=True) if _is_broken(cell)), None)
    if wrong is not None:
        return Mistake(number, wrong, "is not UTF-8 text")
    return Line(number, {name: cell.strip() for name, cell in zip(names, cells, strict=True)})


def _is_broken(cell: str) -> bool:
    """Whether it holds bytes that are no UTF-8."""
    return any("\ud800" <= sign <= "\udfff" for sign in cell)


def _cells(text: str, separator: str) -> list[str] | None:
    """Split one line; None when its quotes are wrong. A line is a record: no field spans two."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def day(written: str) -> date | None:
    """Return the day of an ISO date; None where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None

"""The collector's month, as CSV: a line a claim, with what moved and what is left of it."""

import io
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from portal import sheets
from portal.errors import BadAmount, BadFile
from portal.money import minor
from portal.ports.collector import CollectorClaim, CollectorStatement
from portal.sheets import Line, Mistake, read

_AMOUNTS = ("received", "recalled", "written_down", "written_up", "base", "balance")
_NEEDED = ("month", "as_of", "reference", *_AMOUNTS)
_LONGEST_REFERENCE = 60


def read_month(content: bytes) -> CollectorStatement:
    """Read a month's file. Raises BadFile with a sentence per mistake."""
    lines = list(read(io.BytesIO(content), _NEEDED))
    mistakes = [line for line in lines if isinstance(line, Mistake)]
    good = [line for line in lines if isinstance(line, Line)]
    mistakes += [mistake for line in good for mistake in _mistakes(line, good[0])]
    if not good and not mistakes:
        mistakes.append(Mistake(1, "", "there is no line with a claim"))
    mistakes += _twice(good)
    if mistakes:
        raise BadFile([str(mistake) for mistake in mistakes])
    first = good[0].cells
    return CollectorStatement(
        month=_month(first["month"]) or date.min,
        as_of=sheets.day(first["as_of"]) or date.min,
        fingerprint=sha256(content).hexdigest(),
        lines=tuple(_claim(line) for line in good),
    )


def _claim(line: Line) -> CollectorClaim:
    amounts = {name: minor(line.cells[name]) for name in _AMOUNTS}
    return CollectorClaim(reference=line.cells["reference"], **amounts)


def _mistakes(line: Line, first: Line) -> Iterator[Mistake]:
    cells, number = line.cells, line.number
    if _month(cells["month"]) is None:
        yield Mistake(number, "month", "must be a month like 2026-11")
    if sheets.day(cells["as_of"]) is None:
        yield Mistake(number, "as_of", "must be a day like 2026-11-30")
    for name in ("month", "as_of"):
        if cells[name] != first.cells[name]:
            yield Mistake(number, name, "must be the same on every line")
    if not 0 < len(cells["reference"]) <= _LONGEST_REFERENCE:
        yield Mistake(number, "reference", "must be filled in, with at most 60 characters")
    for name in _AMOUNTS:
        if not _is_amount(cells[name]):
            yield Mistake(number, name, 'must be an amount like "1234.50"')


def _twice(lines: list[Line]) -> list[Mistake]:
    seen: set[str] = set()
    found = []
    for line in lines:
        if line.cells["reference"] in seen:
            found.append(Mistake(line.number, "reference", "stands in the file twice"))
        seen.add(line.cells["reference"])
    return found


def _is_amount(text: str) -> bool:
    try:
        minor(text)
    except BadAmount:
        return False
    return True


def _month(text: str) -> date | None:
    return sheets.day(f"{text}-01")

"""Receipts of the collector, as CSV: `id`, `reference`, `answer`, `at`, and `code`, `text`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from portal.ports.collector import Receipt
from portal.sheets import Line, Mistake, read

_NEEDED = ("id", "reference", "answer", "at")
_OPTIONAL = ("code", "text")
_ANSWERS = {
    "UDFØRT": "UDFØRT",
    "UDFOERT": "UDFØRT",
    "AFVIST": "AFVIST",
    "HØRING": "HØRING",
    "HOERING": "HØRING",
}
_MOST = {"id": 60, "reference": 60, "code": 40, "text": 300}


def read_receipts(file: BinaryIO) -> Iterator[Receipt | Mistake]:
    """Yield the receipts of a file, or what is wrong with a line."""
    for line in read(file, _NEEDED, _OPTIONAL):
        if isinstance(line, Mistake):
            yield line
        else:
            yield from _receipt(line)


def _receipt(line: Line) -> Iterator[Receipt | Mistake]:
    cells = {name: line.cells.get(name, "") for name in (*_NEEDED, *_OPTIONAL)}
    mistakes = list(_mistakes(line.number, cells))
    at = _moment(cells["at"])
    if at is None:
        mistakes.append(Mistake(line.number, "at", "must be a moment like 2026-11-21T09:30:00Z"))
    yield from mistakes
    if at is not None and not mistakes:
        yield Receipt(
            line.number,
            cells["id"],
            cells["reference"],
            _ANSWERS[cells["answer"].upper()],
            at,
            cells["code"],
            cells["text"],
        )


def _mistakes(number: int, cells: dict[str, str]) -> Iterator[Mistake]:
    for name in ("id", "reference"):
        if not cells[name]:
            yield Mistake(number, name, "must be filled in")
    for name, most in _MOST.items():
        if len(cells[name]) > most or not cells[name].isprintable():
            yield Mistake(number, name, f"must be at most {most} printable characters")
    if cells["answer"].upper() not in _ANSWERS:
        yield Mistake(number, "answer", "must be UDFØRT, AFVIST or HØRING")


def _moment(text: str) -> datetime | None:
    """A moment, in UTC unless it says otherwise."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

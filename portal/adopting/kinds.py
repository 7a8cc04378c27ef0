"""What kind of value a dated value is, and which values of that kind may take its place.

A row of a frame is changed one figure at a time: `frame.1.months` is the term of its second row.
"""

import re
from typing import Any

from portal.money import is_plain, minor
from portal.rules.bands import Frame
from portal.rules.policy import DatedValue
from portal.rules.value_kinds import STEP

AMOUNT, COUNT, PERCENT, RATE, YES_NO = "amount", "count", "percent", "rate", "yes_no"
_RATE = "interest_rate"
_DIVIDES = (STEP, ".months")
"""The end of names of values that others are divided by."""
_CELL = re.compile(r"([a-z_]+)\.(\d)\.(up_to|months)")
_MOST = {COUNT: 10_000, PERCENT: 1_000, AMOUNT: 10**9, RATE: 100_00}
"""What is surely a slip of the hand above this; amounts and rates in hundredths."""


def kind_of(name: str, entry: DatedValue) -> str:
    """Return what kind of value it is; empty for tables, lists and names, which a file changes."""
    if (cell := _CELL.fullmatch(name)) is not None:
        is_there = isinstance(entry.value, Frame) and int(cell[2]) < len(entry.value.tops)
        return {"up_to": AMOUNT, "months": COUNT}[cell[3]] if is_there else ""
    if name.startswith(_RATE):
        return RATE if entry.value == () or isinstance(entry.value, int) else ""
    if isinstance(entry.value, bool):
        return YES_NO
    if is_plain(entry.written):
        return AMOUNT
    if isinstance(entry.value, int):
        return PERCENT if "percent" in name else COUNT
    return ""


def base_of(name: str) -> str:
    """Return the name of the dated value: of a figure in a frame the frame's."""
    return name.partition(".")[0]


def figures_of(name: str, entry: DatedValue) -> list[str]:
    """Return the names of what can be changed of a value: itself, or the figures of a frame."""
    if isinstance(entry.value, Frame):
        places = range(len(entry.value.tops))
        return [f"{name}.{at}.{part}" for at in places for part in ("up_to", "months")]
    return [name] if kind_of(name, entry) else []


def written_of(name: str, entry: DatedValue) -> Any:  # noqa: ANN401  (as it stands in a file)
    """Return the value as it stands in the file, or one figure of its frame."""
    written: Any = entry.written
    cell = _CELL.fullmatch(name)
    return written if cell is None else written[int(cell[2])][cell[3]]


def whole(name: str, entry: DatedValue, written: object) -> Any:  # noqa: ANN401
    """Return the whole value with a new figure in it, as it would stand in a file."""
    cell = _CELL.fullmatch(name)
    if cell is None:
        return written
    rows: Any = entry.written
    changed = {cell[3]: written}
    return [{**row, **(changed if at == int(cell[2]) else {})} for at, row in enumerate(rows)]


def fits(name: str, kind: str, written: object) -> bool:
    """Whether a value, as it would stand in a file, is one of this kind and within reason."""
    if kind == YES_NO:
        return isinstance(written, bool)
    least = 1 if name.endswith(_DIVIDES) else 0
    if kind in (AMOUNT, RATE):
        return is_plain(written) and least <= minor(str(written)) <= _MOST[kind]
    if not isinstance(written, int) or isinstance(written, bool):
        return False
    return kind in _MOST and least <= written <= _MOST[kind]

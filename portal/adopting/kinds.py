"""What kind of value a dated value is, and which values of that kind may take its place."""

import re

from portal.errors import BadAmount
from portal.money import minor
from portal.rules.policy import DatedValue

AMOUNT, COUNT, PERCENT, RATE, YES_NO = "amount", "count", "percent", "rate", "yes_no"
_MONEY = re.compile(r"\d+\.\d\d")
_RATE = "interest_rate"
_DIVIDES = "_step"
"""The end of names of values that others are divided by."""
_MOST = {COUNT: 10_000, PERCENT: 1_000, AMOUNT: 10**9, RATE: 100_00}
"""What is surely a slip of the hand above this; amounts and rates in hundredths."""


def kind_of(name: str, entry: DatedValue) -> str:
    """Return what kind of value it is; empty for tables, lists and names, which a file changes."""
    if name.startswith(_RATE):
        return RATE if entry.value == () or isinstance(entry.value, int) else ""
    if isinstance(entry.value, bool):
        return YES_NO
    if isinstance(entry.written, str) and _MONEY.fullmatch(entry.written):
        return AMOUNT
    if isinstance(entry.value, int):
        return PERCENT if "percent" in name else COUNT
    return ""


def fits(name: str, kind: str, written: object) -> bool:
    """Whether a value, as it would stand in a file, is one of this kind and within reason."""
    if kind == YES_NO:
        return isinstance(written, bool)
    least = 1 if name.endswith(_DIVIDES) else 0
    if kind in (AMOUNT, RATE):
        return isinstance(written, str) and least <= _hundredths(written) <= _MOST[kind]
    is_number = isinstance(written, int) and not isinstance(written, bool)
    return is_number and kind in _MOST and least <= int(str(written)) <= _MOST[kind]


def _hundredths(written: str) -> int:
    try:
        return minor(written)
    except BadAmount:
        return -1

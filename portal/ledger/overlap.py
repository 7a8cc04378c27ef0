"""Whether two statements of an account can hold the same lines, told by their days and balances."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from portal.ports.bank import Statement


@dataclass(frozen=True)
class Span:
    """What a statement lies between. Amounts are minor units."""

    number: str
    opening: int
    opening_on: date
    closing: int
    closing_on: date

    @classmethod
    def of(cls, told: Statement) -> Self:
        """Return the span of a statement as it came in."""
        return cls(told.number, told.opening, told.opening_on, told.closing, told.closing_on)

    @property
    def is_numbered(self) -> bool:
        """Whether its number says anything: many banks send 0 for every one."""
        return bool(re.search(r"[1-9]", self.number))


def share_time(one: Span, other: Span) -> bool:
    """Whether they surely lie over each other: one beginning, one end, or days in common."""
    starts = (one.opening_on, one.opening) == (other.opening_on, other.opening)
    ends = (one.closing_on, one.closing) == (other.closing_on, other.closing)
    return starts or ends or _days_in_common(one, other)


def is_same(one: Span, other: Span) -> bool:
    """Whether both begin and end with the same money, and end on the same day."""
    return (one.opening, one.closing, one.closing_on) == (
        other.opening,
        other.closing,
        other.closing_on,
    )


def apart(new: Span, known: Iterable[Span]) -> set[Span]:
    """Return the statements that lie before or after this one in an unbroken row of balances.

    Pages of one day are such a row. A statement with the same number as this one is never apart.
    """
    others = {span for span in known if not _is_reissue(new, span)}
    before = _row(new, others, _follows)
    after = _row(new, others, lambda one, other: _follows(other, one))
    return before | after


def _row(new: Span, others: set[Span], leads: Callable[[Span, Span], bool]) -> set[Span]:
    """Walk from statement to statement as far as it goes."""
    found: set[Span] = set()
    edge = {new}
    while edge:
        edge = {other for other in others - found for one in edge if leads(one, other)}
        found |= edge
    return found


def _follows(one: Span, other: Span) -> bool:
    """Whether one begins with the money, and not before the day, that the other ended with."""
    return one.opening == other.closing and one.opening_on >= other.closing_on


def _is_reissue(one: Span, other: Span) -> bool:
    """Whether nothing tells that they are two: they begin alike, and bear no two numbers."""
    alike = (one.opening_on, one.opening) == (other.opening_on, other.opening)
    numbered = one.is_numbered and other.is_numbered and one.number != other.number
    return alike and not numbered


def _days_in_common(one: Span, other: Span) -> bool:
    first, last = max(one.opening_on, other.opening_on), min(one.closing_on, other.closing_on)
    if first < last:
        return True
    return first == last and any(long.opening_on < first < long.closing_on for long in (one, other))

"""The values of a policy for many days at once: each figure is a column, one row a household."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from portal.errors import NoValue
from portal.rules.policy import Policy, Rulebook, book

Column = NDArray[Any]


class ColumnBook(Rulebook):
    """Looks values up for a column of days. It knows no marks: columns show no account.

    Where a value is the same on all its days it gives a plain number, which is quicker.
    """

    def __init__(self, policy: Policy, days: Column) -> None:
        """Take the days as ordinals, one or more. Raises NoValue before the data begin."""
        turns = policy.turns
        if days.min() < turns[0]:
            raise NoValue(policy.id)
        present, self.rows = np.unique(
            np.searchsorted(turns, days, side="right") - 1, return_inverse=True
        )
        """For every row the place of its period in `books`."""
        self.books = [book(policy, date.fromordinal(turns[period])) for period in present]
        super().__init__(policy, self.books[0].on)

    def number(self, name: str) -> int:
        """Return a number, or a column of them where it differs between the days."""
        numbers = [held.number(name) for held in self.books]
        if len(set(numbers)) == 1:
            return numbers[0]
        return _figures(np.array(numbers).take(self.rows))

    def listed(self, names: tuple[str, ...], at: int) -> int:
        """Return for every row the number at its place in a list of names."""
        table = np.array([[held.number(name) for name in names] for held in self.books])
        if len(self.books) == 1:
            return _figures(table[0].take(at))
        return _figures(table.ravel().take(self.rows * len(names) + at))

    def banded(self, name: str, key: int, column: int) -> int:
        """Return for every row the percentage of its day's table."""

        def percents(held: Rulebook, keys: Column, columns: Column) -> Column:
            bands = held.bands(name)
            band = np.searchsorted(bands.starts, keys, side="right") - 1
            return np.array(bands.percents).ravel().take(2 * band + columns)

        return self._by_day(percents, key, column)

    def term(self, name: str, debt: int) -> int:
        """Return for every row the longest term of its day's frame; above its top the last."""

        def terms(held: Rulebook, debts: Column) -> Column:
            frame = held.frame(name)
            at = np.searchsorted(frame.tops, debts, side="left")
            return np.array(frame.months).take(at, mode="clip")

        return self._by_day(terms, debt)

    def top(self, name: str) -> int:
        """Return the largest debt inside the frame, or a column where the days differ."""
        tops = [held.top(name) for held in self.books]
        return tops[0] if len(set(tops)) == 1 else _figures(np.array(tops).take(self.rows))

    def _by_day(self, of: Callable[..., Column], *figures: int) -> int:
        """Work the rows of each period out with the values of that period."""
        columns = [cast("Column", figure) for figure in figures]
        if len(self.books) == 1:
            return _figures(of(self.books[0], *columns))
        found = np.empty(len(self.rows), dtype=np.int64)
        for place, held in enumerate(self.books):
            at = self.rows == place
            found[at] = of(held, *(column[at] for column in columns))
        return _figures(found)


def _figures(column: Column) -> int:
    """A column under the type of its rows, as the lines of the rules know it."""
    return cast("int", column)

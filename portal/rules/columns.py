"""The values of a policy for many days at once: each figure is a column, one row a household."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from portal.errors import NoValue
from portal.rules.policy import Policy, Rulebook, book

Column = NDArray[Any]


class Periods:
    """What a policy holds from each day on which a value changes; its tables are made once."""

    def __init__(self, policy: Policy) -> None:
        turns = np.array(policy.turns)
        self.first = int(turns[0])
        """The first day, as an ordinal."""
        days = np.arange(turns[0], turns[-1] + 1)
        self.of_day = np.searchsorted(turns, days, side="right") - 1
        """The period of every day from the first to the last turn: quicker than a search."""
        self.books = [book(policy, date.fromordinal(turn)) for turn in policy.turns]
        self._kept: dict[str | tuple[str, ...], int | Column] = {}

    def of(self, days: Column) -> Column:
        """Return the place of the period of each day. Raises NoValue before the first day."""
        if days.min() < self.first:
            raise NoValue("first day")
        return self.of_day.take(days - self.first, mode="clip")

    def numbers(self, name: str) -> int | Column:
        """Return one number if it never changes; else a column of one for each period."""
        if name not in self._kept:
            numbers = [held.number(name) for held in self.books]
            self._kept[name] = numbers[0] if len(set(numbers)) == 1 else np.array(numbers)
        return self._kept[name]

    def table(self, names: tuple[str, ...]) -> Column:
        """Return the numbers of a list of names, period after period in one row."""
        if names not in self._kept:
            rows = [[held.number(name) for name in names] for held in self.books]
            self._kept[names] = np.array(rows).ravel()
        return cast("Column", self._kept[names])


@lru_cache(maxsize=64)
def periods(policy: Policy) -> Periods:
    """Return the periods of a policy; the same policy is looked through once."""
    return Periods(policy)


class ColumnBook(Rulebook):
    """Looks values up for a column of days. It knows no marks: columns show no account.

    Where a value is the same on all its days it gives a plain number, which is quicker.
    """

    def __init__(self, policy: Policy, days: Column) -> None:
        """Take the days as ordinals, one or more. Raises NoValue before the data begin."""
        self.periods = periods(policy)
        first, last = self.periods.of(np.array([days.min(), days.max()]))
        self.alone: Rulebook | None = self.periods.books[first] if first == last else None
        """The values of all the days, where they are the same."""
        self.rows = np.array(first) if self.alone else self.periods.of(days)
        """For every row the place of its period."""
        self._starts: dict[int, Column] = {}
        """For every row where its period begins in a table, by how many names the table has."""
        super().__init__(policy, self.periods.books[first].on)

    def number(self, name: str) -> int:
        """Return a number, or a column of them where it differs between the days."""
        if self.alone:
            return self.alone.number(name)
        numbers = self.periods.numbers(name)
        if isinstance(numbers, int):
            return numbers
        return _figures(numbers.take(self.rows))

    def word(self, name: str) -> str:
        """Return one name, which must be the same on all the days: other rules run apart."""
        words = {held.word(name) for held in self.periods.books}
        assert self.alone or len(words) == 1, f"{name} changes within these days"
        return super().word(name)

    def listed(self, names: tuple[str, ...], at: int) -> int:
        """Return for every row the number at its place in a list of names."""
        start = self._starts.get(len(names))
        if start is None:
            start = self._starts[len(names)] = self.rows * len(names)
        return _figures(self.periods.table(names).take(start + at))

    def banded(self, name: str, key: int, column: int) -> int:
        """Return for every row the percentage of its day's table."""

        def percents(held: Rulebook, keys: Column, columns: Column) -> Column:
            bands = held.bands(name)
            band = np.searchsorted(bands.starts, keys, side="right") - 1
            return np.array(bands.percents).ravel().take(2 * band + columns)

        return self._by_period(percents, key, column)

    def term(self, name: str, debt: int) -> int:
        """Return for every row the longest term of its day's frame; above its top the last."""

        def terms(held: Rulebook, debts: Column) -> Column:
            frame = held.frame(name)
            at = np.searchsorted(frame.tops, debts, side="left")
            return np.array(frame.months).take(at, mode="clip")

        return self._by_period(terms, debt)

    def top(self, name: str) -> int:
        """Return for every row the largest debt inside its day's frame."""
        if self.alone:
            return self.alone.top(name)
        return _figures(np.array([held.top(name) for held in self.periods.books]).take(self.rows))

    def _by_period(self, of: Callable[..., Column], *figures: int) -> int:
        """Work the rows of each period out with the values of that period."""
        columns = [cast("Column", figure) for figure in figures]
        if self.alone:
            return _figures(of(self.alone, *columns))
        found = np.empty(len(self.rows), dtype=np.int64)
        for period in np.flatnonzero(np.bincount(self.rows)):
            at = self.rows == period
            found[at] = of(self.periods.books[period], *(column[at] for column in columns))
        return _figures(found)


def _figures(column: Column) -> int:
    """A column under the type of its rows, as the lines of the rules know it."""
    return cast("int", column)

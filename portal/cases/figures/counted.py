"""Counting facts in the cells of a table that may leave, and withholding those about few people."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sqlalchemy import Subquery, func, select
from sqlmodel import Session

from portal.cases.figures.withholding import Cell, Grid, withheld
from portal.ledger.balances import total
from portal.ledger.tables import run

ALL = "all"
"""The total of a row, of a column, or of both."""
Told = tuple[str, str, int | None, int | None]
"""Row, column, count and sum of a cell; None for what is withheld, and where nothing is summed."""
_Key = tuple[str, str]


@dataclass(frozen=True)
class Shared:
    """One table as it may leave: what is withheld is not in it."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Grid
    amounts: Grid | None
    """In minor units; None where nothing is summed."""
    hidden: frozenset[Cell]

    def cells(self) -> Iterator[Told]:
        """Each cell with its count and its sum; None for what is withheld."""
        for cell in self.counts.cells():
            row, column = (*self.rows, ALL)[cell[0]], (*self.columns, ALL)[cell[1]]
            if cell in self.hidden:
                yield row, column, None, None
            else:
                amount = self.amounts.at(cell) if self.amounts else None
                yield row, column, self.counts.at(cell), amount


@dataclass(frozen=True)
class Counted:
    """Facts with a `row`, a `column`, a `person` and an `amount` each, to be counted in cells."""

    session: Session
    facts: Subquery
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def shared(self, name: str, least: int, *, with_amounts: bool) -> Shared:
        """Count them, and withhold what is about fewer people than `least`."""
        counts, amounts, people = self._read()
        grid = Grid.of([[counts[row, column] for column in self.columns] for row in self.rows])
        sums = Grid.of([[amounts[row, column] for column in self.columns] for row in self.rows])
        names = [*self.rows, ALL], [*self.columns, ALL]
        about = {(r, c): len(people[names[0][r], names[1][c]]) for r, c in grid.cells()}
        small = {cell for cell in grid.cells() if grid.at(cell) and about[cell] < least}
        hidden = withheld(grid, small, least)
        return Shared(name, self.rows, self.columns, grid, sums if with_amounts else None, hidden)

    def _read(self) -> tuple[Counter[_Key], Counter[_Key], dict[_Key, set[int]]]:
        """Counts, sums and people by cell, in one statement; in a total a person counts once."""
        by = (self.facts.c.row, self.facts.c.column, self.facts.c.person)
        measures = func.count().label("facts"), total(self.facts.c.amount).label("amount")
        counts: Counter[_Key] = Counter()
        amounts: Counter[_Key] = Counter()
        people: dict[_Key, set[int]] = defaultdict(set)
        for one in run(self.session, select(*by, *measures).group_by(*by)):
            if one.row not in self.rows or one.column not in self.columns:
                continue
            counts[one.row, one.column] += one.facts
            amounts[one.row, one.column] += one.amount
            for row, column in product((one.row, ALL), (one.column, ALL)):
                people[row, column].add(one.person)
        return counts, amounts, people

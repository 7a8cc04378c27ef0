"""Counting facts in the cells of a table that may leave, and withholding those about few people."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from sqlalchemy import Subquery, func, literal, select, union_all
from sqlmodel import Session

from portal.cases.figures.withholding import Cell, Grid, withheld
from portal.ledger.balances import total
from portal.ledger.tables import run

ALL = "all"
"""The total of a row, of a column, or of both."""
Told = tuple[str, str, int | None, int | None]
"""Row, column, count and sum of a cell; None for what is withheld, and where nothing is summed."""
_Key = tuple[str, str]


class _Cell(NamedTuple):
    facts: int
    amount: int
    people: int


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
        found = self._read()
        counts, sums = (
            Grid.of([[found[row, column][at] for column in self.columns] for row in self.rows])
            for at in (0, 1)
        )
        names = [*self.rows, ALL], [*self.columns, ALL]
        about = {(r, c): found[names[0][r], names[1][c]].people for r, c in counts.cells()}
        small = {cell for cell in counts.cells() if counts.at(cell) and about[cell] < least}
        hidden = withheld(counts, small, least)
        return Shared(name, self.rows, self.columns, counts, sums if with_amounts else None, hidden)

    def _read(self) -> dict[_Key, _Cell]:
        """Count by cell and total, in one statement; in a total a person counts once."""
        of = self.facts.c
        seen = select(self.facts).where(of.row.in_(self.rows), of.column.in_(self.columns)).cte()
        measures = (
            func.count().label("facts"),
            total(seen.c.amount).label("amount"),
            func.count(seen.c.person.distinct()).label("people"),
        )
        parts = []
        for of_row, of_column in product((True, False), repeat=2):
            by = [
                name for name, is_of in ((seen.c.row, of_row), (seen.c.column, of_column)) if is_of
            ]
            row = seen.c.row if of_row else literal(ALL).label("row")
            column = seen.c.column if of_column else literal(ALL).label("column")
            parts.append(select(row, column, *measures).group_by(*by).having(func.count() > 0))
        found: dict[_Key, _Cell] = defaultdict(lambda: _Cell(0, 0, 0))
        for one in run(self.session, union_all(*parts)):
            found[one.row, one.column] = _Cell(one.facts, one.amount, one.people)
        return found

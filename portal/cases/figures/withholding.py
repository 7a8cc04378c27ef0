"""Tables to share: small cells are withheld, and others, so that no sum gives them away.

A table is a rectangle of counts with the totals of its rows and columns. Who reads it knows all
that is shown, that each total is the sum of its cells, and that nothing is below 0. From that
follows a range for each withheld cell. It is protected when that range is wide enough.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

Cell = tuple[int, int]
"""Row and column; the last ones hold the totals."""


@dataclass(frozen=True)
class Grid:
    """Whole numbers with their totals in a last row and a last column."""

    values: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, inner: Sequence[Sequence[int]]) -> "Grid":
        """Add the totals."""
        rows = [(*row, sum(row)) for row in inner]
        return cls((*rows, tuple(map(sum, zip(*rows, strict=True)))))

    def at(self, cell: Cell) -> int:
        """The number in a cell."""
        return self.values[cell[0]][cell[1]]

    @property
    def height(self) -> int:
        """Rows, the one of totals included."""
        return len(self.values)

    @property
    def width(self) -> int:
        """Columns, the one of totals included."""
        return len(self.values[0])

    def cells(self) -> Iterator[Cell]:
        """Every cell, totals included."""
        return ((row, column) for row in range(self.height) for column in range(self.width))

    def is_margin(self, cell: Cell) -> bool:
        """Whether it is the total of one row, or of one column; the total of all is neither."""
        return (cell[0] == self.height - 1) != (cell[1] == self.width - 1)


def withheld(grid: Grid, small: Collection[Cell], wide: int) -> frozenset[Cell]:
    """Return what is not shown: the small cells, and as little more as hides them.

    Afterwards every withheld cell can lie anywhere in a range of `wide` at least.
    """
    hidden = set(small)
    while open_cells := [cell for cell in sorted(hidden) if spread(grid, hidden, cell) < wide]:
        more = _cheapest(grid, hidden, open_cells[0], wide)
        if more is None:
            return frozenset(grid.cells())
        hidden |= more
    return frozenset(hidden)


def _cheapest(grid: Grid, hidden: set[Cell], cell: Cell, wide: int) -> set[Cell] | None:
    """The smallest corners of a rectangle that hide a cell; None when there are none."""
    row, column = cell
    corners = [
        {(row, other), (down, column), (down, other)} - hidden
        for down in range(grid.height)
        for other in range(grid.width)
        if down != row and other != column
    ]
    for more in sorted(corners, key=lambda cells: (sum(map(grid.at, cells)), sorted(cells))):
        if more and spread(grid, hidden | more, cell) >= wide:
            return more
    return None


def spread(grid: Grid, hidden: Collection[Cell], cell: Cell) -> int:
    """Return how wide the range is in which a reader can place a withheld cell."""
    up = _Flow(grid, hidden, cell).most(down=False)
    return up + _Flow(grid, hidden, cell).most(down=True)


_ENDLESS = 1 << 60


@dataclass
class _Flow:
    """How far one cell can move while the other withheld ones make up for it.

    Signs are chosen such that all rows and columns sum to 0: totals count as less than 0. A move
    of the cell goes round through withheld cells, in turn one less and one more.
    """

    grid: Grid
    hidden: Collection[Cell]
    cell: Cell
    moved: dict[Cell, int] = field(default_factory=dict)

    def most(self, *, down: bool) -> int:
        """Return by how much it can become more, or less."""
        lower = -1 if down != self.grid.is_margin(self.cell) else 1
        limit = self.grid.at(self.cell) if down else _ENDLESS
        done = 0
        while done < limit and (way := self._way(lower)):
            step = min(limit - done, *(self._room(cell, turn) for cell, turn in way))
            for cell, turn in way:
                self.moved[cell] = self.moved.get(cell, 0) + turn * step
            done += step
        return done

    def _room(self, cell: Cell, turn: int) -> int:
        """How far a cell can move in a direction before its number is below 0."""
        side = -1 if self.grid.is_margin(cell) else 1
        if turn == side:
            return _ENDLESS
        return self.grid.at(cell) + side * self.moved.get(cell, 0)

    def _way(self, turn: int) -> list[tuple[Cell, int]]:
        """A way from the cell's row back to its column; the first step goes against the turn."""
        start, end = ("row", self.cell[0]), ("column", self.cell[1])
        came: dict[tuple[str, int], tuple[tuple[str, int], Cell, int]] = {}
        seen, waiting = {start}, [start]
        while waiting and end not in seen:
            place = waiting.pop(0)
            for cell, next_place in self._steps(place):
                way = -turn if place[0] == "row" else turn
                if next_place not in seen and self._room(cell, way) > 0:
                    seen.add(next_place)
                    came[next_place] = (place, cell, way)
                    waiting.append(next_place)
        found = []
        while end != start and end in came:
            end, cell, way = came[end]
            found.append((cell, way))
        return found

    def _steps(self, place: tuple[str, int]) -> Iterator[tuple[Cell, tuple[str, int]]]:
        kind, number = place
        for cell in sorted(self.hidden):
            if cell != self.cell and cell[kind == "column"] == number:
                yield cell, (("column", cell[1]) if kind == "row" else ("row", cell[0]))

"""No withheld cell of a shared table can be worked out from what is shown."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as some

from portal.cases.figures.withholding import Cell, Grid, spread, withheld

LEAST = 5
COUNTS = some.one_of(some.just(0), some.integers(1, 9), some.integers(10, 60))


@some.composite
def tables(draw: some.DrawFn) -> Grid:
    wide = draw(some.integers(1, 4))
    rows = some.lists(COUNTS, min_size=wide, max_size=wide)
    return Grid.of(draw(some.lists(rows, min_size=1, max_size=5)))


def small(grid: Grid) -> set[Cell]:
    return {cell for cell in grid.cells() if 0 < grid.at(cell) < LEAST}


@given(tables())
@settings(max_examples=100)
def test_every_withheld_cell_can_lie_in_a_wide_range(grid: Grid) -> None:
    hidden = withheld(grid, small(grid), LEAST)
    assert small(grid) <= hidden
    if hidden != set(grid.cells()):
        assert all(spread(grid, hidden, cell) >= LEAST for cell in hidden)


@given(some.lists(some.lists(some.integers(0, 2), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=20)
def test_the_range_is_what_trying_every_table_finds(inner: list[list[int]]) -> None:
    """Every table of small numbers is held against what is shown of the true one."""
    grid = Grid.of(inner)
    for hidden in ({(0, 0)}, {(0, 0), (0, 1)}, {(0, 0), (0, 1), (1, 0), (1, 1)}):
        others = [Grid.of([one[:2], one[2:]]) for one in product(range(5), repeat=4)]
        shown = [cell for cell in grid.cells() if cell not in hidden]
        fits = [o for o in others if all(o.at(cell) == grid.at(cell) for cell in shown)]
        values = {other.at((0, 0)) for other in fits}
        assert spread(grid, hidden, (0, 0)) == max(values) - min(values)


def test_nothing_small_withholds_nothing() -> None:
    assert withheld(Grid.of([[20, 30], [0, 40]]), set(), LEAST) == frozenset()


def test_one_small_cell_takes_a_rectangle_with_it() -> None:
    """Without the other three it is its row's total less its neighbour."""
    grid = Grid.of([[3, 50, 90], [40, 60, 80], [70, 30, 20]])
    hidden = withheld(grid, {(0, 0)}, LEAST)
    assert (0, 0) in hidden
    assert len(hidden) == 4
    assert spread(grid, {(0, 0)}, (0, 0)) == 0

"""The sums of the rules, at their edges; each also holds for a column, here a class of its own."""

import operator
from collections.abc import Callable
from typing import Any

import pytest

from portal.rules.arithmetic import (
    at_least,
    at_most,
    choose,
    divide_half_up,
    divide_up,
    down_to,
    percent_down,
    percent_half_up,
)
from portal.rules.schedule import schedule


class Column:
    """A column of whole numbers: what int64 arrays do, and no more."""

    def __init__(self, *figures: int) -> None:
        self.figures = figures

    def _with(self, other: Any, sum_of: Callable[[Any, Any], Any]) -> "Column":
        others = other.figures if isinstance(other, Column) else (other,) * len(self.figures)
        return Column(*map(sum_of, self.figures, others))

    def __add__(self, other: Any) -> "Column":
        return self._with(other, operator.add)

    def __sub__(self, other: Any) -> "Column":
        return self._with(other, operator.sub)

    def __rsub__(self, other: Any) -> "Column":
        return self._with(other, lambda mine, theirs: theirs - mine)

    def __mul__(self, other: Any) -> "Column":
        return self._with(other, operator.mul)

    __rmul__, __radd__ = __mul__, __add__

    def __floordiv__(self, other: Any) -> "Column":
        return self._with(other, operator.floordiv)

    def __neg__(self) -> "Column":
        return self * -1

    def __lt__(self, other: Any) -> "Column":
        return self._with(other, operator.lt)

    def __gt__(self, other: Any) -> "Column":
        return self._with(other, operator.gt)


@pytest.mark.parametrize(
    ("helper", "figures", "other", "wanted"),
    [
        (at_least, (-1, 0, 1, 2), 1, (1, 1, 1, 2)),
        (at_most, (-1, 0, 1, 2), 1, (-1, 0, 1, 1)),
        (divide_half_up, (0, 1, 2, 3, 5), 2, (0, 1, 1, 2, 3)),
        (divide_up, (0, 1, 99, 100, 101), 100, (0, 1, 1, 1, 2)),
        (percent_half_up, (170, 171, 141_946), 120, (204, 205, 170_335)),
        (percent_half_up, (1, 3), 50, (1, 2)),
        (percent_down, (1, 2, 29_665), 50, (0, 1, 14_832)),
        (down_to, (4999, 5000, 5001, 0), 5000, (0, 5000, 5000, 0)),
    ],
)
def test_a_helper_counts_for_one_and_for_a_column(
    helper: Callable[[Any, int], Any],
    figures: tuple[int, ...],
    other: int,
    wanted: tuple[int, ...],
) -> None:
    assert tuple(helper(figure, other) for figure in figures) == wanted
    assert helper(Column(*figures), other).figures == wanted


def test_one_household_works_out_only_what_it_needs() -> None:
    def unknown() -> int:
        raise AssertionError

    assert choose(True, lambda: 1, unknown) == 1
    assert choose(False, unknown, lambda: 2) == 2


def test_a_column_chooses_row_by_row() -> None:
    condition: Any = Column(True, False)
    chosen: Any = choose(condition, lambda: 1, lambda: 2)
    assert chosen.figures == (1, 2)


@pytest.mark.parametrize(
    ("debt", "monthly", "wanted"),
    [(100, 100, (100,)), (100, 99, (99, 1)), (100, 50, (50, 50)), (1, 100, (1,))],
)
def test_a_schedule(debt: int, monthly: int, wanted: tuple[int, ...]) -> None:
    assert schedule(debt, monthly) == wanted

"""The sums of the rules, at their edges; each also holds for a column."""

from collections.abc import Callable
from typing import Any

import numpy as np
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
    assert tuple(helper(np.array(figures), other)) == wanted


def test_one_household_works_out_only_what_it_needs() -> None:
    def unknown() -> int:
        raise AssertionError

    assert choose(True, lambda: 1, unknown) == 1
    assert choose(False, unknown, lambda: 2) == 2


def test_a_column_chooses_row_by_row() -> None:
    condition: Any = np.array([True, False])
    chosen: Any = choose(condition, lambda: 1, lambda: 2)
    assert tuple(chosen) == (1, 2)


@pytest.mark.parametrize(
    ("debt", "monthly", "wanted"),
    [(100, 100, (100,)), (100, 99, (99, 1)), (100, 50, (50, 50)), (1, 100, (1,))],
)
def test_a_schedule(debt: int, monthly: int, wanted: tuple[int, ...]) -> None:
    assert schedule(debt, monthly) == wanted

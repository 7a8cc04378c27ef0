"""Sums of the rules in whole numbers. Each helper takes an int, or a column of ints alike.

Typed for one household; int64 columns of many go through the same lines. One household needs no
numpy, which is loaded with the first column.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def at_least(amount: int, least: int) -> int:
    """The amount, or `least` if that is more."""
    if type(amount) is type(least) is int:
        return max(amount, least)
    import numpy as np  # noqa: PLC0415

    return cast("int", np.maximum(amount, least))


def at_most(amount: int, most: int) -> int:
    """The amount, or `most` if that is less."""
    if type(amount) is type(most) is int:
        return min(amount, most)
    import numpy as np  # noqa: PLC0415

    return cast("int", np.minimum(amount, most))


def choose(condition: int, then: Callable[[], int], other: Callable[[], int]) -> int:
    """`then` where the condition holds, else `other`; one household works out only that one."""
    if type(condition) is bool or type(condition) is int:
        return then() if condition else other()
    rows = cast("NDArray[np.bool_]", condition)
    if not rows.any():
        return other()
    import numpy as np  # noqa: PLC0415

    chosen, otherwise = then(), other()
    # The same column under both is that column: no need to choose row by row.
    return chosen if chosen is otherwise else cast("int", np.where(rows, chosen, otherwise))


def divide_half_up(amount: int, by: int) -> int:
    """Divide an amount of zero or more; half a unit goes up."""
    return (2 * amount + by) // (2 * by)


def divide_up(amount: int, by: int) -> int:
    """Divide; any rest goes up."""
    return -(-amount // by)


def percent_half_up(amount: int, percent: int) -> int:
    """A percentage of an amount of zero or more; half a unit goes up."""
    return divide_half_up(amount * percent, 100)


def percent_down(amount: int, percent: int) -> int:
    """A percentage of an amount; any rest is dropped."""
    return amount * percent // 100


def down_to(amount: int, step: int) -> int:
    """The largest multiple of `step` that is not above the amount."""
    return amount // step * step

"""Sums of the rules in whole numbers. Each helper takes an int, or a column of ints alike.

None of them looks inside its numbers, so int64 columns go through the same lines as one household.
"""

from collections.abc import Callable


def at_least(amount: int, least: int) -> int:
    """The amount, or `least` if that is more."""
    return amount + (least - amount) * (least > amount)


def at_most(amount: int, most: int) -> int:
    """The amount, or `most` if that is less."""
    return amount - (amount - most) * (most < amount)


def choose(condition: int, then: Callable[[], int], other: Callable[[], int]) -> int:
    """`then` where the condition holds, else `other`; one household works out only that one."""
    if isinstance(condition, bool):
        return then() if condition else other()
    otherwise = other()
    return otherwise + (then() - otherwise) * condition


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

"""What an instalment is by the week or by four weeks, so that a year asks no more than by month."""

from portal.rules.arithmetic import divide_up
from portal.rules.days import MONTHS_A_YEAR


def per_instalment(monthly: int, times: int) -> int:
    """Return one of so many instalments a year for an amount a month, rounded down.

    Both in minor units and above 0; never less than one minor unit.
    """
    return max(1, monthly * MONTHS_A_YEAR // times)


def per_month(instalment: int, times: int) -> int:
    """Return what so many instalments a year come to a month, rounded up."""
    return divide_up(instalment * times, MONTHS_A_YEAR)

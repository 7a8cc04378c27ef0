"""What chance does: an honest interval for a share, and an alarm that may be read every day.

Both are worked out from counts alone, exactly enough for a page, with no library of statistics.
"""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

ODDS = (1.5, 2.0, 3.0, 5.0, 10.0)
"""The departures the alarm looks for: so many times the odds that are ordinary."""
PERCENT = 100


class Interval(NamedTuple):
    """Between which two shares the true one lies."""

    low: float
    high: float


def wilson(hits: int, of: int) -> Interval:
    """Return the interval of 95 percent of a share by Wilson (1927); of nothing it is 0 to 1.

    Unlike the plain normal interval it stays within 0 and 1 and is honest for few cases.
    """
    if not of:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.975)
    share, weight = hits / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    wide = z / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    low, high = middle - wide, middle + wide
    return Interval(0.0 if not hits else max(0.0, low), 1.0 if hits == of else min(1.0, high))


def evidence(hits: int, of: int, ordinary: float) -> float:
    """Return the evidence that departures come more often than is ordinary; 1 says nothing.

    A bet against the ordinary rate: the mean, over ODDS, of how much likelier what was seen is
    under a higher rate. Whatever the true rate up to the ordinary one, the chance that it ever
    reaches 1/a, at any of the days it is looked at, is at most a (Ville 1939). Without hits or
    cases it is at most 1.
    """
    bets = (_likelier(hits, of, ordinary, _rate(ordinary, odds)) for odds in ODDS)
    return sum(bets) / len(ODDS)


def _rate(ordinary: float, odds: float) -> float:
    """The share whose odds are so many times those of the ordinary one."""
    return odds * ordinary / (1 - ordinary + odds * ordinary)


def _likelier(hits: int, of: int, ordinary: float, rate: float) -> float:
    won = hits * log(rate / ordinary) + (of - hits) * log((1 - rate) / (1 - ordinary))
    return exp(min(won, 700.0))


def alarm_at(alarm_percent: int, watched: int) -> float:
    """Return from how much evidence the alarm goes, with so many articles watched at once.

    Each gets its part of the chance of a false alarm (Bonferroni), so that over all of them
    together a false one comes with at most this chance.
    """
    return PERCENT * max(1, watched) / alarm_percent


def first_alarm(days: Iterable[tuple[int, int]], ordinary: float, at: float) -> int | None:
    """Return after how many cases the alarm went; None when it never did.

    `days` are the hits and cases of each day, in order.
    """
    hits = of = 0
    for more_hits, more in days:
        hits, of = hits + more_hits, of + more
        if evidence(hits, of, ordinary) >= at:
            return of
    return None


def median(values: Sequence[int]) -> int | None:
    """Return the middle of some amounts, the lower of two; None of nothing."""
    return sorted(values)[(len(values) - 1) // 2] if values else None

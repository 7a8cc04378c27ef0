"""Interest on late payment (morarente): simple, day by day, on what is open of the principal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.rules.days import days_as_they_fall, days_of_30
from portal.rules.policy import MARKS, DatedValue, Policy

DayCount = tuple[Callable[[date, date], int], int]
DAY_COUNTS: Mapping[str, DayCount] = {
    "actual_365": (days_as_they_fall, 365),
    "30_360": (days_of_30, 360),
}
"""By name: how the days between two days are counted, and how many make a year."""
_WHOLE = 100 * 100
"""A rate of 100 percent: rates are percentages a year with two decimals."""


@dataclass(frozen=True)
class Rates:
    """The rate of one kind of claim through time, and how its days are counted."""

    series: tuple[DatedValue, ...]
    counted: DayCount

    @classmethod
    def of(cls, policy: Policy, name: str, day_count: str, on: date) -> "Rates":
        """The rates that stand in the dated data under a name, up to a day; the last one goes on.

        Rates that begin later are left out, so that they change nothing that was worked out before;
        so are those before a time for which none was entered.
        """
        series = policy.settings.get(name) or policy.amounts[name]
        known = [entry for entry in series if entry.start <= on]
        empty = [at for at, entry in enumerate(known, 1) if not isinstance(entry.value, int)]
        return cls(tuple(known[max(empty, default=0) :]), DAY_COUNTS[day_count])

    @property
    def first_day(self) -> date:
        """The first day with a rate."""
        return self.series[0].start

    def pieces(self, start: date, end: date) -> Iterator[tuple[date, date, DatedValue]]:
        """The time from a day up to another, cut where the rate changes."""
        inside = [entry.start for entry in self.series if start < entry.start < end]
        for first, last in pairwise([start, *inside, end]):
            held = [entry for entry in self.series if entry.start <= first]
            yield first, last, held[-1]

    def days(self, start: date, end: date) -> int:
        """The days that bear interest, piece by piece as they are counted."""
        return sum(self.counted[0](first, last) for first, last, _ in self.pieces(start, end))

    def weight(self, start: date, end: date) -> int:
        """The sum of days times rate; an amount times this, divided by `whole`, is its interest."""
        count = self.counted[0]
        return sum(
            count(first, last) * rate.value
            for first, last, rate in self.pieces(start, end)
            if isinstance(rate.value, int)
        )

    @property
    def whole(self) -> int:
        """What an amount times its weight is divided by."""
        return _WHOLE * self.counted[1]

    def mark(self, policy: Policy, name: str, start: date, end: date) -> int:
        """How firm the weakest rate of that time is: an index of MARKS."""
        return max(
            MARKS.index(policy.mark(name, day))
            for first, _, _ in self.pieces(start, end)
            for day in (first, end)
        )

"""How a benchmark measures: both sides in turns, the best round of each, one ratio."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

ROUNDS = 7


@dataclass(frozen=True)
class Measured:
    """One figure: what was measured, against what, and whether it keeps its bound."""

    name: str
    measured: float
    """In the unit the name says."""
    yardstick: float
    ratio: float
    bound: str
    """`>= 50`: at least 50 times better; `<= 4`: at most 4 times the yardstick."""

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps the bound."""
        sign, limit = self.bound.split()
        return self.ratio >= float(limit) if sign == ">=" else self.ratio <= float(limit)

    def as_json(self) -> dict[str, str | float | bool]:
        """Return it as other programs read it."""
        return {
            "name": self.name,
            "measured": self.measured,
            "yardstick": self.yardstick,
            "ratio": round(self.ratio, 3),
            "bound": self.bound,
            "holds": self.holds,
        }


def times_faster(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], bound: float
) -> Measured:
    """Measure how many times faster ours is than the yardstick: at least `bound`."""
    mine, yardstick = seconds(ours, theirs)
    return Measured(name, mine, yardstick, yardstick / mine, f">= {bound:g}")


def times_as_long(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], bound: float
) -> Measured:
    """Measure how many times as long ours takes as the yardstick: at most `bound`."""
    mine, yardstick = seconds(ours, theirs)
    return Measured(name, mine, yardstick, mine / yardstick, f"<= {bound:g}")


def at_most(name: str, measured: float, yardstick: float, bound: float) -> Measured:
    """Hold a figure that is not a time against its yardstick."""
    return Measured(name, measured, yardstick, measured / yardstick, f"<= {bound:g}")


def none(name: str, found: int) -> Measured:
    """Count what should not be there at all."""
    return Measured(name, found, 0, found, "<= 0")


def seconds(*sides: Callable[[], object]) -> list[float]:
    """Return the best time of one call of each side; the sides take turns, round by round."""
    calls = [_calls(side) for side in sides]
    best = [float("inf")] * len(sides)
    for _ in range(ROUNDS):
        for place, side in enumerate(sides):
            best[place] = min(best[place], _timed(side, calls[place]))
    return best


def _calls(side: Callable[[], object]) -> int:
    """Return how many calls make up a twentieth of a second, so that the clock can see them."""
    calls = 1
    while (took := _timed(side, calls) * calls) < 0.05:  # noqa: PLR2004
        calls = max(calls * 2, int(calls * 0.06 / max(took, 1e-7)))
    return calls


def _timed(side: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        side()
    return (perf_counter() - start) / calls

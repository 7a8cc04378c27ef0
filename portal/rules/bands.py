"""Values that go by an amount: a table of bands, and a frame with a top."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass


@dataclass(frozen=True)
class Bands:
    """Percentages by yearly income: each band holds from its start until the next one's."""

    starts: tuple[int, ...]
    """Whole units of the currency, the first one 0."""
    percents: tuple[tuple[int, int], ...]
    """Per band: without dependent children, with dependent children."""
    marks: tuple[str, ...]

    def band(self, income: int) -> int:
        """The number of the band of an income in whole units."""
        return bisect_right(self.starts, income) - 1


@dataclass(frozen=True)
class Frame:
    """The longest term by debt: each row holds up to and with its amount."""

    tops: tuple[int, ...]
    """Minor units."""
    months: tuple[int, ...]

    @property
    def top(self) -> int:
        """The largest debt inside the frame."""
        return self.tops[-1]

    def term(self, debt: int) -> int:
        """The longest term in months for a debt inside the frame."""
        return self.months[bisect_left(self.tops, debt)]

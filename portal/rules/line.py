"""A calculation is its own explanation: its lines are methods, read off the class as written."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Self, overload

from portal.rules.answer import AccountLine
from portal.rules.policy import MARKS, Rulebook

LAW, POLICY, ASSUMED = range(len(MARKS))
"""How firm a figure is: the higher, the weaker. A line is as weak as the weakest it rests on."""
UNITS = ("money", "count", "percent", "day", "yes")
"""What a figure counts: minor units, a number, a percentage, a day by its ordinal, 0 or 1."""
Worked = tuple[int, int, int | None, tuple[str, ...]]
"""A line worked out: its figure, its mark, the percentage it applied, and what it used."""


class line:  # noqa: N801 -- used as a decorator, like property
    """One line: its article, its mark, and the method below it that works it out once."""

    def __init__(self, article: str, mark: int, unit: str = "money") -> None:
        assert unit in UNITS, unit
        self.article, self.mark, self.unit = article, mark, unit

    def __call__(self, method: Callable[[Any], int]) -> Self:
        """Take the method; its name is the id of the line."""
        self.method, self.id, self.__doc__ = method, method.__name__, method.__doc__
        return self

    @overload
    def __get__(self, calculation: None, owner: type) -> "line": ...
    @overload
    def __get__(self, calculation: "Calculation", owner: type) -> int: ...
    def __get__(self, calculation: "Calculation | None", owner: type) -> "int | line":
        if calculation is None:
            return self
        if not calculation.traced:
            # Kept in the instance, where the next look finds it before it comes here.
            figure = calculation.__dict__[self.id] = self.method(calculation)
            return figure
        figure, mark, _, _ = calculation.worked.get(self.id) or self._work_out(calculation)
        calculation.rest_on(mark)
        calculation.used.append(self.id)
        return figure

    def _work_out(self, calculation: "Calculation") -> Worked:
        outer = calculation.weakest, calculation.applied, calculation.used
        lapsed = self.mark == POLICY and calculation.book.lapsed
        calculation.weakest, calculation.applied = (ASSUMED if lapsed else self.mark), None
        calculation.used = []
        figure = self.method(calculation)
        used = tuple(dict.fromkeys(calculation.used))
        worked = (figure, calculation.weakest, calculation.applied, used)
        calculation.weakest, calculation.applied, calculation.used = outer
        calculation.worked[self.id] = worked
        return worked

    def shown(self, calculation: "Calculation") -> AccountLine:
        """The line as the account shows it. Only a traced calculation can."""
        worked = calculation.worked.get(self.id) or self._work_out(calculation)
        figure, mark, percent, used = worked
        amount = figure if self.unit == "money" else None
        return AccountLine(
            self.id, self.article, MARKS[mark], amount, self._written(figure), percent, used
        )

    def _written(self, figure: int) -> str | None:
        if self.unit == "money":
            return None
        return date.fromordinal(figure).isoformat() if self.unit == "day" else str(figure)


class Calculation:
    """What lines share: the values of the day, and how weak the figure in hand is."""

    lines: ClassVar[tuple[line, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.lines = tuple(entry for entry in vars(cls).values() if isinstance(entry, line))

    def __init__(self, book: Rulebook, *, traced: bool = True) -> None:
        self.book = book
        self.traced = traced
        """Whether it can show its account; without, it only gives figures, and sooner."""
        self.worked: dict[str, Worked] = {}
        self.weakest = LAW
        self.applied: int | None = None
        self.used: list[str] = []

    def rest_on(self, mark: int) -> None:
        """Let the line in hand be as weak as this, at least."""
        self.weakest = max(self.weakest, mark)

    def number(self, name: str) -> int:
        """A dated amount or count; its mark counts for the line in hand."""
        if not self.traced:
            return self.book.number(name)
        value, mark = self.book.held(name)
        assert isinstance(value, int), name
        self.rest_on(mark)
        self.used.append(name)
        return value

    def percent(self, name: str) -> int:
        """A dated percentage, which the account shows beside the line."""
        self.applied = self.number(name)
        return self.applied

    def account(self) -> tuple[AccountLine, ...]:
        """All lines in the order they are written."""
        return tuple([entry.shown(self) for entry in self.lines])

"""A calculation is its own explanation: its lines are methods, read off the class as written."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Any, ClassVar, Self, overload

from portal.money import plain
from portal.rules.answer import AccountLine
from portal.rules.policy import MARKS, Rulebook

LAW, POLICY, ASSUMED = range(len(MARKS))
"""How firm a figure is: the higher, the weaker. A line is as weak as the weakest it rests on."""
UNITS = ("money", "count", "percent", "rate", "day", "yes")
"""What a figure counts: minor units, a number, a percentage, hundredths of a percent, a day by its
ordinal, 0 or 1."""
Worked = tuple[int, int, int | None, tuple[str, ...]]
"""A line worked out: its figure, its mark, the percentage it applied, and what it used."""


class line:  # noqa: N801 -- used as a decorator, like property
    """One line: its article, its mark, and the method below it that works it out once."""

    def __init__(self, article: str, mark: int, unit: str = "money", named: str = "") -> None:
        assert unit in UNITS, unit
        self.article, self.mark, self.unit, self.named = article, mark, unit, named

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
        worked = calculation.worked.get(self.id) or self._work_out(calculation)
        calculation.weakest = max(calculation.weakest, worked[1])
        self._note(calculation, worked[3])
        return worked[0]

    def _note(self, calculation: "Calculation", _used: tuple[str, ...]) -> None:
        calculation.used.append(self.id)

    def _work_out(self, calculation: "Calculation") -> Worked:
        outer = calculation.weakest, calculation.applied, calculation.used
        lapsed = self.mark == POLICY and calculation.book.lapsed
        calculation.weakest, calculation.applied = (ASSUMED if lapsed else self.mark), None
        calculation.used = []
        figure = self.method(calculation)
        used = calculation.used
        kept = tuple(used) if len(used) < 2 else tuple(dict.fromkeys(used))  # noqa: PLR2004
        worked = (figure, calculation.weakest, calculation.applied, kept)
        calculation.weakest, calculation.applied, calculation.used = outer
        calculation.worked[self.id] = worked
        return worked

    def shown(self, calculation: "Calculation") -> AccountLine:
        """The line of a traced calculation, as the account shows it."""
        worked = calculation.worked.get(self.id) or self._work_out(calculation)
        figure, mark, percent, used = worked
        amount, value = self._written(figure)
        firm = MARKS[mark]
        return AccountLine(self.id, self.article, firm, amount, value, percent, used, self.named)

    def like(self, outlined: AccountLine, figure: int) -> AccountLine:
        """The line with this figure, and all else as it stands in an outline."""
        name, article, mark, _, _, percent, uses, named = outlined
        amount, value = (figure, None) if self.unit == "money" else self._written(figure)
        return AccountLine(name, article, mark, amount, value, percent, uses, named)

    def _written(self, figure: int) -> tuple[int | None, str | None]:
        if self.unit == "money":
            return figure, None
        if self.unit == "rate":
            return None, plain(figure)
        return None, date.fromordinal(figure).isoformat() if self.unit == "day" else str(figure)


class part(line):  # noqa: N801 -- used as a decorator, like property
    """A figure that lines share and the account does not show; what it used, they used."""

    def __init__(self, method: Callable[[Any], int]) -> None:
        super().__init__("", LAW)
        self(method)

    def _note(self, calculation: "Calculation", used: tuple[str, ...]) -> None:
        calculation.used.extend(used)


class Calculation:
    """What lines share: the values of the day, and how weak the figure in hand is."""

    lines: ClassVar[tuple[line, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.lines = tuple(entry for entry in vars(cls).values() if type(entry) is line)

    def __init__(self, book: Rulebook, *, traced: bool = True) -> None:
        self.book = book
        self.traced = traced
        """Whether it notes on what each figure rests, as its account must show."""
        self.worked: dict[str, Worked] = {}
        self.weakest = LAW
        self.applied: int | None = None
        self.used: list[str] = []

    def rest_on(self, mark: int, *used: str) -> None:
        """Let the line in hand be as weak as this, at least, and note by name what it used."""
        self.weakest = max(self.weakest, mark)
        self.used.extend(used)

    def number(self, name: str) -> int:
        """A dated amount or count; its mark counts for the line in hand."""
        if not self.traced:
            return self.book.number(name)
        value, mark = self.book.held(name)
        assert isinstance(value, int), name
        self.rest_on(mark, name)
        return value

    def percent(self, name: str) -> int:
        """A dated percentage, which the account shows beside the line."""
        self.applied = self.number(name)
        return self.applied

    def listed(self, names: tuple[str, ...], at: int) -> int:
        """The dated amount that stands at a place of a list of names."""
        return self.number(names[at]) if self.traced else self.book.listed(names, at)

    def banded(self, name: str, key: int, column: int) -> int:
        """The percentage of a dated table in the band that a whole number falls in."""
        if self.traced:
            self.rest_on(self.book.band_mark(name, key), name)
        return self.book.banded(name, key, column)

    def term(self, name: str, debt: int) -> int:
        """The longest term of a dated frame for a debt."""
        if self.traced:
            self.rest_on(self.book.held(name)[1], name)
        return self.book.term(name, debt)

    def account(self) -> tuple[AccountLine, ...]:
        """All lines in the order they are written."""
        return tuple([entry.shown(self) for entry in self.lines])


class Account(Calculation):
    """A calculation whose facts are one row of figures: many of them also run as columns.

    Untraced, it fills its figures in an account of its shape that was traced before.
    """

    def __init__(self, facts: Any, book: Rulebook, *, traced: bool = True) -> None:  # noqa: ANN401
        """Take the facts as a named tuple of figures, or of columns."""
        super().__init__(book, traced=traced)
        self.facts = facts

    @property
    def shape(self) -> Hashable:
        """What its marks and uses depend on: accounts of one shape differ in figures only."""
        raise NotImplementedError

    def account(self) -> tuple[AccountLine, ...]:
        """All lines in the order they are written."""
        if self.traced:
            return super().account()
        pairs = zip(self.lines, self._outline(), strict=True)
        return tuple([entry.like(outlined, getattr(self, entry.id)) for entry, outlined in pairs])

    def _outline(self) -> tuple[AccountLine, ...]:
        """An account of this shape, traced once and kept with the values of the day."""
        outlines, key = self.book.outlines, (type(self), self.shape)
        if key not in outlines:
            outlines[key] = type(self)(self.facts, self.book).account()
        return outlines[key]

    def take(self, figures: Mapping[str, int]) -> None:
        """Take figures that were worked out in columns."""
        self.__dict__.update(figures)

"""What figures are made of: rows that say what they count, and SQL that both databases know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String, case, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MONEY = frozenset({"amount", "monthly", "here", "collector"})
"""Columns in minor units; the others are counts."""
MONTHS = 12
"""How many months figures that tell of a time look back."""


@dataclass(frozen=True)
class Row:
    """One line of a figure."""

    key: str
    """What it is about, as `Figure.by` says."""
    values: tuple[int, ...]
    """One for each column: counts, or minor units."""


@dataclass(frozen=True)
class Figure:
    """One table, of which the first columns are drawn as a chart."""

    name: str
    by: str
    """What the rows are: `kind` of claim, `unit`, `month` (its first day), `article`, or `text`."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    drawn: tuple[str, ...]
    """The columns that the chart shows, of one unit."""
    adds_up: bool = True
    """Whether a sum over the rows says something."""
    as_of: date | None = None
    """The day it was counted on ahead; None where it is counted as it is asked for."""

    def without_empty(self, column: str) -> "Figure":
        """Return it without a column in which nothing stands."""
        at = self.columns.index(column)
        if any(row.values[at] for row in self.rows):
            return self
        rows = (replace(row, values=(*row.values[:at], *row.values[at + 1 :])) for row in self.rows)
        left = (*self.columns[:at], *self.columns[at + 1 :])
        return replace(self, columns=left, rows=tuple(rows))

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each column."""
        return tuple(sum(row.values[at] for row in self.rows) for at in range(len(self.columns)))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(any(row.values) for row in self.rows)


def filled(keys: Iterable[str], found: Iterable[Sequence[Any]], width: int) -> tuple[Row, ...]:
    """Put what was found (key, value, ...) in the order of the keys; what was not found is 0."""
    values = {str(key): tuple(int(one or 0) for one in rest) for key, *rest in found}
    return tuple(Row(key, values.get(key, (0,) * width)) for key in keys)


def ranked(found: Iterable[Sequence[Any]], at: int = 0) -> tuple[Row, ...]:
    """Turn what was found (key, value, ...) into rows, the largest in column `at` first."""
    rows = (Row(str(key), tuple(int(one or 0) for one in rest)) for key, *rest in found)
    return tuple(sorted(rows, key=lambda row: (-row.values[at], row.key)))


def months_until(on: date, count: int = MONTHS) -> list[date]:
    """Return the first days of this month and of those before it, the oldest first."""
    first, found = on.replace(day=1), []
    for _ in range(count):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def since(on: date) -> date:
    """Return the first day figures that tell of a time look at."""
    return months_until(on)[0]


def month_of(moment: ColumnElement[Any]) -> ColumnElement[str]:
    """The month of a day or a moment as the ISO form of its first day."""
    return func.substr(day_of(moment), 1, 7) + "-01"


class day_of(FunctionElement[str]):  # noqa: N801  (written as the function of SQL it is)
    """The day, or the day of a moment in UTC, in ISO form: to compare with another one's."""

    type = String()
    inherit_cache = True


@compiles(day_of)
def _iso(element: day_of, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    (moment,) = element.clauses
    written = compiler.process(moment, **more)
    if isinstance(moment.type, Date):
        return f"cast({written} as varchar)"
    return f"to_char({written} at time zone 'UTC', 'YYYY-MM-DD')"


@compiles(day_of, "sqlite")
def _first_signs(element: day_of, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    (moment,) = element.clauses
    return f"substr({compiler.process(moment, **more)}, 1, 10)"


def count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows fulfil it."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def band(
    column: ColumnElement[Any], borders: Sequence[tuple[Any, str]], rest: str
) -> ColumnElement[str]:
    """The name of the first border that the column does not reach (`column < border`)."""
    return case(*((column < border, name) for border, name in borders), else_=rest)


class days_between(FunctionElement[int]):  # noqa: N801  (written as the function of SQL it is)
    """Whole days from one moment to another, by their dates."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def _days(element: days_between, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    first, last = (compiler.process(cast(part, Date), **more) for part in element.clauses)
    return f"({last} - {first})"


@compiles(days_between, "sqlite")
def _julian(element: days_between, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    first, last = (compiler.process(part, **more) for part in element.clauses)
    return f"cast(julianday(date({last})) - julianday(date({first})) as integer)"

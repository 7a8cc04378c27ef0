"""A page for everyone: what the municipality was asked, what came of it, what is owed too long."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import Response
from flask_babel import gettext

from portal.cases.figures import outcomes as counting
from portal.cases.figures.arrears import AGES
from portal.cases.figures.counted import ALL
from portal.cases.figures.outcomes import Outcomes, Published
from portal.cases.figures.sharing import ASKS, LET_GO, OUTCOMES, TIMES
from portal.errors import NotFound
from portal.web.context import amount, local
from portal.web.figures_file import figures_file
from portal.web.fragments import answer
from portal.web.public import public
from portal.web.services import services

_SPACE = "\N{NARROW NO-BREAK SPACE}"


class Value(NamedTuple):
    """A cell of the page."""

    text: str
    is_shown: bool = True


@dataclass(frozen=True)
class Listed:
    """One table of the page, with its words."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]

    @property
    def is_told(self) -> bool:
        """Whether anything but zeros is shown in it."""
        return any(one.is_shown and one.text != "0" for _, values in self.rows for one in values)


@public.get("/outcomes")
def outcomes() -> Response:
    """Show the figures, each table with its total."""
    found = _published()
    least = services().town.terms.number("share_least", found.on) if found else 0
    shown = _listed(found) if found else []
    return answer("public/outcomes.html", found=found, tables=shown, least=least)


@public.get("/outcomes.csv")
def outcomes_file() -> Response:
    """Save all of them, with lines that say what they are. Raises NotFound before any night."""
    found = _published()
    if found is None:
        raise NotFound
    return figures_file(gettext("outcomes-title"), "outcomes", found.tables, found.on)


def _published() -> Outcomes | None:
    """What the night counted. Raises NotFound where the municipality does not publish it."""
    parts = services()
    if not counting.is_public(parts.town, parts.clock.today()):
        raise NotFound
    with parts.database.reading() as session:
        return counting.published(session)


def _listed(found: Outcomes) -> list[Listed]:
    by_name = {table.name: _Cells(table) for table in found.tables}
    return [
        by_name["decisions"].crossed("asked", ASKS, OUTCOMES),
        by_name["answers"].crossed("time", ASKS, TIMES),
        by_name["remission"].down("let-go", [(kind, LET_GO[0]) for kind in _kinds()]),
        by_name["arrears"].down("arrears", [(ALL, age) for age in AGES]),
    ]


class _Cells:
    """The cells of a table by row and column."""

    def __init__(self, table: Published) -> None:
        self._at = {(row, column): (count, sum_) for row, column, count, sum_ in table.cells()}

    def crossed(self, name: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Listed:
        """A count in each cell, with the totals."""
        head = (gettext("figures-by-ask"), *map(_column, columns), gettext("figures-total"))
        body = tuple(
            (_row(row), tuple(self._count(row, column) for column in (*columns, ALL)))
            for row in (*rows, ALL)
        )
        return Listed(name, gettext(f"outcomes-{name}"), head, body)

    def down(self, name: str, cells: list[tuple[str, str]]) -> Listed:
        """A count and a sum in each row, and the total; a row without anything is left out."""
        first = "figures-by-text" if name == "arrears" else "figures-by-kind"
        head = (gettext(first), gettext("figures-col-claims"), gettext("figures-col-amount"))
        body = tuple(
            (
                _row(column if row == ALL else row),
                (self._count(row, column), self._sum(row, column)),
            )
            for row, column in (*cells, (ALL, ALL))
            if self._at.get((row, column), (0, 0))[0] != 0
        )
        return Listed(name, gettext(f"outcomes-{name}"), head, body)

    def _count(self, row: str, column: str) -> Value:
        count, _ = self._at.get((row, column), (0, 0))
        if count is None:
            return Value(gettext("outcomes-few"), is_shown=False)
        return Value(f"{count:,}".replace(",", _SPACE))

    def _sum(self, row: str, column: str) -> Value:
        _, sum_ = self._at.get((row, column), (0, 0))
        if sum_ is None:
            return Value(gettext("outcomes-few"), is_shown=False)
        return Value(amount(sum_))


def _kinds() -> tuple[str, ...]:
    return tuple(sorted(services().town.claim_kinds))


def _row(key: str) -> str:
    """What a row is about: everything, a kind of claim, a request, or an age."""
    kinds = services().town.claim_kinds
    if key == ALL:
        return gettext("figures-total")
    if key in kinds:
        return local(dict(kinds[key].names))
    if key in AGES:
        return gettext(f"figures-row-{key}")
    words = gettext(f"staff-ask-{key}".replace("_", "-"))
    return words[:1].upper() + words[1:]


def _column(key: str) -> str:
    """What a column of counts is about: an outcome, or a time."""
    if key in OUTCOMES:
        return gettext(f"figures-col-{key}".replace("_", "-"))
    return gettext(f"outcomes-{key}".replace("_", "-"))

"""A figure as a picture: where its bars stand, in parts of a hundred; the template draws them."""

from dataclasses import dataclass

from flask_babel import gettext

from portal.cases.figures.parts import Figure, Row
from portal.web.staff.figures.words import column, row_words, short_words, title, value

SHADES = "abc"
"""How the parts of a bar differ, beside their order: full, empty, dashed."""


@dataclass(frozen=True)
class Part:
    """One piece of a bar."""

    shade: str
    at: float
    """Where it begins, in parts of a hundred of the longest bar."""
    long: float


@dataclass(frozen=True)
class Bar:
    """One row of the picture."""

    label: str
    said: str
    """Its values in words."""
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chart:
    """One figure, ready for the page."""

    figure: Figure
    title: str
    told: str
    """What the picture shows, for who does not see it."""
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]
    """Shade and words, where a bar has more than one part."""
    top: str
    """The value of the longest bar."""
    head: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]

    @property
    def is_by_month(self) -> bool:
        """Whether it is drawn as columns along the time."""
        return self.figure.by == "month"


def chart(figure: Figure) -> Chart:
    """Prepare a figure for the page."""
    longest = max((sum(_drawn(figure, row)) for row in figure.rows), default=0)
    columns = figure.columns
    return Chart(
        figure=figure,
        title=title(figure.name),
        told=_told(figure),
        bars=tuple(_bar(figure, row, longest) for row in figure.rows),
        legend=_legend(figure),
        top=value(figure.drawn[0], longest),
        head=(gettext(f"figures-by-{figure.by}"), *map(column, columns)),
        table=tuple((row_words(figure.by, row.key), *_written(figure, row)) for row in figure.rows),
        foot=tuple(map(value, columns, figure.totals)) if figure.adds_up else (),
    )


def _drawn(figure: Figure, row: Row) -> list[int]:
    return [row.values[figure.columns.index(name)] for name in figure.drawn]


def _bar(figure: Figure, row: Row, longest: int) -> Bar:
    values, parts, at = _drawn(figure, row), [], 0.0
    for shade, one in zip(SHADES, values, strict=False):
        long = 100 * one / longest if longest else 0.0
        if one:
            parts.append(Part(shade, round(at, 1), round(long, 1)))
        at += long
    said = " + ".join(value(name, one) for name, one in zip(figure.drawn, values, strict=True))
    return Bar(_short(figure, row), said, tuple(parts))


def _short(figure: Figure, row: Row) -> str:
    """The label under a column: the first letter of its month; else the words of the row.

    In full where two rows would read the same.
    """
    if figure.by == "month":
        return row_words(figure.by, row.key)[:1].upper()
    short = [short_words(figure.by, one.key) for one in figure.rows]
    mine = short_words(figure.by, row.key)
    return mine if short.count(mine) == 1 else row_words(figure.by, row.key)


def _legend(figure: Figure) -> tuple[tuple[str, str], ...]:
    shown = zip(SHADES, figure.drawn, strict=False)
    return tuple((shade, column(name)) for shade, name in shown) if len(figure.drawn) > 1 else ()


def _written(figure: Figure, row: Row) -> list[str]:
    return [value(name, one) for name, one in zip(figure.columns, row.values, strict=True)]


def _told(figure: Figure) -> str:
    """Say in a sentence what one would see: the longest bar, or the first and the last month."""
    if not figure.rows:
        return ""
    if figure.by == "month":
        first, last = figure.rows[0], figure.rows[-1]
        return gettext(
            "figures-told-months",
            first=row_words("month", first.key),
            last=row_words("month", last.key),
            was=_sum(figure, first),
            now=_sum(figure, last),
        )
    largest = max(figure.rows, key=lambda row: sum(_drawn(figure, row)))
    return gettext(
        "figures-told", name=row_words(figure.by, largest.key), amount=_sum(figure, largest)
    )


def _sum(figure: Figure, row: Row) -> str:
    return value(figure.drawn[0], sum(_drawn(figure, row)))

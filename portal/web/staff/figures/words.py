"""A figure in words: its title, columns and rows, as a table and as a file."""

from collections.abc import Sequence
from datetime import date

from flask_babel import format_decimal, gettext

from portal.articles import Row, articles_of, filled
from portal.cases.figures.articles import PLAIN
from portal.cases.figures.parts import MONEY, Figure
from portal.ports.sheets import Cell, Heading, Table
from portal.texts import month
from portal.web.context import amount, lang, local
from portal.web.services import services


def title(name: str) -> str:
    """Return what a figure is called; one that holds what the collector has says so."""
    if name == "arrears-trend" and services().town.collector is not None:
        return gettext("figures-of-arrears-trend-all")
    return gettext(f"figures-of-{name}")


def column(name: str) -> str:
    """Return what a column is called."""
    return gettext(f"figures-col-{name}".replace("_", "-"))


def row_words(by: str, key: str) -> str:
    """Return what a row is about."""
    town = services().town
    match by:
        case "unit":
            return key
        case "kind":
            known = town.claim_kinds.get(key)
            return local(dict(known.names)) if known else key.replace("_", " ")
        case "month":
            first = date.fromisoformat(key)
            return month(lang(), first.year, first.month)
        case "article":
            return _article(key)
        case "ask":
            words = gettext(f"staff-ask-{key}".replace("_", "-"))
            return words[:1].upper() + words[1:]
    return gettext(f"figures-row-{key}".replace("_", "-"))


def short_words(by: str, key: str) -> str:
    """Return what a row is about where there is little room: an article as it is cited, no more."""
    known = services().town.policy.articles.get(key) if by == "article" else None
    return known.label if known else row_words(by, key)


def _article(key: str) -> str:
    """The article as it is cited, and what it is called where the list of articles has it."""
    if key == PLAIN:
        return gettext("figures-row-plain")
    town = services().town
    rows = [row for row in articles_of(town).rows if row.key == key]
    if len(rows) > 1:  # parts of one article: the one the rules give as a reason, where that is one
        rows = [row for row in rows if row.codes]
    if len(rows) == 1:
        return article_words(rows[0])
    known = town.policy.articles.get(key)
    return known.label if known else key


def article_words(row: Row) -> str:
    """Return an article of the municipality's list as it is cited and called."""
    town, today = services().town, services().clock.today()
    written = {True: amount, False: str}
    return f"{row.label}: {filled(local(dict(row.title)), town.policy, today, written)}"


def value(name: str, number: int) -> str:
    """Write one value of a column."""
    return amount(number) if name in MONEY else format_decimal(number)


def sheet(figure: Figure, on: date) -> Table:
    """Return a figure as a table to save; a unit's name never runs as a formula there."""
    headings = [Heading(gettext(f"figures-by-{figure.by}"))]
    kinds = ["money" if name in MONEY else "count" for name in figure.columns]
    named: Sequence[str] = [column(name) for name in figure.columns]
    headings += [Heading(text, kind) for text, kind in zip(named, kinds, strict=True)]
    rows: list[Sequence[Cell]] = [
        (row_words(figure.by, row.key), *row.values) for row in figure.rows
    ]
    return Table(f"{title(figure.name)} {on.isoformat()}", tuple(headings), rows)

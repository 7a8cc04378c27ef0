"""Where people depart from the rules: a page for supervisors and the council, nobody named."""

from flask import Response, url_for
from flask_babel import gettext

from portal.articles import articles_of
from portal.cases.figures.departures import Disagreement, Measured, disagreement
from portal.cases.second_look.reading import Agreement, agreement
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.ports.sheets import Cell, Heading, Table
from portal.texts import percent
from portal.web.context import lang
from portal.web.fragments import answer
from portal.web.saving import as_file
from portal.web.services import services
from portal.web.session import needs
from portal.web.staff import staff
from portal.web.staff.figures.drawn import chart
from portal.web.staff.figures.words import article_words, sheet

_ARTICLES = "departures"


@staff.get("/figures/departures")
@needs(Permission.FIGURES_COUNCIL)
def departures() -> Response:
    """Show how often and how far people depart from each article, and what second readers say."""
    found, looks = _measured()
    return answer(
        "staff/figures/departures.html",
        found=found,
        rows=[(_name(one.article), one, percents(one)) for one in found.measured if one.departures],
        without=sum(not one.departures for one in found.measured),
        ground=chart(found.by_ground),
        ground_url=url_for("staff.departures_file", name=found.by_ground.name),
        looks=looks,
        looks_percents=_between(looks.share.low, looks.share.high),
    )


@staff.get("/figures/departures/<name>.csv")
@needs(Permission.FIGURES_COUNCIL)
def departures_file(name: str) -> Response:
    """Save the departures by article, or by ground."""
    found, _ = _measured()
    today = services().clock.today()
    tables = {_ARTICLES: _articles(found), found.by_ground.name: sheet(found.by_ground, today)}
    if name not in tables:
        raise NotFound
    return as_file(tables[name], f"{name}-{today.isoformat()}", "csv")


def _measured() -> tuple[Disagreement, Agreement]:
    parts = services()
    with parts.database.reading() as session:
        found = disagreement(session, parts.town, parts.clock.today())
        return found, agreement(session, found.since)


def _name(article: str) -> str:
    """The article as the list has it; the policy as a whole where there is no list."""
    rows = {row.id: row for row in articles_of(services().town).rows}
    return article_words(rows[article]) if article in rows else services().town.policy.title


def percents(one: Measured) -> dict[str, str]:
    """Return the share, and between which shares the true one lies, in words."""
    low, high = one.share
    rows = {row.id: row for row in articles_of(services().town).rows}
    return {
        "label": rows[one.article].label if one.article in rows else _name(one.article),
        "share": percent(lang(), str(_percent(one.departures / one.cases))),
        "between": _between(low, high),
        "typical": _signed(one.typical),
    }


def _between(low: float, high: float) -> str:
    return gettext("departures-between", low=_percent(low), high=_percent(high))


def _percent(share: float) -> int:
    return round(100 * share)


def _signed(percent: int | None) -> str:
    """By how much the amount differs, in the middle."""
    if not percent:
        return gettext("departures-same") if percent == 0 else "–"
    name = "departures-lower" if percent < 0 else "departures-higher"
    return gettext(name, percent=abs(percent))


def _articles(found: Disagreement) -> Table:
    names = ("decisions", "departures", "low", "high", "typical", "alarm")
    headings = [Heading(gettext("figures-by-article"))]
    headings += [Heading(gettext(f"departures-col-{name}"), "count") for name in names]
    rows: list[list[Cell]] = [
        [
            _name(one.article),
            one.cases,
            one.departures,
            *map(_percent, one.share),
            one.typical,
            one.alarm,
        ]
        for one in found.measured
    ]
    return Table(gettext("departures-title"), tuple(headings), rows)

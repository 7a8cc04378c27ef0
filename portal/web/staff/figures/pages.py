"""The pages of figures, a topic each; every figure can be saved as a file."""

from collections.abc import Sequence

from flask import Response, url_for
from flask_babel import gettext

from portal.cases.figures import topics
from portal.cases.figures.parts import Figure
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.fragments import answer
from portal.web.saving import as_file
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.figures.drawn import chart
from portal.web.staff.figures.words import sheet


@staff.get("/figures")
@needs(Permission.FIGURES_READ)
def figures() -> Response:
    """Show what there is for this reader, and their own work to who has any."""
    mine = _own() if actor().may(Permission.FIGURES_OWN) else []
    charts = [(chart(one), url_for("staff.figures_file", name=one.name)) for one in mine]
    return answer("staff/figures/start.html", charts=charts, groups=_groups())


@staff.get("/figures/mine/<name>.csv")
@needs(Permission.FIGURES_OWN)
def figures_file(name: str) -> Response:
    """Save one figure of my own work."""
    return _saved(_own(), name)


@staff.get("/figures/team/<topic>")
@needs(Permission.FIGURES_TEAM)
def figures_team(topic: str) -> Response:
    """Show one topic of the team."""
    return _page(topics.team(services().town), "team", topic)


@staff.get("/figures/team/<topic>/<name>.csv")
@needs(Permission.FIGURES_TEAM)
def figures_team_file(topic: str, name: str) -> Response:
    """Save one figure of the team."""
    return _saved(_counted(topics.team(services().town), topic), name)


@staff.get("/figures/council/<topic>")
@needs(Permission.FIGURES_COUNCIL)
def figures_council(topic: str) -> Response:
    """Show one topic of the council."""
    return _page(topics.COUNCIL, "council", topic)


@staff.get("/figures/council/<topic>/<name>.csv")
@needs(Permission.FIGURES_COUNCIL)
def figures_council_file(topic: str, name: str) -> Response:
    """Save one figure of the council."""
    return _saved(_counted(topics.COUNCIL, topic), name)


def _own() -> list[Figure]:
    parts = services()
    with parts.database.reading() as session:
        return topics.own(session, actor().id, parts.clock.today())


def _counted(pages: topics.Topics, topic: str) -> list[Figure]:
    """The figures of a topic as they are today. Raises NotFound."""
    if topic not in pages:
        raise NotFound
    parts = services()
    with parts.database.reading() as session:
        return [count(session, parts.clock.today()) for count in pages[topic]]


def _page(pages: topics.Topics, reader: str, topic: str) -> Response:
    found = _counted(pages, topic)
    files = f"staff.figures_{reader}_file"
    charts = [(chart(one), url_for(files, topic=topic, name=one.name)) for one in found]
    title = gettext(f"figures-topic-{topic}")
    ahead = max((one.as_of for one in found if one.as_of), default=None)
    return answer("staff/figures/topic.html", title=title, charts=charts, ahead=ahead)


def _saved(found: Sequence[Figure], name: str) -> Response:
    for figure in found:
        if figure.name == name:
            on = figure.as_of or services().clock.today()
            return as_file(sheet(figure, on), f"{name}-{on.isoformat()}", "csv")
    raise NotFound


def _groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The pages this reader may open: for whom, and each with address, title and what it tells."""
    groups = [
        ("team", _topics("team", Permission.FIGURES_TEAM, topics.team(services().town))),
        ("council", _topics("council", Permission.FIGURES_COUNCIL, topics.COUNCIL)),
        ("more", [_more(name) for name, may in _MORE.items() if actor().may(may)]),
    ]
    return [(reader, pages) for reader, pages in groups if pages]


_MORE = {
    "departures": Permission.FIGURES_COUNCIL,
    "second-looks": Permission.CASE_SIGN,
    "share": Permission.FIGURES_TEAM,
}
"""Pages that are no topic of one reader, and the right each needs."""


def _topics(reader: str, may: Permission, pages: topics.Topics) -> list[tuple[str, str, str]]:
    if not actor().may(may):
        return []
    return [
        (
            url_for(f"staff.figures_{reader}", topic=topic),
            gettext(f"figures-topic-{topic}"),
            gettext(f"figures-lead-{topic}"),
        )
        for topic in pages
    ]


def _more(name: str) -> tuple[str, str, str]:
    titles = {"departures": "departures-title", "share": "share-title"}
    url = url_for(f"staff.{name}".replace("-", "_"))
    title = gettext(titles.get(name, "second-look-title"))
    return url, title, gettext(f"figures-lead-{name}")

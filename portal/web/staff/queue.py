"""The one queue: all that waits for staff, the nearest day first, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.cases.work import finding, reading, saved, views
from portal.cases.work.reading import Counts
from portal.cases.work.views import Place, View
from portal.errors import NotFound
from portal.people import audit
from portal.people.actors import Permission
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.queue_words import row, thing_name, url_of

MAY = Permission.CASE_READ
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Way:
    """A link to a part of the queue, with how much is in it."""

    text: str
    url: str
    count: int | None = None
    is_here: bool = False


@staff.get("/")
@needs(MAY)
def queue() -> str:
    """Show what waits, most urgent first."""
    return _page(View(), None)


@staff.get("/next")
@needs(MAY)
def queue_next() -> Response:
    """Lead on to the next request for them or for nobody; past the list, which has it too."""
    with services().database.reading() as session:
        item = reading.next_request(session, actor(), services().clock.today())
    return redirect(url_of(item) if item else url_for("staff.queue"), code=303)


@staff.get("/queue/<view>")
@staff.get("/queue/<view>/<after>")
@needs(MAY)
def queue_part(view: str, after: str = "") -> str:
    """Show a part of it, from a place on."""
    wanted, place = views.read(view), views.place(after) if after else None
    if wanted is None or (after and place is None):
        raise NotFound
    return _page(wanted, place)


@staff.get("/filter")
@needs(MAY)
def queue_filter() -> str | Response:
    """Show what one can choose; a choice leads to its own address."""
    if request.args:
        chosen = View(
            kind=request.args.get("kind", ""),
            state=request.args.get("state", ""),
            who=request.args.get("who", ""),
            is_near="near" in request.args,
            unit=request.args.get("unit", ""),
        )
        return redirect(_url(chosen), code=303)
    today = services().clock.today()
    with services().database.reading() as session:
        counts = reading.counts(session, actor(), today)
        units = reading.units(session, actor())
    kinds = sorted(((kind, thing_name(kind)) for kind in counts.by_kind), key=lambda one: one[1])
    return render_template("staff/filter.html", kinds=kinds, states=views.STATES, units=units)


@staff.post("/search")
@needs(MAY)
def queue_search() -> str:
    """Show what waits for a person or on a claim; what was typed is kept nowhere."""
    parts = services()
    query = clean(request.form.get("q", ""))[:LONGEST_SEARCH]
    today = parts.clock.today()
    with parts.database.unit_of_work() as session:
        found = finding.search(session, actor(), query, today)
        audit.record(session, parts.clock.now(), actor().signature, "people:search", "queue")
    return render_template(
        "staff/queue_found.html",
        query=query,
        rows=[row(item, actor(), today) for item in found.items],
        people=found.people,
        is_more=found.is_more,
    )


@staff.post("/queue/<view>/kept")
@needs(MAY)
def queue_keep(view: str) -> Response:
    """Keep a way to look, under a name."""
    wanted = views.read(view)
    if wanted is None:
        raise NotFound
    name = clean(request.form.get("name", ""))[: saved.LONGEST_NAME]
    if name:
        with services().database.unit_of_work() as session:
            saved.keep(session, actor(), name, wanted)
    return redirect(_url(wanted), code=303)


@staff.post("/queue/<view>/dropped")
@needs(MAY)
def queue_drop(view: str) -> Response:
    """Keep a way to look no longer."""
    wanted = views.read(view)
    if wanted is None:
        raise NotFound
    with services().database.unit_of_work() as session:
        saved.drop(session, actor(), wanted)
    return redirect(_url(wanted), code=303)


def _url(view: View) -> str:
    return url_for("staff.queue") if view == View() else url_for("staff.queue_part", view=view.text)


def _page(view: View, after: Place | None) -> str:
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        page = reading.page(session, actor(), view, today, after)
        counts = reading.counts(session, actor(), today)
        kept = saved.of(session, actor())
    further = page.after and url_for("staff.queue_part", view=view.text, after=page.after.text)
    return render_template(
        "staff/queue.html",
        rows=[row(item, actor(), today) for item in page.rows],
        ways=list(_ways(view, counts)),
        kept=[Way(one.name, _url(said), is_here=said == view) for one, said in kept],
        view=view,
        is_all=view == View(),
        is_kept=any(said == view for _, said in kept),
        counts=counts,
        further=further,
        is_first=after is None,
        first_url=_url(view),
        outdated=parts.town.policy.warnings(today),
    )


def _ways(view: View, counts: Counts) -> Iterator[Way]:
    """The parts of the queue, each with how much is in it."""
    for text, part, count in (
        (gettext("work-all"), View(), counts.all),
        (gettext("work-mine"), View(who="mine"), counts.mine),
        (gettext("work-free"), View(who="free"), counts.free),
    ):
        yield Way(text, _url(part), count, part == view)
    for kind, count in sorted(counts.by_kind.items(), key=lambda one: thing_name(one[0])):
        part = View(kind=kind)
        yield Way(thing_name(kind), _url(part), count, part == view)

"""Equal requests decided together: pick, look at each, confirm, follow, undo."""

from http import HTTPStatus

from flask import request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.work import equals, together
from portal.cases.work.models import BulkRun
from portal.errors import Conflict, NotFound
from portal.ledger.sight import sight_of
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out
from portal.web.context import here
from portal.web.fragments import answer
from portal.web.receipt import reason_words
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.decision import desk

MAY = Permission.CASE_DECIDE
LONGEST = 9
"""Signs of a version."""


@staff.get("/bulk")
@needs(MAY)
def bulk() -> Response:
    """Show which requests are equal, and the runs of late."""
    return _list()


@staff.get("/bulk/<sameness>")
@needs(MAY)
def bulk_group(sameness: str) -> Response:
    """Show each of a group with what it comes to, to pick from."""
    return _group(sameness)


@staff.post("/bulk/<sameness>")
@needs(MAY)
def bulk_begin(sameness: str) -> Response:
    """Begin with those that were picked, or say why not."""
    picked = {
        ref: int(seen)
        for ref, _, seen in (one.partition(":") for one in request.form.getlist("pick"))
        if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST
    }
    parts = services()

    def begin(session: Session) -> BulkRun:
        chosen = equals.group(session, parts.town, actor(), sameness, parts.clock.today())
        return together.begin(session, desk(), chosen, picked)

    try:
        return carry_out(
            begin,
            lambda _, problem: _group(sameness, problem),
            lambda made: url_for("staff.bulk_run", ref=made.ref),
        )
    except NotFound:
        return _list(Conflict.message)


@staff.get("/bulk/runs/<ref>")
@needs(MAY)
def bulk_run(ref: str) -> Response:
    """Show how far a run is; it shows itself again while it goes on."""
    return _run(ref)


@staff.post("/bulk/runs/<ref>/undone")
@needs(MAY)
def bulk_undo(ref: str) -> Response:
    """Take a run back before its letters leave."""
    return carry_out(
        lambda session: together.undo(session, desk(), ref),
        lambda _, problem: _run(ref, problem),
        url_for("staff.bulk_run", ref=ref),
    )


def _list(problem: str = "") -> Response:
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        found = equals.groups(session, parts.town, actor(), today)
        runs = together.newest(session, actor())
    return answer(
        "staff/bulk/list.html",
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        groups=found,
        reasons_of=lambda group: reason_words(group.reasons),
        runs=runs,
        most=equals.MOST_LOOKED_AT,
        problem=problem,
    )


def _group(sameness: str, problem: str = "") -> Response:
    parts = services()
    with parts.database.reading() as session:
        found = equals.group(session, parts.town, actor(), sameness, parts.clock.today())
    return answer(
        "staff/bulk/group.html",
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        group=found,
        problem=problem,
        minutes=parts.town.terms.number("bulk_letter_minutes", parts.clock.today()),
    )


def _run(ref: str, problem: str = "") -> Response:
    parts = services()
    with parts.database.reading() as session:
        found = together.going(session, actor(), ref)
        sight = sight_of(session, actor())
    leaves = parts.clock.now() >= found.run.letters_at
    return answer(
        "staff/bulk/run.html",
        "staff/bulk/_run.html",
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        going=found,
        sight=sight,
        done=found.of("ready", "done", "left")
        if found.run.state == "running"
        else found.of("done", "left"),
        goes_on=found.run.state == "running" or (found.run.state == "ready" and leaves),
        may_undo=found.run.state in ("running", "ready") and not leaves and not found.of("done"),
        at=here(found.run.letters_at),
        problem=problem,
    )

"""What is to be posted: each message and letter to print, and a note that it went out."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.errors import NotNow
from portal.people import messages as kept
from portal.people.actors import Permission
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.web.message_words import words
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

_LARGEST = 2**31


@staff.get("/post")
@needs(Permission.PERSON_READ)
def post() -> str:
    """List what waits to be posted."""
    return _page()


@staff.post("/post")
@needs(Permission.PERSON_READ)
def posted() -> Response | tuple[str, int]:
    """Note that the ticked ones were posted, or that one was not."""
    parts = services()
    ids = [int(told) for told in request.form.getlist("message") if _is_id(told)]
    back = request.form.get("back", "")
    try:
        with parts.database.unit_of_work() as session:
            if _is_id(back):
                kept.not_posted(session, actor(), int(back), parts.clock.now())
            else:
                kept.posted(session, actor(), ids, parts.clock.now())
    except NotNow as problem:
        return _page(problem.message), 409
    return redirect(url_for("staff.post"), code=303)


def _is_id(told: str) -> bool:
    return told.isascii() and told.isdigit() and int(told) < _LARGEST


def _page(problem: str | None = None) -> str:
    with services().database.reading() as session:
        waiting = [_shown(*found) for found in kept.to_post(session, actor())]
        last = [_shown(*found) for found in kept.last_posted(session, actor())]
    return render_template("staff/post.html", waiting=waiting, last=last, problem=problem)


def _shown(message: Outgoing, person: Person) -> dict[str, object]:
    return {"words": words(message), "person": person}

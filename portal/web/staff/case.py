"""A case on one page, and the small acts on it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from portal.cases import conversation, handling
from portal.cases.matters.kinds import is_matter
from portal.cases.queue import case_for_staff
from portal.people.actors import Permission
from portal.web.fields import clean
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.case_page import DECIDE, MESSAGES, Typed, change, page, read
from portal.web.staff.forms import Question


@staff.get("/cases/<ref>")
@needs(Permission.CASE_READ)
def case(ref: str) -> Response:
    """Show a case."""
    parts = services()
    with parts.database.reading() as reading:
        if is_matter(case_for_staff(reading, actor(), ref).ask):
            return redirect(url_for("staff.matter", ref=ref))
    return page(read(ref))


@staff.post("/cases/<ref>/taken")
@needs(Permission.CASE_TAKE)
def take(ref: str) -> Response:
    """Take a case."""
    now = services().clock.now()
    return change(
        ref,
        lambda session, case, seen: handling.take(session, actor(), case, seen=seen, now=now),
        anchor=DECIDE,
    )


@staff.post("/cases/<ref>/left")
@needs(Permission.CASE_TAKE)
def leave(ref: str) -> Response:
    """Put a case back for anyone."""
    now = services().clock.now()
    return change(
        ref,
        lambda session, case, seen: handling.leave(session, actor(), case, seen=seen, now=now),
        anchor=DECIDE,
    )


@staff.post("/cases/<ref>/weighed")
@needs(Permission.CASE_DECIDE)
def weighed(ref: str) -> Response:
    """Note that a person looked at the circumstances and the grant stands."""
    now = services().clock.now()
    return change(
        ref,
        lambda session, case, seen: handling.weighed(session, actor(), case, seen=seen, now=now),
        anchor=DECIDE,
    )


@staff.post("/cases/<ref>/questions")
@needs(Permission.CASE_TAKE)
def question(ref: str) -> Response:
    """Ask the resident something."""
    form, clock = Question(), services().clock
    if not form.validate():
        return page(read(ref), Typed(question=form), status=422)
    body = clean(form.body.data)
    return change(
        ref,
        lambda session, case, seen: conversation.ask_and_tell(
            session, actor(), case, body, seen=seen, now=clock.now(), on=clock.today()
        ),
        Typed(question=form),
        anchor=MESSAGES,
    )

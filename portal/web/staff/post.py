"""What is to be posted: printed together as one PDF, and noted when it went out."""

from collections.abc import Callable
from datetime import datetime

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import force_locale, gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letterbox import printing
from portal.cases.models import Letter
from portal.errors import NotNow
from portal.jobs.digital_post import deliver_waiting
from portal.people import messages as kept
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.web.letter_codes import printed
from portal.web.letter_pdf import articles_pdf, letters_pdf, pdf_answer
from portal.web.letter_words import letter_article, note_article
from portal.web.message_words import words
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

_LARGEST = 2**31
_Act = Callable[[Session, Actor, str, datetime], None]
_ACTS: dict[str, _Act] = {
    "posted": printing.posted,
    "back": printing.not_posted,
    "discard": printing.discard,
}


@staff.get("/post")
@needs(Permission.PERSON_READ)
def post() -> str:
    """List what waits to be posted."""
    return _page()


@staff.post("/post")
@needs(Permission.PERSON_READ)
def posted() -> Response | tuple[str, int]:
    """Note that the ticked ones were posted, that one was not, or that a mail came back."""
    ids = [int(told) for told in request.form.getlist("message") if _is_id(told)]
    back, returned = (request.form.get(name, "") for name in ("back", "returned"))

    def act(session: Session, by: Actor, now: datetime) -> None:
        if _is_id(back):
            kept.not_posted(session, by, int(back), now)
        elif _is_id(returned):
            kept.came_back(session, by, int(returned), now)
        else:
            kept.posted(session, by, ids, now)

    return _done(act)


@staff.post("/post/batches")
@needs(Permission.PERSON_READ)
def post_print() -> Response | tuple[str, int]:
    """Take all that waits into one PDF to print; what digital post takes goes there first."""
    parts = services()
    if parts.digital_post is not None:
        deliver_waiting(parts.database, parts.digital_post, _for_box, parts.clock.now())
    return _done(
        lambda session, by, now: printing.make(
            session, parts.town, by, on=parts.clock.today(), now=now
        )
    )


@staff.post("/post/batches/<ref>")
@needs(Permission.PERSON_READ)
def post_batch(ref: str) -> Response | tuple[str, int]:
    """Note that a batch was posted, take that back, or let it go."""
    act = _ACTS.get(request.form.get("act", ""), printing.posted)
    return _done(lambda session, by, now: act(session, by, ref, now))


@staff.get("/post/batches/<ref>.pdf")
@needs(Permission.PERSON_READ)
def post_batch_pdf(ref: str) -> FlaskResponse:
    """Give a batch as one PDF."""
    parts = services()
    with parts.database.unit_of_work() as session:
        sheets = printing.sheets(session, actor(), ref)
        articles = [_article(session, sheet) for sheet in sheets]
    made_on = max(sheet.message.made_on for sheet in sheets)
    return pdf_answer(articles_pdf(articles, parts.town.languages[0], made_on), ref)


def _for_box(session: Session, letter: Letter) -> tuple[str, bytes]:
    """The title and the PDF of a letter for a digital box."""
    with force_locale(letter.language):
        title = gettext("letter-title")
    return title, letters_pdf([(letter, printed(session, letter))])


def _article(session: Session, sheet: printing.Sheet) -> str:
    if sheet.letter is None:
        return note_article(sheet.person, sheet.message, words(sheet.message))
    code = printed(session, sheet.letter)
    return letter_article(services().town, sheet.letter, code, paper=True)


def _done(act: Callable[[Session, Actor, datetime], object]) -> Response | tuple[str, int]:
    parts = services()
    try:
        with parts.database.unit_of_work() as session:
            act(session, actor(), parts.clock.now())
    except NotNow as problem:
        return _page(problem.message), 409
    return redirect(url_for("staff.post"), code=303)


def _is_id(told: str) -> bool:
    return told.isascii() and told.isdigit() and int(told) < _LARGEST


def _page(problem: str | None = None) -> str:
    parts = services()
    with parts.database.reading() as session:
        by, today = actor(), parts.clock.today()
        return render_template(
            "staff/post.html",
            waiting=[_shown(*one) for one in printing.waiting(session, parts.town, by, today)],
            batches=printing.batches(session, by),
            last=[_shown(*one) for one in kept.last_posted(session, by)],
            mailed=[_shown(*one) for one in kept.last_mailed(session, by)],
            problem=problem,
        )


def _shown(message: Outgoing, person: Person) -> dict[str, object]:
    return {"words": words(message), "person": person}

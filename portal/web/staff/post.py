"""What is to be posted: printed together as one PDF, and noted when it went out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import request, url_for
from flask_babel import force_locale, gettext
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.letterbox import printing
from portal.cases.models import Letter
from portal.jobs.digital_post import deliver_waiting
from portal.ledger.sight import sight_of
from portal.people import messages as kept
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.web.carrying_out import carry_out
from portal.web.context import day, moment
from portal.web.fields import number
from portal.web.fragments import answer
from portal.web.letter_codes import printed
from portal.web.letter_pdf import articles_pdf, letters_pdf, pdf_answer
from portal.web.letter_words import letter_article, note_article
from portal.web.message_words import step_words, words
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff

LOOK_BACK = timedelta(days=30)
"""So long what did not arrive stays in the list."""
_Act = Callable[[Session, Actor, str, datetime], None]
_ACTS: dict[str, _Act] = {
    "posted": printing.posted,
    "back": printing.not_posted,
    "discard": printing.discard,
}


@staff.get("/post")
@needs(Permission.PERSON_READ)
def post() -> Response:
    """List what waits to be posted."""
    return _page()


@staff.post("/post")
@needs(Permission.PERSON_READ)
def posted() -> Response:
    """Note that the ticked ones were posted, one was not, or a mail came back; send one again."""
    ids = [int(told) for told in request.form.getlist("message") if _is_id(told)]
    back, returned, again = (request.form.get(one, "") for one in ("back", "returned", "again"))

    def act(session: Session, by: Actor, now: datetime) -> None:
        if _is_id(back):
            kept.not_posted(session, by, int(back), now)
        elif _is_id(returned):
            kept.came_back(session, by, int(returned), now)
        elif _is_id(again):
            kept.send_again(session, by, int(again), now)
        else:
            kept.posted(session, by, ids, now)

    return _done(act)


@staff.post("/post/batches")
@needs(Permission.PERSON_READ)
def post_print() -> Response:
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
def post_batch(ref: str) -> Response:
    """Note that a batch was posted, take that back, or let it go."""
    act = _ACTS.get(request.form.get("act", ""), printing.posted)
    return _done(lambda session, by, now: act(session, by, ref, now))


@staff.get("/post/batches/<ref>.pdf")
@needs(Permission.PERSON_READ)
def post_batch_pdf(ref: str) -> Response:
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


def _done(act: Callable[[Session, Actor, datetime], object]) -> Response:
    now = services().clock.now()
    return carry_out(lambda session: act(session, actor(), now), _page, url_for("staff.post"))


def _is_id(told: str) -> bool:
    return number(told, none=-1) >= 0


def _page(status: int = HTTPStatus.OK, problem: str = "") -> Response:
    parts = services()
    with parts.database.reading() as session:
        by, today = actor(), parts.clock.today()
        hours = parts.town.terms.number(kept.NOTICE_HOURS, today)
        sight = sight_of(session, by)
        lost = kept.not_arrived(session, by, parts.clock.now() - LOOK_BACK)
        return answer(
            "staff/post.html",
            status=status,
            waiting=[_shown(*one) for one in printing.waiting(session, parts.town, by, today)],
            count=printing.count_waiting(session, parts.town, by, today),
            batches=printing.batches(session, by),
            last=[_shown(*one) for one in kept.last_posted(session, by)],
            mailed=[_shown(*one) for one in kept.last_mailed(session, by)],
            not_arrived=[_lost(one, hours) for one in lost],
            hours=hours,
            problem=problem,
            sight=sight,
        )


def _lost(one: kept.NotArrived, hours: int) -> dict[str, object]:
    """What did not arrive, in words; with the day for paper while it waits for that."""
    is_open = one.message.state == "failed" or one.message.channel == "post"
    waits = is_open and one.message.state != "sent"
    return _shown(one.message, one.person) | {
        "what": step_words(one.step),
        "at": moment(one.step.at),
        "state": "failed" if waits else one.message.state,
        "by_day": day(kept.last_day_to_tell(one.message.made_on, hours)) if waits else "",
        "again": one.again,
    }


def _shown(message: Outgoing, person: Person) -> dict[str, object]:
    return {"words": words(message), "person": person}

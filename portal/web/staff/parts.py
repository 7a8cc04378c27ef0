"""Parts of the portal that an administrator closes for a while, and opens again."""

from collections.abc import Callable
from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session, select
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from portal.errors import Conflict, NotFound, NotNow
from portal.people import switches
from portal.people.actors import Permission
from portal.people.models import StaffMember
from portal.web.fields import clean, number
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import Text

LEAST_WHY, LONGEST_WHY, MOST_TURNS = 5, 300, 10
_MAY = Permission.PART_CLOSE


class Turn(FlaskForm):
    """Why a part is closed or opened."""

    seen = HiddenField()
    why = TextAreaField(
        lazy_gettext("parts-why"), validators=[Text("error-parts-why", LEAST_WHY, LONGEST_WHY)]
    )


@staff.get("/parts")
@needs(_MAY)
def parts() -> Response:
    """Show each part, and whether it is open."""
    with services().database.reading() as session:
        last, names = switches.last_turns(session, actor()), _names(session)
    rows = [(part, last.get(part)) for part in switches.PARTS]
    return answer("staff/parts.html", rows=rows, names=names)


@staff.route("/parts/<part>", methods=["GET", "POST"])
@needs(_MAY)
def part(part: str) -> Response:
    """Show one part and its turns; close it, or open it again, with a reason."""
    if part not in switches.PARTS:
        raise NotFound
    form, closes = Turn(), request.form.get("act") == "close"
    if request.method == "GET":
        return _page(part, form)
    if not form.validate():
        return _page(part, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    why, now = clean(form.why.data), services().clock.now()
    return _done(
        part,
        form,
        lambda session: switches.turn_by(
            session, actor(), part, why, is_closed=closes, seen=_seen(), now=now
        ),
    )


@staff.post("/parts/<part>/undone")
@needs(_MAY)
def part_undo(part: str) -> Response:
    """Take one's own last turn back."""
    if part not in switches.PARTS:
        raise NotFound
    now = services().clock.now()
    return _done(
        part,
        Turn(formdata=None),
        lambda session: switches.undo(session, actor(), part, seen=_seen(), now=now),
    )


def _done(part: str, form: Turn, act: Callable[[Session], None]) -> Response:
    try:
        with services().database.unit_of_work() as session:
            act(session)
    except NotNow as problem:
        return _page(part, form, HTTPStatus.CONFLICT, problem.message)
    except Conflict:
        return _page(part, form, HTTPStatus.CONFLICT, "error-part-turned")
    return redirect(url_for("staff.part", part=part), code=HTTPStatus.SEE_OTHER)


def _page(part: str, form: Turn, status: HTTPStatus = HTTPStatus.OK, problem: str = "") -> Response:
    with services().database.reading() as session:
        turns = switches.turns(session, actor(), part, MOST_TURNS)
        names = _names(session)
    last = turns[0] if turns else None
    form.seen.data = str(last.id if last else 0)
    return answer(
        "staff/part.html",
        status=status,
        which=part,
        form=form,
        turns=turns,
        names=names,
        is_closed=last is not None and last.is_closed,
        may_undo=last is not None and switches.may_undo(last, actor()),
        undone=switches.UNDONE,
        problem=problem,
    )


def _seen() -> int:
    return number(request.form.get("seen", ""))


def _names(session: Session) -> dict[str, str]:
    """Who turned, by how they sign; an operator of the machine stands as they are written."""
    return {f"staff:{one.ref}": one.name for one in session.exec(select(StaffMember))}

"""An ask that is for a person, on one page: what was said, what it needs, and the acts on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import abort, request, url_for
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import conversation, handling
from portal.cases.matters import answering, second, settling
from portal.cases.matters.answering import By
from portal.cases.matters.kinds import kind_of
from portal.cases.models import Case
from portal.cases.queue import case_for_staff
from portal.cases.rulings import hearing
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import contacts, staff
from portal.web.staff.case_page import DECIDE, MESSAGES
from portal.web.staff.forms import Question
from portal.web.staff.matter_forms import AnswerMatter, Invite, Talk, Why
from portal.web.staff.matter_page import read

Act = Callable[[Session, By, Case, Any], object]


@dataclass(frozen=True)
class Deed:
    """One act on such a case: its form, if it has one, and what it does."""

    act: Act
    form: str = ""
    """The name of its form among those of the page."""


DEEDS: Mapping[str, Deed] = {
    "taken": Deed(
        lambda s, by, case, _: handling.take(s, by.staff, case, seen=by.seen, now=by.now)
    ),
    "left": Deed(
        lambda s, by, case, _: handling.leave(s, by.staff, case, seen=by.seen, now=by.now)
    ),
    "asked": Deed(
        lambda s, by, case, form: conversation.ask_and_tell(
            s, by.staff, case, clean(form.body.data), seen=by.seen, now=by.now, on=by.on
        ),
        "more",
    ),
    "heard": Deed(
        lambda s, by, case, form: hearing.invite(
            s,
            by.town,
            by.staff,
            case,
            clean(form.words.data),
            day=form.day.data,
            place=clean(form.place.data),
            seen=by.seen,
            now=by.now,
            on=by.on,
        ),
        "invite",
    ),
    "talked": Deed(
        lambda s, by, case, form: hearing.end(
            s, by.staff, case, form.how.data, clean(form.report.data), seen=by.seen, now=by.now
        ),
        "talk",
    ),
    "answered": Deed(lambda s, by, case, form: second.answer(s, by, case, form.said()), "answer"),
    "reopened": Deed(
        lambda s, by, case, form: answering.reopen(s, by, case, clean(form.why.data)), "back"
    ),
    "ended": Deed(
        lambda s, by, case, form: answering.end_pause(s, by, case, clean(form.why.data)), "end"
    ),
    "settled": Deed(lambda s, by, case, _: settling.settle(s, by, case)),
}
"""The acts by the last part of their address."""
_RIGHTS = {
    "taken": Permission.CASE_TAKE,
    "left": Permission.CASE_TAKE,
    "asked": Permission.CASE_TAKE,
}


@staff.get("/matters/<ref>")
@needs(Permission.CASE_READ)
def matter(ref: str) -> Response:
    """Show it."""
    parts = services()
    with parts.database.reading() as session:
        case = case_for_staff(session, actor(), ref)
        kind_of(case.ask)
    return _page(ref, _forms(case, {}))


@staff.post("/matters/<ref>/<deed>")
@needs(Permission.CASE_TAKE)
def matter_act(ref: str, deed: str) -> Response:
    """Do one act on it, or say why not with nothing lost."""
    if deed not in DEEDS:
        abort(404)
    parts = services()
    with parts.database.reading() as session:
        case = case_for_staff(session, actor(), ref)
        kind_of(case.ask)
    todo = DEEDS[deed]
    forms = _forms(case, {todo.form: request.form})
    if todo.form and not forms[todo.form].validate():
        return _page(ref, forms, todo.form, 422)
    by = By(actor(), parts.town, seen_version(), parts.clock.now(), parts.clock.today())
    actor().must(_RIGHTS.get(deed, Permission.CASE_DECIDE))
    return carry_out(
        lambda session: todo.act(
            session, by, case_for_staff(session, actor(), ref), forms.get(todo.form)
        ),
        partial(_page, ref, forms, todo.form),
        url_for("staff.matter", ref=ref) + (MESSAGES if deed == "asked" else DECIDE),
    )


def _forms(case: Case, typed: Mapping[str, Any]) -> dict[str, FlaskForm]:
    today = services().clock.today()
    return {
        "answer": AnswerMatter(case, today, formdata=typed.get("answer"), data=_usual(case, today)),
        "more": Question(formdata=typed.get("more")),
        "back": Why(formdata=typed.get("back")),
        "end": Why(formdata=typed.get("end")),
        "invite": Invite(today, formdata=typed.get("invite")),
        "talk": Talk(formdata=typed.get("talk")),
    }


def _usual(case: Case, today: date) -> dict[str, date]:
    """The day by which half is paid, unless staff name another."""
    if case.ask != "settlement":
        return {}
    days = services().town.terms.number("half_pay_days", today)
    return {"pay_by": today + timedelta(days=days)}


def _page(
    ref: str,
    forms: Mapping[str, FlaskForm],
    shown: str = "",
    status: int = HTTPStatus.OK,
    problem: str = "",
) -> Response:
    """Show the page. After a form that was not carried out it holds that form alone."""
    opened = read(ref)
    return answer(
        "staff/matter.html",
        status=status,
        opened=opened,
        case=opened.case,
        forms=forms,
        form=forms.get(shown),
        shown=shown,
        problem=problem,
        is_whole=status == HTTPStatus.OK,
        contacts=contacts.beside(opened.assessed.person),
    )

"""The small acts on something that waits: take it, hand it over, be reminded, stop its clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import abort, redirect, request, url_for
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases.models import Case
from portal.cases.work import clock, hands, reading
from portal.cases.work.hands import By
from portal.cases.work.models import WorkItem
from portal.cases.work.sources import SOURCES
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.carrying_out import carry_out, seen_version
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.queue_words import row
from portal.web.staff.work_forms import Give, Remind, StopClock

Act = Callable[[Session, By, WorkItem, Any], object]
_NAMES = frozenset(source.name for source in SOURCES)


@dataclass(frozen=True)
class Deed:
    """One act: what it does, and the name of its form among those of the page."""

    act: Act
    form: str = ""


def _stop(session: Session, by: By, item: WorkItem, form: StopClock) -> None:
    parts, case = services(), _case(session, item)
    today = parts.clock.today()
    clock.stop(
        session,
        parts.town,
        by.staff,
        case,
        form.wanted(),
        seen=case.version,
        now=by.now,
        on=today,
    )


def _go_on(session: Session, by: By, item: WorkItem, _: object) -> None:
    by.staff.must(Permission.CASE_TAKE)
    today, case = services().clock.today(), _case(session, item)
    clock.go_on(session, case, by=by.staff.signature, now=by.now, on=today)


def _case(session: Session, item: WorkItem) -> Case:
    if item.source != "case":
        raise NotFound
    return session.get_one(Case, item.subject)


DEEDS: Mapping[str, Deed] = {
    "taken": Deed(lambda s, by, item, _: hands.take(s, by, item)),
    "left": Deed(lambda s, by, item, _: hands.leave(s, by, item)),
    "given": Deed(
        lambda s, by, item, form: hands.give(s, by, item, form.whom.data, clean(form.note.data)),
        "give",
    ),
    "remind": Deed(
        lambda s, by, item, form: hands.remind(
            s, by, item.source, item.subject, item.person_id, form.on.data, clean(form.why.data)
        ),
        "remind",
    ),
    "stopped": Deed(_stop, "stop"),
    "runs": Deed(_go_on),
}
"""The acts by the last part of their address."""


@staff.get("/waiting/<source>/<int(max=2147483647):subject>")
@needs(Permission.CASE_TAKE)
def work(source: str, subject: int) -> Response:
    """Show one thing that waits, who has it, and what can be done about its place in the day."""
    return _page(source, subject, _forms({}))


@staff.post("/waiting/<source>/<int(max=2147483647):subject>/<deed>")
@needs(Permission.CASE_TAKE)
def work_act(source: str, subject: int, deed: str) -> Response:
    """Do one act, or say why not with nothing lost."""
    if deed not in DEEDS or source not in _NAMES:
        abort(404)
    parts, todo = services(), DEEDS[deed]
    forms = _forms({todo.form: request.form})
    if todo.form and not forms[todo.form].validate():
        return _page(source, subject, forms, todo.form, 422)
    by = By(actor(), parts.clock.now(), parts.clock.today(), seen_version())
    return carry_out(
        lambda session: todo.act(
            session, by, hands.item_of(session, actor(), source, subject), forms.get(todo.form)
        ),
        partial(_page, source, subject, forms, todo.form),
        url_for("staff.work", source=source, subject=subject),
    )


@staff.post("/reminders/<ref>/done")
@needs(Permission.CASE_TAKE)
def reminder_done(ref: str) -> Response:
    """Be reminded of something no more."""
    parts = services()
    with parts.database.unit_of_work() as session:
        hands.reminded(session, By(actor(), parts.clock.now(), parts.clock.today(), 0), ref)
    return redirect(url_for("staff.queue"), code=303)


def _forms(typed: Mapping[str, Any]) -> dict[str, FlaskForm]:
    parts = services()
    with parts.database.reading() as session:
        others = hands.colleagues(session, actor())
    grounds = clock.grounds(parts.town, parts.clock.today())
    return {
        "give": Give(others, formdata=typed.get("give")),
        "remind": Remind(formdata=typed.get("remind")),
        "stop": StopClock(grounds, formdata=typed.get("stop")),
    }


def _page(
    source: str,
    subject: int,
    forms: Mapping[str, FlaskForm],
    shown: str = "",
    status: int = HTTPStatus.OK,
    problem: str = "",
) -> Response:
    """Show the page. After a form that was not carried out it holds that form alone."""
    if source not in _NAMES:
        raise NotFound
    today = services().clock.today()
    with services().database.reading() as session:
        item = reading.one(session, actor(), source, subject)
        stopped = clock.running(session, subject) if source == "case" else None
        notes = hands.notes_of(session, source, subject)
        reminders = hands.reminders_of(session, actor(), source, subject)
    return answer(
        "staff/work.html",
        status=status,
        item=item,
        row=row(item, actor(), today),
        stopped=stopped,
        may_stop=source == "case" and item.state in ("open", "asked"),
        notes=notes,
        reminders=reminders,
        forms=forms,
        form=forms.get(shown),
        shown=shown,
        problem=problem,
        is_whole=status == HTTPStatus.OK,
    )

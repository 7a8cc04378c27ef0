"""What the rules assume: all of it on one page, and each value on its own, to be confirmed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response

from portal.cases import confirming
from portal.cases.assumed_entry import entry_to_write, file_of
from portal.cases.assumptions import Assumption, assumptions
from portal.errors import NotFound
from portal.people.actors import Permission
from portal.web.carrying_out import filled_in, seen_version
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.assumed_rows import code_rows, late_rows, rows, said_rows
from portal.web.staff.assumed_words import name_words, shown_words
from portal.web.staff.forms import own_words
from portal.web.staff.variants.adopting import history_of

Act = Callable[[Session, Assumption, str], object]


class Note(FlaskForm):
    """What the confirmation, or taking it back, rests on."""

    note = own_words(lazy_gettext("rules-note"), "error-note-needed")


@staff.get("/rules")
@needs(Permission.CASE_READ)
def rules() -> Response:
    """List what is assumed, who stands for it, and what ran past its day."""
    parts, today = services(), services().clock.today()
    with parts.database.reading() as session:
        last = confirming.latest_of_all(session)
        names = confirming.names_of(session)
    found = rows(assumptions(parts.town, today), last, names)
    return answer(
        "staff/rules.html",
        groups=found,
        late=late_rows(parts.town, today),
        codes=code_rows(parts.town, today),
    )


@staff.get("/rules/<name>")
@needs(Permission.CASE_READ)
def rule(name: str) -> Response:
    """Show one value: what it is, who said what of it, and how to make it firm."""
    return _page(name, Note(formdata=None))


@staff.post("/rules/<name>/confirmed")
@needs(Permission.RULES_CONFIRM)
def confirm(name: str) -> Response:
    """Stand for a value."""
    now, digest = services().clock.now(), request.form.get("digest", "")

    def act(session: Session, found: Assumption, note: str) -> None:
        confirming.confirm(
            session,
            actor(),
            found,
            shown_words(found),
            note,
            seen=seen_version(),
            seen_digest=digest,
            now=now,
        )

    return _carry_out(name, act)


@staff.post("/rules/<name>/withdrawn")
@needs(Permission.RULES_CONFIRM)
def withdraw(name: str) -> Response:
    """Take a confirmation back."""
    now = services().clock.now()

    def act(session: Session, found: Assumption, note: str) -> None:
        confirming.withdraw(session, actor(), found, note, seen=seen_version(), now=now)

    return _carry_out(name, act)


def _carry_out(name: str, act: Act) -> Response:
    form = Note()
    return filled_in(
        form,
        partial(_page, name, form),
        lambda session: act(session, _found(name), clean(form.note.data)),
        url_for("staff.rule", name=name),
    )


def _found(name: str) -> Assumption:
    """Return what is assumed under this name today. Raises NotFound."""
    parts = services()
    for found in assumptions(parts.town, parts.clock.today()):
        if found.name == name:
            return found
    raise NotFound


def _page(name: str, form: Note, status: int = 200, problem: str = "") -> Response:
    parts, found, today = services(), _found(name), services().clock.today()
    with parts.database.reading() as session:
        history = confirming.history(session, name)
        names = confirming.names_of(session)
    shown: dict[str, Any] = {
        "title": name_words(found),
        "value": shown_words(found),
        "said": said_rows(history, names),
        "seen": history[-1].no if history else 0,
        "is_confirmed": confirming.is_confirmed(found, history[-1] if history else None),
        "has_changed": bool(history) and history[-1].value_digest != found.digest,
        "file": file_of(parts.town, found),
        "entry": entry_to_write(parts.town, found, today),
        **history_of(found.group, found.key),
        "may_confirm": actor().may(Permission.RULES_CONFIRM),
    }
    return answer(
        "staff/rule.html", status=status, form=form, found=found, problem=problem, **shown
    )

"""The door of staff pages to what is about somebody: some closed, a reason, every look kept.

It goes by the address alone (`/staff/claims/<ref>/…`), so that a new page has it without asking.
"""

from datetime import datetime, time, timedelta
from http import HTTPStatus

from flask import current_app, g, redirect, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from portal.cases.whose import has_task, whose
from portal.errors import Conflict, NotFound, NotNow
from portal.people import access
from portal.people.actors import Permission
from portal.people.closed import is_closed
from portal.people.looks import has_looked
from portal.web import entry
from portal.web.fields import choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff import staff
from portal.web.staff.forms import Text

KINDS = {
    "acting": "acting-ask",
    "cases": "case",
    "claims": "claim",
    "corrections": "proposal",
    "letters": "letter",
    "mandates": "mandate",
    "matters": "case",
    "people": "person",
    "plans": "plan",
    "proposals": "proposal",
    "refunds": "refund",
    "returned": "return",
    "second-looks": "second-look",
    "withholdings": "withholding",
    "work": "work",
}
"""The part of an address behind `/staff/`, and the kind of record whose reference follows it."""
_TASKS = ("second-look", "work")
"""Kinds that are a task themselves: nobody is asked why."""
_REF = 3
"""Where it stands."""


class Why(FlaskForm):
    """Why somebody's file is opened."""

    about, to = HiddenField(), HiddenField()
    why = one_of(lazy_gettext("access-why"))
    words = TextAreaField(
        lazy_gettext("access-words"), validators=[Text("", 0, access.LONGEST_WORDS)]
    )

    def __init__(self, **kwargs: object) -> None:
        """Offer the reasons."""
        super().__init__(**kwargs)
        self.why.choices = choices_of("access", _offered())


def _offered() -> tuple[str, ...]:
    """The reasons of the municipality, as they are today."""
    parts = services()
    return parts.town.terms.names("access_reasons", parts.clock.today())


@staff.before_request
def _enter() -> Response | None:
    found = _record()
    if found is None or not _may_enter():
        return None
    kind, ref, rest = found
    with services().database.reading() as session:
        person_id = whose(session, kind, ref)
        if person_id is None:
            return None
        if is_closed(session, actor(), person_id):
            return answer("staff/closed.html", status=HTTPStatus.NOT_FOUND)
        if kind not in _TASKS and not _has_reason(session, person_id):
            to = request.path if request.method == "GET" else ""
            return _ask(Why(formdata=None, data={"about": f"{kind}:{ref}", "to": to}))
    if request.method == "GET":
        act, detail = entry.looked_at(rest, kind, request.view_args or {})
        entry.look(act, f"{kind}:{ref}", person_id, detail)
    return None


@staff.post("/access")
@needs(Permission.PERSON_READ)
def access_reason() -> Response:
    """Keep why a file is opened, and go on to it."""
    form, parts = Why(), services()
    kind, _, ref = clean(form.about.data).partition(":")
    if kind not in KINDS.values():
        raise NotFound
    if not form.validate():
        return _ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with parts.database.unit_of_work() as session:
            person_id = whose(session, kind, ref)
            if person_id is None or is_closed(session, actor(), person_id):
                raise NotFound
            access.give_reason(
                session,
                actor(),
                person_id,
                reason=form.why.data,
                words=clean(form.words.data),
                offered=_offered(),
                on=parts.clock.today(),
                now=parts.clock.now(),
            )
    except (Conflict, NotNow) as problem:
        form.words.errors = [gettext(problem.message)]
        return _ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    to = form.to.data or ""
    return redirect(to if _is_ours(to) else "/staff/people", code=303)


def _ask(form: Why, status: int = HTTPStatus.FORBIDDEN) -> Response:
    return answer("staff/access.html", status=status, form=form)


def _is_ours(path: str) -> bool:
    """Whether a path is one of staff pages; nobody is sent elsewhere."""
    return path.startswith("/staff/") and path.isprintable() and "\\" not in path


def _has_reason(session: Session, person_id: int) -> bool:
    """Whether something waits for this person, or it was said today why; who sends, yesterday."""
    parts, sends = services(), request.method != "GET"
    on = parts.clock.today()
    since = datetime.combine(on, time(), parts.clock.now().tzinfo) - timedelta(
        days=1 if sends else 0
    )
    return (
        has_task(session, actor(), person_id)
        or access.may_open(session, actor(), person_id, on, sends=sends)
        or has_looked(session, actor().signature, person_id, since)
    )


def _record() -> tuple[str, str, list[str]] | None:
    """Return the kind and reference of the record this page is of, and the rest of its address."""
    segments = request.url_rule.rule.split("/") if request.url_rule else []
    if len(segments) <= _REF or segments[2] not in KINDS or not segments[_REF].startswith("<"):
        return None
    values, name = request.view_args or {}, segments[_REF].strip("<>").split(">")[0]
    kind, ref, rest = KINDS[segments[2]], str(values[name]), segments[_REF + 1 :]
    return (kind, f"{ref}.{values['subject']}", rest[1:]) if kind == "work" else (kind, ref, rest)


def _may_enter() -> bool:
    """Whether the page itself will let them in; where it will not, the door says nothing."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "permission", None)
    who = g.get("actor")
    return who is not None and permission is not None and who.may(permission)

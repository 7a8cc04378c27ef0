"""What is kept about me: on a page, as a file, to correct, and what was never sent to let go."""

import json
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.cases.kept import own
from portal.cases.kept.document import VERSION, document
from portal.errors import NotFound
from portal.people import audit
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.web.answer_words import in_words, sourced
from portal.web.citizen import citizen
from portal.web.citizen.my_data_words import kept_rows, person_rows
from portal.web.fields import Needed, clean
from portal.web.fragments import answer
from portal.web.letter_codes import site
from portal.web.saving import saved
from portal.web.services import services
from portal.web.session import actor, needs

LONGEST = 1_000
"""Signs of what somebody writes about one fact."""


class Correct(FlaskForm):
    """What is not right, and what it should be."""

    words = TextAreaField(
        lazy_gettext("correct-words"),
        filters=[clean],
        validators=[
            Needed("error-message-missing"),
            Length(max=LONGEST, message=lazy_gettext("error-too-long")),
        ],
    )


@citizen.get("/my-data")
@needs(Permission.OWN_MANAGE)
def my_data() -> Response:
    """Show all that is kept about this person, with its source where it has one."""
    with services().database.reading() as session:
        told, facts = _document(session), own.facts(session, actor())
        left = own.unsent(session, actor())
    return answer(
        "citizen/my_data.html",
        person=person_rows(told["person"]),
        facts=[(fact.name, sourced(fact)) for fact in facts],
        kept=kept_rows(told["person"]),
        unsent=left,
    )


@citizen.get("/my-data.json")
@needs(Permission.OWN_MANAGE)
def my_data_file() -> Response:
    """Give the same as a file; that it was taken along is in the record of acts."""
    parts, me = services(), actor()
    with parts.database.unit_of_work() as session:
        told = _document(session)
        audit.record(session, parts.clock.now(), me.signature, "data:take", f"person:{me.ref}")
    written = json.dumps(told, ensure_ascii=False, indent=1)
    return saved(written, "application/json", "my-data.json")


def _document(session: Session) -> dict[str, Any]:
    parts = services()
    address = site() + url_for("public.my_data_schema", version=VERSION)
    now, on = parts.clock.now(), parts.clock.today()
    return document(session, actor(), parts.town, now, on, address)


@citizen.route("/my-data/correct/<what>", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def correct(what: str) -> Response:
    """Ask staff to put a fact right: what is on file is in the form, to write the rest to."""
    parts, form = services(), Correct()
    with parts.database.reading() as session:
        shown = _shown(session, what)
    given = gettext("correct-prefill", what=shown[0], value=shown[1]).strip()
    status, is_nowhere = 200, False
    if form.validate_on_submit() and form.words.data == given:
        form.words.errors = [gettext("error-message-missing")]
    if form.is_submitted() and not form.errors:
        now, today = parts.clock.now(), parts.clock.today()
        with parts.database.unit_of_work() as session:
            case = own.correct(session, actor(), form.words.data or "", now, today)
            ref = case.ref if case else ""
        if ref:
            return redirect(url_for("citizen.resume", ref=ref), code=303)
        status, is_nowhere = 409, True
    elif form.is_submitted():
        status = 422
    else:
        form.words.data = f"{given} "
    return answer(
        "citizen/correct.html", status=status, form=form, shown=shown, is_nowhere=is_nowhere
    )


def _shown(session: Session, what: str) -> tuple[str, str]:
    """What a fact is called and what is on file of it. Raises NotFound."""
    for fact in own.facts(session, actor()):
        if fact.name == what:
            return gettext(f"fact-{what}".replace("_", "-")), in_words(what, fact.value)
    for row in person_rows(_document(session)["person"]):
        if row.name == what and row.can_be_wrong:
            return row.key, row.value
    raise NotFound


@citizen.route("/my-data/unsent", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def forget() -> Response:
    """Throw away what was begun and never sent, after showing what that is."""
    parts, form = services(), FlaskForm()
    if request.method == "POST" and form.validate_on_submit():
        with parts.database.unit_of_work() as session:
            files = own.forget_unsent(session, actor(), parts.clock.now())
        keeping.throw_away(parts.files.store, *files)
        return redirect(url_for("citizen.my_data"), code=303)
    with parts.database.reading() as session:
        left = own.unsent(session, actor())
    return answer("citizen/forget.html", form=form, unsent=left)

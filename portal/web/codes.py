"""The short address of a letter: what it says, for whoever holds it; no name, nothing newer."""

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.cases.letterbox import codes
from portal.cases.letterbox.since import has_changed
from portal.cases.models import Letter
from portal.demo.codes import on_letters
from portal.people import guesses
from portal.web.code_words import said
from portal.web.fields import clean
from portal.web.fragments import answer
from portal.web.network import network
from portal.web.public import public
from portal.web.services import services

_TOO_MANY = 429


class TypedCode(FlaskForm):
    """The code somebody reads from a letter."""

    code = StringField(lazy_gettext("code-label"), filters=[clean])


@public.route("/l", methods=["GET", "POST"])
def code_entry() -> Response:
    """Let someone type the code of their letter."""
    form = TypedCode()
    if form.is_submitted():
        typed = codes.clean(form.code.data or "")
        if typed is not None:
            return redirect(url_for("public.code", code=typed), code=303)
        wrong = "error-letter-code" if form.code.data else "error-letter-code-missing"
        form.code.errors = [gettext(wrong)]
        return _entry(form, status=422)
    return _entry(form)


@public.get("/l/<code>")
def code(code: str) -> Response:
    """Show what the letter with this code says; every code that opens none is answered alike."""
    parts = services()
    now, today = parts.clock.now(), parts.clock.today()
    with parts.database.unit_of_work() as session:
        asking = [parts.tokens.digest("letter-network", network())]
        if not guesses.may_try(session, asking, codes.LIMITS, now):
            return _not_now()
        letter = codes.open_letter(session, parts.tokens, code, on=today, now=now)
        if letter is not None:
            return _shown(session, letter)
        guesses.guessed_wrong(session, asking, codes.LIMITS, now)
    form = TypedCode(formdata=None, code=codes.clean(code))  # so that one letter can be mended
    form.code.errors = [gettext("error-letter-code")]
    return _entry(form, status=404)


def _entry(form: TypedCode, status: int = 200) -> Response:
    return answer("public/code_entry.html", status=status, form=form, held=_of_the_demo())


def _of_the_demo() -> list[tuple[str, str]]:
    """Who has a letter in hand in the demo, and its code: there is no paper to read it from."""
    parts = services()
    if not parts.settings.demo:
        return []
    with parts.database.reading() as session:
        return on_letters(session, parts.town, parts.tokens, parts.clock.today())


def _not_now() -> Response:
    form = TypedCode(formdata=None)
    return answer("public/code_entry.html", status=_TOO_MANY, form=form, too_many=True)


def _shown(session: Session, letter: Letter) -> Response:
    parts = services()
    return answer(
        "public/code.html",
        said=said(parts.town, letter.kind, letter.content),
        letter=letter,
        changed=has_changed(session, letter),
        pay=parts.town.payment,
    )

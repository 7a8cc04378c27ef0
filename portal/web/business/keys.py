"""Keys with which a program of the business reads its books: made, shown once, ended."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectMultipleField, StringField, ValidationError

from portal.people import tokens
from portal.people.actors import Permission
from portal.people.refs import new_ref
from portal.web.business import business
from portal.web.carrying_out import filled_in
from portal.web.fields import Needed, Offered, clean, one_of
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

DAYS = (30, 90, 365)
"""How long a key can be good for."""
LONGEST_NAME = 60
MOST_SHOWN = 20


class NewKey(FlaskForm):
    """What a key is called, what it reads, and for how long."""

    once = HiddenField()
    name = StringField(lazy_gettext("keys-name"))
    scopes = SelectMultipleField(
        lazy_gettext("keys-scopes"),
        validators=[Needed("error-choose"), Offered()],
        validate_choice=False,
    )
    days = one_of(lazy_gettext("keys-days"))

    def __init__(self) -> None:
        super().__init__(data={"once": new_ref()})
        self.scopes.choices = [
            ("read:claims", gettext("keys-read-claims")),
            ("read:statement", gettext("keys-read-statement")),
        ]
        self.days.choices = [(str(days), gettext("keys-for-days", days=days)) for days in DAYS]

    def validate_name(self, field: StringField) -> None:
        """A name of some signs."""
        must_be_named(field)


def must_be_named(field: StringField) -> None:
    """Let it hold some signs on one line. Raises ValidationError."""
    field.data = clean(field.data).replace("\n", " ")
    if not 0 < len(field.data) <= LONGEST_NAME:
        raise ValidationError(gettext("error-keys-name", most=LONGEST_NAME))


@business.route("/keys", methods=["GET", "POST"])
@needs(Permission.FIRM_MANAGE)
def keys() -> Response:
    """List the keys, and make one; its secret is in the answer and nowhere else."""
    form, parts = NewKey(), services()

    def make(session: Session) -> str:
        _, secret = tokens.make(
            session,
            parts.tokens,
            actor(),
            once=form.once.data or new_ref(),
            name=form.name.data or "",
            scopes=form.scopes.data or [],
            last_day=parts.clock.today() + timedelta(days=int(form.days.data)),
            on=parts.clock.today(),
            now=parts.clock.now(),
        )
        return secret

    def made(secret: str) -> Response:
        return answer("business/key_made.html", secret=secret, name=form.name.data)

    return filled_in(form, partial(_page, form), make, made)


@business.post("/keys/<ref>/end")
@needs(Permission.FIRM_MANAGE)
def end_key(ref: str) -> Response:
    """End a key at once."""
    parts = services()
    with parts.database.unit_of_work() as session:
        tokens.end(session, actor(), ref, parts.clock.now())
    return redirect(url_for("business.keys"), code=303)


def _page(form: NewKey, status: int, problem: str) -> Response:
    parts = services()
    if problem:
        form.name.errors, status = [gettext(problem)], HTTPStatus.UNPROCESSABLE_ENTITY
    with parts.database.reading() as session:
        found = tokens.tokens_of(session, actor().id)
    on = parts.clock.today()
    running = [one for one in found if tokens.is_running(one, on)]
    ended = [one for one in found if one not in running][:MOST_SHOWN]
    return answer("business/keys.html", status=status, form=form, running=running, ended=ended)

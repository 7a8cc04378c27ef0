"""Helping someone with the code they gave: no account, only a name, and what one is to them."""

from datetime import timedelta
from typing import Any

from flask import g, redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from portal.demo.codes import of_views
from portal.people.acting import lending
from portal.people.acting.lending import CAPACITIES, Knock, Opened
from portal.people.guesses import Limits
from portal.web import session as web_session
from portal.web.fields import Needed, choices_of, clean, one_of
from portal.web.fragments import answer
from portal.web.network import network
from portal.web.public import public
from portal.web.services import services

LONGEST_CODE = 60


class Helping(FlaskForm):
    """The code, and who comes with it."""

    code = StringField(
        lazy_gettext("helping-code"),
        filters=[clean],
        validators=[
            Needed("error-code-missing"),
            Length(max=LONGEST_CODE, message=lazy_gettext("error-too-long")),
        ],
    )
    name = StringField(
        lazy_gettext("helping-name"),
        filters=[clean],
        validators=[
            Needed("error-name-missing"),
            Length(max=lending.LONGEST_NAME, message=lazy_gettext("error-too-long")),
        ],
    )
    capacity = one_of(lazy_gettext("helping-capacity"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what one can be to somebody."""
        super().__init__(*args, **kwargs)
        self.capacity.choices = choices_of("helping-as", CAPACITIES)


@public.route("/helping", methods=["GET", "POST"])
def helping() -> Response:
    """Ask for the code and let in who has a right one; any other gets one and the same answer."""
    form = Helping()
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, status=422)
    limits = _limits()
    opened = _opened(form, limits)
    if opened.problem:
        waits = opened.problem == lending.WAIT
        minutes = limits.wait // timedelta(minutes=1)
        text = gettext("error-code-wait", minutes=minutes) if waits else gettext("error-code")
        form.code.errors = [text]
        return _page(form, status=422)
    web_session.enter(opened.secret)
    return redirect(url_for("public.start"), code=303)


def _page(form: Helping, status: int = 200) -> Response:
    """The page; in a demo with the code of a view that was lent, for nobody is there to say it."""
    parts = services()
    lent = of_views(parts.town, parts.tokens) if parts.settings.demo else []
    here = getattr(g, "actor", None)
    helped = here.name if here is not None and here.helper is not None else ""
    return answer("public/helping.html", status=status, form=form, lent=lent, helped=helped)


def _limits() -> Limits:
    terms, today = services().town.terms, services().clock.today()
    wait = timedelta(minutes=terms.number("code_wait_minutes", today))
    return Limits(terms.number("code_tries", today), wait)


def _opened(form: Helping, limits: Limits) -> Opened:
    parts = services()
    knock = Knock(form.code.data or "", form.name.data or "", form.capacity.data, network())
    with parts.database.unit_of_work() as session:
        now = parts.clock.now()
        return lending.open_door(session, knock, limits, tokens=parts.tokens, now=now)

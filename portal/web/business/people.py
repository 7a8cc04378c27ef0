"""People of a business: who may do what for it, invited with a code, ended at once."""

from datetime import timedelta
from functools import partial
from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, ValidationError

from portal.errors import Conflict, NotNow
from portal.ledger.firms.confirming import shown
from portal.people import guesses
from portal.people.actors import Permission
from portal.people.firm import roles
from portal.people.firm.models import ROLES
from portal.people.guesses import Limits
from portal.people.refs import new_ref
from portal.web.business import business
from portal.web.business.keys import must_be_named
from portal.web.carrying_out import filled_in
from portal.web.fields import choices_of, one_of
from portal.web.fragments import answer
from portal.web.network import network
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.forms import DayField

TRIES = Limits(tries=5, wait=timedelta(minutes=10))
"""Wrong codes of one person, and from one network; then it waits."""


class Invite(FlaskForm):
    """Whom, in which role, until when."""

    once = HiddenField()
    label = StringField(lazy_gettext("firm-label"))
    role = one_of(lazy_gettext("firm-role"))
    until = DayField(lazy_gettext("firm-until"))

    def __init__(self) -> None:
        super().__init__(data={"once": new_ref()})
        self.role.choices = choices_of("firm-role", ROLES)

    def validate_label(self, field: StringField) -> None:
        """Some words."""
        must_be_named(field)

    def validate_until(self, field: DayField) -> None:
        """A day to come, or none."""
        if field.data is not None and field.data < services().clock.today():
            raise ValidationError(gettext("error-acting-past"))


class Join(FlaskForm):
    """The code of an invitation."""

    code = StringField(lazy_gettext("firm-code"))


@business.route("/people", methods=["GET", "POST"])
@needs(Permission.FIRM_MANAGE)
def people() -> Response:
    """List who may act for the business, and invite someone; the code is in the answer only."""
    form, parts = Invite(), services()

    def invite(session: Session) -> str:
        return roles.invite(
            session,
            parts.tokens,
            actor(),
            once=form.once.data or new_ref(),
            label=form.label.data or "",
            role=form.role.data,
            until_on=form.until.data,
            on=parts.clock.today(),
            now=parts.clock.now(),
        )

    def invited(code: str) -> Response:
        told = {"label": form.label.data, "role": form.role.data, "days": roles.CODE_DAYS}
        return answer("business/invited.html", code=shown(code), **told)

    return filled_in(form, partial(_page, form), invite, invited)


@business.post("/people/<ref>/end")
@needs(Permission.FIRM_MANAGE)
def end_role(ref: str) -> Response:
    """End a role, or take an invitation back."""
    parts = services()
    act = roles.take_back if request.form.get("what") == "invitation" else roles.end
    with parts.database.unit_of_work() as session:
        act(session, actor(), ref, parts.clock.now())
    return redirect(url_for("business.people"), code=303)


@business.route("/join", methods=["GET", "POST"])
@needs(Permission.OWN_SWITCH)
def join() -> Response:
    """Take the role of an invitation."""
    form, parts = Join(), services()
    if not form.is_submitted():
        return answer("business/join.html", form=form)
    now, typed, status = parts.clock.now(), form.code.data or "", 422
    asking = [parts.tokens.digest("join", who) for who in (network(), f"person {actor().ref}")]
    try:
        with parts.database.unit_of_work() as session:
            if not guesses.may_try(session, asking, TRIES, now):
                form.code.errors, status = [gettext("error-check-wait")], 429
            elif roles.join(session, parts.tokens, actor(), typed, on=parts.clock.today(), now=now):
                return redirect(url_for("citizen.acting"), code=303)
            else:
                guesses.guessed_wrong(session, asking, TRIES, now)
                form.code.errors = [gettext("error-firm-code")]
    except (Conflict, NotNow) as why:
        form.code.errors = [gettext(why.message)]
    return answer("business/join.html", status=status, form=form)


def _page(form: Invite, status: int, problem: str) -> Response:
    if problem:
        form.label.errors, status = [gettext(problem)], HTTPStatus.UNPROCESSABLE_ENTITY
    today = services().clock.today()
    with services().database.reading() as session:
        members = roles.members(session, actor(), today)
        open_ones = roles.invitations(session, actor(), today)
    return answer(
        "business/people.html", status=status, form=form, members=members, invitations=open_ones
    )

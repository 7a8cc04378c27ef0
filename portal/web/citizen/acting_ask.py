"""Having it registered that one acts for another: asked by either side, answered by staff."""

from datetime import date
from secrets import token_urlsafe
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from portal.errors import NotFound
from portal.people import identity
from portal.people.acting import asking, reading
from portal.people.acting.asking import CAPACITIES, RIGHTS, Other, Wanted
from portal.people.actors import Permission
from portal.people.evidence import keeping
from portal.web.carrying_out import filled_in
from portal.web.citizen import citizen
from portal.web.fields import Needed, Offered, choices_of, clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs
from portal.web.staff.forms import DayField

SIDES = ("principal", "helper")
LONGEST_NAME, LONGEST_NUMBER, LONGEST_PAPER, LONGEST_STORY = 80, 20, 80, 1000


def _choice(label: str) -> SelectField:
    return SelectField(
        lazy_gettext(label), validators=[Needed("error-choose"), Offered()], validate_choice=False
    )


def _words(label: str, missing: str, most: int, kind: type[StringField] = StringField) -> Any:  # noqa: ANN401
    needed = [Needed(missing)] if missing else []
    length = Length(max=most, message=lazy_gettext("error-too-long"))
    return kind(lazy_gettext(label), filters=[clean], validators=[*needed, length])


class Register(FlaskForm):
    """Who acts for whom, as what, and what shows it."""

    name = _words("mandate-name", "error-name-needed", LONGEST_NAME)
    number = _words("mandate-number", "error-identity-number", LONGEST_NUMBER)
    capacity = _choice("mandate-capacity")
    rights = _choice("mandate-rights")
    until = DayField(lazy_gettext("mandate-until"), validators=[Optional()])
    evidence = _words("mandate-evidence", "mandate-evidence-missing", LONGEST_STORY, TextAreaField)
    paper = _words("mandate-paper", "", LONGEST_PAPER)
    once = StringField(validators=[Length(max=40)])

    def __init__(self, schemes: tuple[str, ...], today: date) -> None:
        """`schemes` are those by which people are known here."""
        super().__init__(data={"once": token_urlsafe(16)})
        self.schemes, self.today = schemes, today
        self.capacity.choices = choices_of("mandate-as", CAPACITIES)
        self.rights.choices = choices_of("mandate-rights", RIGHTS)

    @property
    def scheme(self) -> str:
        """The scheme the number can be of; empty when it is of none."""
        fitting = (one for one in self.schemes if identity.is_valid(one, self.bare))
        return next(fitting, "")

    @property
    def bare(self) -> str:
        """The number without the spaces people type."""
        return "".join((self.number.data or "").split())

    def validate_number(self, _field: StringField) -> None:
        """A number that can be right."""
        if not self.scheme:
            raise ValidationError(gettext("error-identity-number"))

    def validate_until(self, field: DayField) -> None:
        """A day to come, or none."""
        if field.data is not None and field.data < self.today:
            raise ValidationError(gettext("error-acting-past"))


@citizen.get("/acting/new")
@needs(Permission.OWN_MANAGE)
def acting_choose() -> Response:
    """Let one say which side one is."""
    return answer("citizen/acting_choose.html", sides=SIDES)


@citizen.route("/acting/new/<side>", methods=["GET", "POST"])
@needs(Permission.OWN_MANAGE)
def acting_new(side: str) -> Response:
    """Ask staff to register that one acts for another."""
    if side not in SIDES:
        raise NotFound
    parts = services()
    form = Register(tuple(parts.town.identity_schemes), parts.clock.today())

    def page(status: int, problem: str) -> Response:
        shown = {"form": form, "side": side, "problem": problem}
        return answer("citizen/acting_new.html", status=status, **shown)

    def ask(session: Session) -> str:
        key = parts.settings.identity_key
        return asking.ask(session, actor(), _wanted(form, side), key, parts.clock.now()).ref

    return filled_in(form, page, ask, lambda asked: url_for("citizen.acting_files", ref=asked))


@citizen.post("/acting/asks/<ref>/withdrawn")
@needs(Permission.OWN_MANAGE)
def acting_withdraw(ref: str) -> Response:
    """Ask it no more."""
    parts = services()
    with parts.database.unit_of_work() as session:
        stored = asking.withdraw(session, actor(), ref, parts.clock.now())
    keeping.throw_away(parts.files.store, *stored)
    return redirect(url_for("citizen.acting"), code=303)


@citizen.post("/acting/<ref>/end")
@needs(Permission.OWN_MANAGE)
def acting_end(ref: str) -> Response:
    """End a leave, as the one it is about or as the helper."""
    parts = services()
    with parts.database.unit_of_work() as session:
        acting = reading.by_ref(session, ref).acting
        is_about_me = acting.principal_id == actor().id
        asking.end(session, actor(), acting, on=parts.clock.today(), now=parts.clock.now())
    return redirect(url_for("citizen.helpers" if is_about_me else "citizen.acting"), code=303)


def _wanted(form: Register, side: str) -> Wanted:
    return Wanted(
        asked_as=side,
        other=Other(form.scheme, form.bare, form.name.data or ""),
        capacity=form.capacity.data,
        rights=form.rights.data,
        evidence=form.evidence.data or "",
        paper=form.paper.data or "",
        until_on=form.until.data,
        once=form.once.data or "",
    )

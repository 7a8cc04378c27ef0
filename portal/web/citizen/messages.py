"""How this person wants to be told that there is news."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import Length

from portal.cases.letterbox import digital
from portal.people import addresses
from portal.people.actors import Permission
from portal.people.models import Person
from portal.web.citizen import citizen
from portal.web.fields import Needed, clean
from portal.web.fragments import answer
from portal.web.services import services
from portal.web.session import actor, needs

WAYS = ("mail", "post")
LONGEST = 254
"""Signs a mail address can have."""


class HowToTell(FlaskForm):
    """By mail or by post."""

    by = RadioField(
        lazy_gettext("messages-by"), validators=[Needed("error-choose")], validate_choice=False
    )
    email = StringField(
        lazy_gettext("messages-email"),
        filters=[clean],
        validators=[Length(max=LONGEST, message=lazy_gettext("error-mail-address"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer both ways."""
        super().__init__(*args, **kwargs)
        self.by.choices = [(way, gettext(f"messages-by-{way}")) for way in _ways()]

    def validate_by(self, field: RadioField) -> None:
        """One of the ways there are."""
        if field.data not in _ways():
            raise ValidationError(gettext("error-choose"))

    def validate_email(self, field: StringField) -> None:
        """Who wants mail gives an address; whether it works is seen by writing to it."""
        typed = field.data or ""
        name, _, domain = typed.rpartition("@")
        looks_right = name and "." in domain and not any(sign.isspace() for sign in typed)
        if (self.by.data == "mail" or typed) and not looks_right:
            raise ValidationError(gettext("error-mail-address"))


def _ways() -> tuple[str, ...]:
    """How one can be told here: by digital post only where there is any."""
    return WAYS if services().digital_post is None else (*WAYS, "digital")


@citizen.get("/messages")
@needs(Permission.OWN_CLAIMS)
def messages() -> Response:
    """Show how this person wants to be told."""
    with services().database.reading() as session:
        person = session.get_one(Person, actor().id)
        held = addresses.of_person(session, actor().id)
        box = digital.box_of(session, actor().id)
    email = held.email if held else person.email
    by = "digital" if box is not None else person.messages_by
    form = HowToTell(formdata=None, data={"by": by, "email": email})
    return _page(form)


@citizen.post("/messages")
@needs(Permission.OWN_MANAGE)
def messages_by() -> Response:
    """Keep how this person wants to be told; a new mail address is confirmed first."""
    form, parts = HowToTell(), services()
    if not form.validate_on_submit():
        return _page(form, status=422)
    now = parts.clock.now()
    with parts.database.unit_of_work() as session:
        digital.choose(session, actor(), wanted=form.by.data == "digital", now=now)
        if form.by.data != "mail":
            addresses.choose_post(session, actor(), now)
        else:
            hours, email = _hours(), form.email.data or ""
            addresses.choose_mail(session, actor(), parts.tokens, email, hours=hours, now=now)
    return redirect(url_for("citizen.messages"), code=303)


def _hours() -> int:
    parts = services()
    return parts.town.terms.number(addresses.CONFIRM_HOURS, parts.clock.today())


def _page(form: HowToTell, status: int = 200) -> Response:
    parts = services()
    with parts.database.reading() as session:
        held = addresses.last_of(session, actor().id)
        path = addresses.path_of(session, held) if parts.settings.demo and held else ""
    return answer(
        "citizen/messages.html", status=status, form=form, held=held, path=path, hours=_hours()
    )

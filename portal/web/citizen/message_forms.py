"""The forms of how one is told: the way with its address or number, and the code of a number."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import Length

from portal.people import mobiles
from portal.web.fields import Needed, choices_of, clean
from portal.web.services import services

LONGEST = 254
"""Signs a mail address can have."""


def is_mail(typed: str) -> bool:
    """Whether it looks like a mail address."""
    name, _, domain = typed.rpartition("@")
    return bool(name) and "." in domain and not any(sign.isspace() for sign in typed)


class HowToTell(FlaskForm):
    """By mail, by text message or by post."""

    by = RadioField(
        lazy_gettext("messages-by"), validators=[Needed("error-choose")], validate_choice=False
    )
    email = StringField(
        lazy_gettext("messages-email"),
        filters=[clean],
        validators=[Length(max=LONGEST, message=lazy_gettext("error-mail-address"))],
    )
    mobile = StringField(lazy_gettext("messages-mobile"), filters=[clean])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the ways there are here."""
        super().__init__(*args, **kwargs)
        self.by.choices = choices_of("messages-by", offered())

    @property
    def number(self) -> str:
        """The number as it is called from anywhere; nothing for what is none."""
        return mobiles.normal(self.mobile.data or "", services().town.country) or ""

    def validate_by(self, field: RadioField) -> None:
        """One of the ways there are."""
        if field.data not in offered():
            raise ValidationError(gettext("error-choose"))

    def validate_email(self, field: StringField) -> None:
        """Who wants mail gives an address; whether it works is seen by writing to it."""
        typed = field.data or ""
        if (self.by.data == "mail" or typed) and not is_mail(typed):
            raise ValidationError(gettext("error-mail-address"))

    def validate_mobile(self, field: StringField) -> None:
        """Who wants text messages gives a number; whether it works is seen by writing to it."""
        if (self.by.data == "sms" or field.data) and not self.number:
            raise ValidationError(gettext("error-mobile"))


class TypedCode(FlaskForm):
    """The code of a text message."""

    code = StringField(lazy_gettext("sms-code"), filters=[clean])


def offered() -> tuple[str, ...]:
    """Return how one can be told here; the demo shows text messages without sending any."""
    parts = services()
    has_sms = bool(parts.settings.sms) or parts.settings.demo
    sms, box = ("sms",) if has_sms else (), ("digital",) if parts.digital_post else ()
    return ("mail", *sms, "post", *box)

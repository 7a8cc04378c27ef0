"""The form with which somebody lends a view: to do what, for how long, who is told."""

from secrets import token_urlsafe
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from portal.cases.lending import HELPS
from portal.web.citizen.message_forms import LONGEST, is_mail
from portal.web.fields import Needed, Offered, choices_of, clean

HOURS = (1, 24, 7 * 24, 30 * 24)
"""For how long one can lend: an hour, a day, a week, a month; as far as the term goes."""
TOLD = ("me", "both")


def _radio(label: str, missing: str) -> RadioField:
    validators = [Needed(missing), Offered(missing)]
    return RadioField(lazy_gettext(label), validators=validators, validate_choice=False)


class Lend(FlaskForm):
    """To what end something is lent."""

    helps = _radio("lend-helps", "lend-error-helps")
    hours = SelectField(
        lazy_gettext("lend-hours"),
        validators=[Needed("lend-error-hours"), Offered("lend-error-hours")],
        validate_choice=False,
    )
    told = _radio("lend-told", "lend-error-told")
    email = StringField(
        lazy_gettext("lend-email"),
        filters=[clean],
        validators=[Length(max=LONGEST, message=lazy_gettext("error-mail-address"))],
    )

    once = StringField(validators=[Length(max=40)])

    def __init__(self, most_days: int, **kwargs: Any) -> None:  # noqa: ANN401
        """`most_days` is the longest one can lend."""
        super().__init__(data={"once": token_urlsafe(16)}, **kwargs)
        self.helps.choices = choices_of("lend-helps", HELPS)
        self.hours.choices = [
            (str(hours), gettext(f"lend-hours-{hours}"))
            for hours in HOURS
            if hours <= most_days * 24
        ]
        self.told.choices = choices_of("lend-told", TOLD)

    def validate_email(self, field: StringField) -> None:
        """A helper who gets messages too has an address."""
        if self.told.data == "both" and not is_mail(field.data or ""):
            raise ValidationError(gettext("error-mail-address"))

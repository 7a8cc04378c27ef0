"""The forms of who owes a claim: naming one more, and why somebody is let off."""

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import StopValidation

from portal import money
from portal.municipality import Municipality
from portal.people import identity
from portal.web.fields import AmountField, Between, as_on_the_page, choices_of, one_of
from portal.web.staff.forms import DayField, Text, own_words

LONGEST_NAME, LONGEST_ADDRESS = 120, 200
EARLIEST = date(1900, 1, 1)


class Why(FlaskForm):
    """A reason, in a person's own words."""

    reason = own_words()


class NameOneMore(Why):
    """Somebody who owes the claim too: by identity number, so that it is no namesake."""

    scheme = one_of(lazy_gettext("staff-debtor-scheme"))
    number = StringField(lazy_gettext("staff-debtor-number"), default="")
    name = StringField(
        lazy_gettext("staff-debtor-name"),
        default="",
        validators=[Text("error-name-needed", 2, LONGEST_NAME)],
    )
    address = StringField(
        lazy_gettext("staff-debtor-address"), default="", validators=[Text("", 0, LONGEST_ADDRESS)]
    )
    born_on = DayField(lazy_gettext("staff-debtor-born-on"))
    share = AmountField(
        lazy_gettext("staff-debtor-share-most"), validators=[Between(1, money.MOST, is_amount=True)]
    )

    def __init__(self, town: Municipality, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the kinds of number the municipality knows its people by."""
        super().__init__(**kwargs)
        self.scheme.choices = choices_of("identity", town.identity_schemes)
        as_on_the_page(self, "scheme", "number", "name", "address", "born_on", "share")

    def bare_number(self) -> str:
        """The number without the spaces people type."""
        return "".join((self.number.data or "").split())

    def validate_number(self, field: StringField) -> None:
        """A number that can be right; it is never told back what was typed."""
        if self.scheme.data and not identity.is_valid(self.scheme.data, self.bare_number()):
            raise StopValidation(gettext("error-identity-number"))

    def validate_born_on(self, field: DayField) -> None:
        """A day somebody alive can be born on."""
        if field.data is not None and field.data < EARLIEST:
            raise StopValidation(gettext("error-general"))

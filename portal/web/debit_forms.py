"""The forms of direct debit: giving a mandate online or from paper, and ending one."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import StopValidation

from portal.ledger.debits.references import BadAccount, account_of
from portal.web.fields import Needed, as_on_the_page, clean, one_of
from portal.web.staff.forms import DayField, Text

LONGEST_HOLDER = 70
"""As many signs as a bank takes."""
_OLDEST = timedelta(days=36 * 31)
"""A mandate on paper that is older is over: nothing was collected by it for three years."""


class Account:
    """The number of an account in a country of SEPA."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with what is wrong; the number itself is in no message."""
        try:
            account_of(clean(field.data))
        except BadAccount as bad:
            raise StopValidation(gettext(bad.message)) from None


class _Mandate(FlaskForm):
    account = StringField(
        lazy_gettext("debit-account"),
        default="",
        validators=[Needed("error-iban-missing"), Account()],
    )
    holder = StringField(
        lazy_gettext("debit-holder"),
        default="",
        validators=[Text("error-holder", 2, LONGEST_HOLDER)],
    )


class NewMandate(_Mandate):
    """A mandate that a person gives on the page."""

    while_held = BooleanField(lazy_gettext("debit-while-held"))
    agree = BooleanField(lazy_gettext("debit-agree"), validators=[Needed("error-agree")])

    def validate_agree(self, field: BooleanField) -> None:
        """It counts only when it is ticked."""
        if not field.data:
            raise StopValidation(gettext("error-agree"))


class PaperMandate(_Mandate):
    """A mandate on paper, entered by staff."""

    subject = one_of(lazy_gettext("staff-mandate-for"))
    signed_on = DayField(
        lazy_gettext("staff-mandate-signed"), validators=[Needed("error-day-missing")]
    )

    def __init__(self, subjects: list[tuple[str, str]], today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what a mandate can be for."""
        super().__init__(**kwargs)
        as_on_the_page(self, "subject", "account", "holder", "signed_on")
        self.subject.choices, self.today = subjects, today

    def validate_signed_on(self, field: DayField) -> None:
        """Signed by today, and not so long ago that it is over."""
        if field.data and not self.today - _OLDEST <= field.data <= self.today:
            raise StopValidation(gettext("error-signed-on"))


class Ending(FlaskForm):
    """Nothing but the wish to end it."""

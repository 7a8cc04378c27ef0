"""The forms of a claim that goes back to its unit, and of what the unit does with it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField

from portal.ledger.claims import ClaimView
from portal.ledger.origin.readiness import CODES
from portal.web.fields import AmountField, Between, Needed, choices_of, clean
from portal.web.staff.forms import DayField, Text
from portal.web.staff.register_forms import LONGEST_DESCRIPTION
from portal.web.staff.working_form import InOurTime

LONGEST_WORDS = 1000
NOT_THEIRS = ("type_code",)
"""What a unit cannot mend."""


class GiveBack(FlaskForm):
    """What is wrong with a claim: from the list, in words, or both."""

    lacks = SelectMultipleField(lazy_gettext("return-lacks"), validate_choice=False)
    words = TextAreaField(
        lazy_gettext("return-words"), validators=[Text("error-return-why", 0, LONGEST_WORDS)]
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what readiness can find and a unit can mend, by its short name."""
        super().__init__(**kwargs)
        theirs = [code for code in CODES if code not in NOT_THEIRS]
        self.lacks.choices = choices_of("return-lack", theirs)


class Correct(FlaskForm):
    """What a unit may correct."""

    description = TextAreaField(
        lazy_gettext("register-description"),
        validators=[Text("lack-description-short", 1, LONGEST_DESCRIPTION)],
    )
    arose_on = DayField(
        lazy_gettext("register-arose-on"), validators=[Needed("error-day-needed"), InOurTime()]
    )
    period_from = DayField(lazy_gettext("register-period-from"), validators=[InOurTime()])
    period_to = DayField(lazy_gettext("register-period-to"), validators=[InOurTime()])

    @classmethod
    def filled(cls, view: ClaimView) -> dict[str, Any]:
        """Return the claim as it is now."""
        names = ("description", "arose_on", "period_from", "period_to")
        return {name: getattr(view, name) for name in names}

    def changes(self) -> dict[str, str | date | None]:
        """Return what the claim is to be."""
        return {
            "description": clean(self.description.data),
            "arose_on": self.arose_on.data,
            "period_from": self.period_from.data,
            "period_to": self.period_to.data,
        }


class Lower(FlaskForm):
    """How much comes off."""

    amount = AmountField(lazy_gettext("return-off"), validators=[Needed("error-amount-missing")])

    def __init__(self, most: int, **kwargs: Any) -> None:  # noqa: ANN401
        """`most`: the principal as it stands, in minor units; something of it stays."""
        super().__init__(**kwargs)
        self.most = most

    def validate_amount(self, field: AmountField) -> None:
        """Something, and less than all of it."""
        Between(1, self.most - 1, is_amount=True)(self, field)


class Said(FlaskForm):
    """What the unit says when it gives the claim back or withdraws it."""

    words = TextAreaField(
        lazy_gettext("return-answer"), validators=[Text("error-message-missing", 1, LONGEST_WORDS)]
    )

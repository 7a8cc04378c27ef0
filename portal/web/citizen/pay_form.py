"""What someone fills in to pay: which part, and how much when it is an amount of their own."""

from typing import Self

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import StopValidation

from portal.ledger.online.beginning import Offer
from portal.web.context import amount, day
from portal.web.fields import AmountField, Between, Needed, Offered
from portal.web.services import services

LONGEST_KEY = 64


class PayForm(FlaskForm):
    """Which part of a claim to pay."""

    scope = RadioField(validate_choice=False)
    amount = AmountField()
    key = HiddenField()
    """Drawn with the page, so that sending it twice begins one payment."""

    @classmethod
    def of(cls, can: Offer, key: str, agreed: int = 0) -> Self:
        """Return the form with what can be paid now.

        `agreed` is this claim's part of half at once, in minor units: it stands there already.
        """
        part = agreed if can.least <= agreed < can.whole else None
        usual = "instalment" if can.instalment and not agreed else "whole"
        form = cls(scope="amount" if part else usual, amount=part, key=key)
        form.scope.label.text = gettext("pay-what")
        form.amount.label.text = gettext("pay-own-amount")
        form.scope.choices = _choices(can)
        form.scope.validators = [Needed("error-choose"), Offered()]
        form.amount.validators = []
        if form.scope.data == "amount":
            bounds = Between(can.least, can.whole, is_amount=True)
            form.amount.validators = [Needed("error-amount-missing"), bounds]
        elif form.amount.data not in (None, part):
            form.scope.validators.append(_which)
        form.key.validators = [_short]
        return form

    @property
    def wanted(self) -> int | None:
        """The amount of one's own, where that was chosen."""
        return self.amount.data if self.scope.data == "amount" else None


def _choices(can: Offer) -> list[tuple[str, str]]:
    found = []
    if can.instalment and can.instalment_on:
        is_late = can.instalment_on < services().clock.today()
        told = amount(can.instalment)
        said = (
            gettext("pay-missing", amount=told)
            if is_late
            else gettext("pay-instalment", amount=told, day=day(can.instalment_on))
        )
        found.append(("instalment", said))
    found.append(("whole", gettext("pay-whole", amount=amount(can.whole))))
    found.append(("amount", gettext("pay-other")))
    return found


def _which(_form: FlaskForm, _field: RadioField) -> None:
    """An amount was typed and another part chosen: nobody pays what they did not mean."""
    raise StopValidation(gettext("error-pay-which"))


def _short(_form: FlaskForm, field: HiddenField) -> None:
    if not field.data or len(field.data) > LONGEST_KEY or not field.data.isascii():
        raise StopValidation(gettext("error-form-too-old"))

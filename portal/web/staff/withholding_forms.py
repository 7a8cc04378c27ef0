"""The forms of withholding: from which benefit, for which claims, how much, from when."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal import money
from portal.cases.journey import UNDER_21
from portal.ledger.claims import ClaimView
from portal.ledger.setoff.allowed import Means
from portal.rules.facts import FORMS, PENSION_AGES, Household
from portal.web.context import amount
from portal.web.fields import (
    AmountField,
    Between,
    Needed,
    NumberField,
    Offered,
    choices_of,
    one_of_list,
)
from portal.web.staff.forms import DayField, own_words

MOST_SHARERS = 20
_FARTHEST = timedelta(days=366)


class _FromDay(FlaskForm):
    from_on = DayField(lazy_gettext("withholding-from"), validators=[Needed("error-day-needed")])

    def __init__(self, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Days are told from today on."""
        super().__init__(**kwargs)
        self.today = today

    def validate_from_on(self, field: DayField) -> None:
        """Not in the past, and not farther than a year."""
        if field.data and not self.today <= field.data <= self.today + _FARTHEST:
            raise StopValidation(gettext("error-from-on"))


class Amount(_FromDay):
    """How much, from when, and what the rules need to know to say the most."""

    monthly = AmountField(
        lazy_gettext("withholding-monthly"),
        validators=[Needed("error-amount-missing"), Between(1, money.MOST, is_amount=True)],
    )
    household = one_of_list(lazy_gettext("fact-household"))
    pension_age = one_of_list(lazy_gettext("fact-pension-age"))
    sharers = NumberField(
        lazy_gettext("fact-sharers"),
        validators=[Needed("error-number"), Between(1, MOST_SHARERS)],
    )
    income = AmountField(
        lazy_gettext("withholding-income"),
        validators=[Needed("error-amount-missing"), Between(1, money.MOST, is_amount=True)],
    )
    room = AmountField(
        lazy_gettext("withholding-room"), validators=[Between(0, money.MOST, is_amount=True)]
    )

    def __init__(self, today: date, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the households the rules know."""
        super().__init__(today, **kwargs)
        self.household.choices = choices_of("withholding-form", FORMS)
        self.pension_age.choices = choices_of("answer-pension-age", (*PENSION_AGES, UNDER_21))

    def means(self) -> Means:
        """Return what the rules need to know; the form must be valid."""
        is_couple = self.household.data == "couple"
        told = self.pension_age.data
        ages = "one" if told == "both" and not is_couple else told
        household = Household(
            form=self.household.data,
            pension_age="none" if ages == UNDER_21 else ages,
            under_21=ages == UNDER_21,
            cost_sharers=max(2 if is_couple else 1, self.sharers.data or 1),
            children=1 if self.household.data == "single_parent" else 0,
        )
        return Means(household, income=self.income.data or 0, room=self.room.data)


class NewWithholding(Amount):
    """An arrangement for some claims of a person."""

    claims = SelectMultipleField(
        lazy_gettext("withholding-claims"),
        option_widget=CheckboxInput(),
        widget=ListWidget(),
        validators=[Needed("error-choose-claims"), Offered()],
        validate_choice=False,
    )

    def __init__(self, today: date, views: Sequence[ClaimView], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the claims that withholding can pay."""
        super().__init__(today, **kwargs)
        self.claims.choices = [
            (view.ref, f"{view.number} · {view.description} · {amount(view.balance)}")
            for view in views
        ]


class EndWithholding(_FromDay):
    """From when nothing is withheld, and why."""

    reason = own_words()


def from_told(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to fill in at first: what the person said of their means in a request."""
    income = told.get("income")
    monthly = isinstance(income, Mapping) and income.get("period") == "month"
    found = {
        "household": told.get("household") or "single",
        "pension_age": told.get("pension_age") or "none",
        "sharers": told.get("sharers") if isinstance(told.get("sharers"), int) else 1,
        "income": income["amount"] if monthly and isinstance(income, Mapping) else None,
    }
    return {name: value for name, value in found.items() if value is not None}

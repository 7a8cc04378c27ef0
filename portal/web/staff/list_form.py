"""The form with which staff answer a proposal, and the one to take an answer back."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import StopValidation

from portal.cases.contacts.log import outcomes
from portal.jobs.answers import FIELDS, Kind
from portal.jobs.answers_given import Given
from portal.ledger.proposals import ANSWERS
from portal.web.fields import (
    AmountField,
    Needed,
    Offered,
    as_on_the_page,
    choices_of,
    clean,
    one_of,
)
from portal.web.services import services
from portal.web.staff.forms import DayField, Text, When, own_words
from portal.web.staff.working_form import InOurTime

_LONGEST_WORDS = 120


class Back(FlaskForm):
    """Why an answer is taken back."""

    reason = own_words()


class Reply(Back):
    """Yes, no or later, with a reason; and what a yes of some kinds needs."""

    says = one_of(lazy_gettext("list-says"))
    later_on = DayField(
        lazy_gettext("list-later-on"),
        validators=[When("says", "later"), Needed("error-day-needed"), InOurTime()],
    )
    on = DayField(
        lazy_gettext("list-field-on"),
        validators=[When("says", "yes"), Needed("error-day-missing"), InOurTime()],
    )
    at = StringField(
        lazy_gettext("list-field-at"),
        validators=[When("says", "yes"), Needed("error-time-needed"), Text("", 0, _LONGEST_WORDS)],
    )
    place = StringField(
        lazy_gettext("list-field-place"),
        validators=[When("says", "yes"), Needed("error-place-needed"), Text("", 0, _LONGEST_WORDS)],
    )
    amount = AmountField(
        lazy_gettext("list-field-amount"),
        validators=[When("says", "yes"), Needed("error-amount-missing")],
    )
    outcome = SelectField(
        lazy_gettext("contact-outcome"),
        validators=[When("says", "yes"), Needed("error-choose"), Offered()],
        validate_choice=False,
    )

    def __init__(self, kind: Kind, name: str, prepared: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        """`prepared` is the answer that is ready to be given."""
        super().__init__(**kwargs)
        as_on_the_page(self, "says", *FIELDS, "later_on")
        self.says.choices = choices_of("list", ANSWERS)
        codes = outcomes(services().town, services().clock.today())
        self.outcome.choices = [("", ""), *choices_of("contact-outcome", codes)]
        if "outcome" in kind.asks:
            self.reason.label.text = gettext("list-said")
        if not self.is_submitted():
            self.says.data = prepared or None
        for field in FIELDS:
            if field not in kind.asks:
                del self[field]
            elif field != "outcome":
                self[field].label.text = _label(name, field)

    def validate_later_on(self, field: DayField) -> None:
        """The day is to come."""
        if field.data is not None and field.data <= services().clock.today():
            raise StopValidation(gettext("error-day-passed"))

    def given(self) -> Mapping[str, Given]:
        """Return what a yes was given, by name; the form must be valid."""
        asked = {name: self[name].data for name in FIELDS if name in self}
        words = {name: clean(value) for name, value in asked.items() if isinstance(value, str)}
        return {name: value for name, value in (asked | words).items() if value is not None}


_OWN_LABELS = {("writ-served", "amount")}


def _label(name: str, field: str) -> str:
    """The label of a field, where the kind has words of its own for it."""
    family = name if (name, field) in _OWN_LABELS else "field"
    return gettext(f"list-{family}-{field}")

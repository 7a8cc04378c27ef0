"""The form of the contact log: when, which way, what came of it, and what was said."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import StopValidation

from portal.cases.contacts.log import LEAST_WORDS, LONGEST_WORDS, NOT_SPOKEN, Noted
from portal.cases.contacts.models import CHANNELS, DIRECTIONS
from portal.people.refs import new_ref
from portal.web.fields import Needed, Offered, choices_of, clean
from portal.web.services import services
from portal.web.staff.forms import DayField, Text

LONGEST_KEY = 40


class Note(FlaskForm):
    """One contact."""

    once = HiddenField()
    held_on = DayField(lazy_gettext("contact-day"), validators=[Needed("error-contact-day")])
    way = SelectField(lazy_gettext("contact-way"), validators=[Offered()], validate_choice=False)
    outcome = SelectField(
        lazy_gettext("contact-outcome"),
        validators=[Needed("error-choose"), Offered()],
        validate_choice=False,
    )
    words = TextAreaField(lazy_gettext("contact-words"), validators=[Text("", 0, LONGEST_WORDS)])

    def __init__(self, codes: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        """`codes`: the outcomes to choose from."""
        super().__init__(**kwargs)
        ways = [f"{channel}-{direction}" for channel in CHANNELS for direction in DIRECTIONS]
        self.way.choices = choices_of("contact", ways)
        self.outcome.choices = [("", ""), *choices_of("contact-outcome", codes)]

    def validate_held_on(self, field: DayField) -> None:
        """Nobody spoke with anyone tomorrow."""
        if field.data is not None and field.data > services().clock.today():
            raise StopValidation(gettext("error-contact-day"))

    def validate_words(self, field: TextAreaField) -> None:
        """Words are there where somebody was spoken with."""
        if self.outcome.data not in NOT_SPOKEN and len(clean(field.data)) < LEAST_WORDS:
            raise StopValidation(gettext("error-contact-words"))

    def noted(self) -> Noted:
        """Return what was noted; the form must be valid."""
        channel, _, direction = self.way.data.rpartition("-")
        key = clean(self.once.data)[:LONGEST_KEY] or new_ref()
        assert self.held_on.data is not None
        return Noted(
            f"form:{key}",
            self.held_on.data,
            channel,
            direction,
            self.outcome.data,
            clean(self.words.data),
        )


def outcome_name(code: str) -> str:
    """Return the name of an outcome."""
    return gettext(f"contact-outcome-{code}".replace("_", "-"))

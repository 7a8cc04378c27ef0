"""The forms about something that waits: to whom it goes, a reminder, a clock that stands still."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.cases.work.clock import Stop
from portal.cases.work.hands import LONGEST_NOTE
from portal.people.models import StaffMember
from portal.web.fields import Needed, choices_of, clean, one_of, one_of_list
from portal.web.staff.forms import DayField, Text

LONGEST_WAIT = 300
"""Signs of what is waited for: it stands in a message."""


class Give(FlaskForm):
    """A colleague, and what they should know."""

    whom = one_of_list(lazy_gettext("work-give-to"))
    note = TextAreaField(
        lazy_gettext("work-give-note"), validators=[Text("error-few-words", 1, LONGEST_NOTE)]
    )

    def __init__(self, colleagues: Sequence[StaffMember], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the colleagues who may take it."""
        super().__init__(**kwargs)
        self.whom.choices = [(one.ref, one.name) for one in colleagues]


class Remind(FlaskForm):
    """A day, and what to be reminded of."""

    on = DayField(lazy_gettext("work-remind-on"), validators=[Needed("error-day-needed")])
    why = TextAreaField(
        lazy_gettext("work-remind-note"), validators=[Text("error-few-words", 1, LONGEST_NOTE)]
    )


class StopClock(FlaskForm):
    """On which ground of the law, until when at most, and what is waited for."""

    ground = one_of(lazy_gettext("clock-ground"))
    until = DayField(lazy_gettext("clock-until"), validators=[Needed("error-day-needed")])
    what = TextAreaField(
        lazy_gettext("clock-what"), validators=[Text("error-few-words", 1, LONGEST_WAIT)]
    )

    def __init__(self, grounds: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the grounds the law gives here."""
        super().__init__(**kwargs)
        self.ground.choices = choices_of("clock-ground", grounds)

    def wanted(self) -> Stop:
        """Return what is wanted; the form must be valid."""
        assert self.until.data is not None
        return Stop(self.ground.data, self.until.data, clean(self.what.data))

"""The form with which a batch of direct debit is released or refused."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField

from portal.cases.models import LEAST_REASON
from portal.web.staff.forms import LONGEST_REASON, OneOffered, Text


class Release(FlaskForm):
    """Yes or no, and what was looked at."""

    says = RadioField(
        lazy_gettext("staff-debit-says"), validators=[OneOffered()], validate_choice=False
    )
    reason = TextAreaField(
        lazy_gettext("staff-reason"),
        default="",
        validators=[Text("error-reason-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the two answers."""
        super().__init__(**kwargs)
        self.says.choices = [("yes", gettext("staff-debit-yes")), ("no", gettext("staff-debit-no"))]

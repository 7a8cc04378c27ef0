"""The form with which a batch of direct debit is released or refused."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.cases.models import LEAST_REASON
from portal.web.fields import one_of
from portal.web.staff.forms import LONGEST_REASON, Text


class Release(FlaskForm):
    """Yes or no, and what was looked at."""

    says = one_of(lazy_gettext("staff-debit-says"))
    reason = TextAreaField(
        lazy_gettext("staff-reason"),
        default="",
        validators=[Text("error-reason-needed", LEAST_REASON, LONGEST_REASON)],
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the two answers."""
        super().__init__(**kwargs)
        self.says.choices = [("yes", gettext("staff-debit-yes")), ("no", gettext("staff-debit-no"))]

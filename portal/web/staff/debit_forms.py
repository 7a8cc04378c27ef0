"""The form with which a batch of direct debit is released or refused."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField

from portal.cases.models import LEAST_REASON
from portal.web.staff.forms import LONGEST_REASON, OneOffered, Text


class Release(FlaskForm):
    """Yes or no, and what was looked at."""

    says = RadioField(
        lazy_gettext("staff-debit-says"),
        choices=[("yes", lazy_gettext("staff-debit-yes")), ("no", lazy_gettext("staff-debit-no"))],
        validators=[OneOffered()],
        validate_choice=False,
    )
    reason = TextAreaField(
        lazy_gettext("staff-reason"),
        default="",
        validators=[Text("error-reason-needed", LEAST_REASON, LONGEST_REASON)],
    )

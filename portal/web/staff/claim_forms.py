"""The forms of a claim's page for staff: a write-off, and what changes at the collector."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import StopValidation

from portal.cases.models import LEAST_REASON
from portal.jobs.handover.changing import CHANGE_REASONS, RECALL_REASONS, WAYS
from portal.ledger.writeoff import REASONS
from portal.web.fields import AmountField, Between, Needed, Offered, one_of
from portal.web.staff.forms import LONGEST_REASON, Text
from portal.web.staff.working_form import WorkingForm

MOST = 10**12
"""The largest change of a claim, in minor units."""


def _words() -> TextAreaField:
    return TextAreaField(
        lazy_gettext("staff-reason"),
        validators=[Text("error-reason-needed", LEAST_REASON, LONGEST_REASON)],
    )


class WriteOff(FlaskForm):
    """Why a claim is to be written off; a second person must agree."""

    cause = one_of(lazy_gettext("write-off-code"))
    reason = _words()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.cause.choices = [
            (name, gettext(f"write-off-code-{name}".replace("_", "-"))) for name in REASONS
        ]


class _ForAmount:
    """The field counts only when an amount changes."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        if form.way.data not in ("write_down", "write_up"):
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation


class AtCollector(WorkingForm):
    """A claim recalled, written down or written up."""

    way = one_of(lazy_gettext("change-way"))
    component = SelectField(
        lazy_gettext("change-component"),
        validators=[_ForAmount(), Offered()],
        validate_choice=False,
    )
    amount = AmountField(
        lazy_gettext("change-amount"),
        validators=[_ForAmount(), Needed("error-amount-missing"), Between(1, MOST, is_amount=True)],
    )
    why = SelectField(lazy_gettext("change-why"), validators=[Offered()], validate_choice=False)
    reason = _words()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.way.choices = [(way, gettext(f"change-{way}".replace("_", "-"))) for way in WAYS]
        self.component.choices = [
            (name, gettext(f"component-{name}")) for name in ("principal", "fee", "interest")
        ]
        reasons = dict.fromkeys((*RECALL_REASONS, *CHANGE_REASONS))
        self.why.choices = [
            (name, gettext(f"change-why-{name}".replace("_", "-"))) for name in reasons
        ]

    def validate_why(self, field: SelectField) -> None:
        """The reason fits what is changed."""
        fitting = RECALL_REASONS if self.way.data == "recall" else CHANGE_REASONS
        if field.data not in fitting:
            raise StopValidation(gettext("error-why-other"))

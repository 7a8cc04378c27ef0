"""The forms of a claim's page for staff: a write-off, and what changes at the collector."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import StopValidation

from portal.jobs.handover.changing import CHANGE_REASONS, RECALL_REASONS, WAYS
from portal.ledger.writeoff import REASONS
from portal.web.fields import AmountField, Between, Needed, Offered, choices_of, one_of
from portal.web.staff.forms import When, own_words
from portal.web.staff.working_form import WorkingForm

MOST = 10**12
"""The largest change of a claim, in minor units."""
_AMOUNT_CHANGES = When("way", "write_down", "write_up")


class WriteOff(FlaskForm):
    """Why a claim is to be written off; a second person must agree."""

    cause = one_of(lazy_gettext("write-off-code"))
    reason = own_words()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.cause.choices = choices_of("write-off-code", REASONS)


class AtCollector(WorkingForm):
    """A claim recalled, written down or written up."""

    way = one_of(lazy_gettext("change-way"))
    component = SelectField(
        lazy_gettext("change-component"),
        validators=[_AMOUNT_CHANGES, Offered()],
        validate_choice=False,
    )
    amount = AmountField(
        lazy_gettext("change-amount"),
        validators=[
            _AMOUNT_CHANGES,
            Needed("error-amount-missing"),
            Between(1, MOST, is_amount=True),
        ],
    )
    why = SelectField(lazy_gettext("change-why"), validators=[Offered()], validate_choice=False)
    reason = own_words()

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(**kwargs)
        self.way.choices = choices_of("change", WAYS)
        self.component.choices = choices_of("component", ("principal", "fee", "interest"))
        reasons = dict.fromkeys((*RECALL_REASONS, *CHANGE_REASONS))
        self.why.choices = choices_of("change-why", reasons)

    def validate_why(self, field: SelectField) -> None:
        """The reason fits what is changed."""
        fitting = RECALL_REASONS if self.way.data == "recall" else CHANGE_REASONS
        if field.data not in fitting:
            raise StopValidation(gettext("error-why-other"))

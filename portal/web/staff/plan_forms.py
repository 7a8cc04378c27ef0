"""The forms of a plan by hand: a new one, and a change of one that runs."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.validators import StopValidation

from portal import money, texts
from portal.cases.plans.granted import MOST_INSTALMENTS
from portal.errors import BadAmount, Conflict
from portal.ledger.claims import ClaimView
from portal.ledger.plans import RHYTHMS
from portal.web.context import amount, lang
from portal.web.fields import (
    AmountField,
    Between,
    Needed,
    NumberField,
    Offered,
    as_on_the_page,
    choices_of,
    one_of,
)
from portal.web.staff.forms import DayField, Text, own_words

LONGEST_LIST = 4_000
PROBLEMS = {
    "error-plan-claims": "claims",
    "error-plan-long": "monthly",
    "error-plan-sum": "amounts",
    "error-plan-first-day": "first",
    "error-plan-above-rules": "wish",
    "error-reason-needed": "reason",
    "error-plan-day": "to",
}
"""Under which field a problem is told."""


class _Amounts(FlaskForm):
    """How much: so much a month, in so many parts, or each instalment apart."""

    monthly = AmountField(lazy_gettext("staff-plan-monthly"))
    count = NumberField(lazy_gettext("staff-plan-count"), validators=[Between(1, MOST_INSTALMENTS)])
    amounts = TextAreaField(
        lazy_gettext("staff-plan-amounts"), validators=[Text("", 0, LONGEST_LIST)]
    )
    wish = BooleanField(lazy_gettext("staff-plan-wish"))
    reason = own_words(least=0)

    def validate_amounts(self, field: TextAreaField) -> None:
        """Each line is an amount, and there are not too many."""
        lines = (field.data or "").split("\n")
        typed = [line.strip() for line in lines if line.strip()]
        if len(typed) > MOST_INSTALMENTS:
            raise StopValidation(gettext("error-too-long"))
        try:
            self.listed = [money.typed(line, texts.decimal_mark(lang())) for line in typed]
        except BadAmount as bad:
            raise StopValidation(gettext("error-amount")) from bad
        if not all(self.listed):
            raise StopValidation(gettext("error-amount"))

    def must_be_one(self) -> bool:
        """Ask for one of the three ways to say it."""
        ways = (self.monthly.data, self.count.data, (self.amounts.data or "").strip())
        if sum(bool(way) for way in ways) == 1:
            return True
        self.monthly.errors = [*self.monthly.errors, gettext("staff-error-plan-one-of")]
        return False

    def tell(self, problem: str) -> str:
        """Put a problem under the field it is about; return one that is about the whole form."""
        if problem in ("", Conflict.message):
            return problem
        field = self[PROBLEMS.get(problem, "reason")]
        field.errors = [*field.errors, gettext(problem)]
        return ""


class NewPlan(_Amounts):
    """A new plan."""

    claims = SelectMultipleField(
        lazy_gettext("staff-plan-claims"),
        validators=[Needed("error-plan-claims"), Offered()],
        validate_choice=False,
    )
    rhythm = one_of(lazy_gettext("staff-plan-rhythm"))
    first = DayField(lazy_gettext("staff-plan-first"), validators=[Needed("error-day-needed")])

    def __init__(self, claims: Sequence[ClaimView], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the claims that a plan can be made for."""
        super().__init__(**kwargs)
        self.listed: list[int] = []
        self.claims.choices = [
            (view.ref, f"{view.description} ({amount(view.balance)})") for view in claims
        ]
        self.rhythm.choices = choices_of("plan-rhythm", RHYTHMS)
        as_on_the_page(self, "claims", "rhythm", "monthly", "count", "amounts", "first")

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """All fields, and one way to say how much."""
        return bool(super().validate(extra_validators)) & self.must_be_one()


class ChangePlan(_Amounts):
    """A change of a plan that runs."""

    act = one_of(lazy_gettext("staff-plan-act"))
    to = DayField(lazy_gettext("plan-day-to"))

    def __init__(self, acts: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        """Offer what can be done with the plan now."""
        super().__init__(**kwargs)
        self.listed: list[int] = []
        self.act.choices = choices_of("staff-plan-act", acts)
        del self.count
        as_on_the_page(self, "act", "to")

    def validate_to(self, field: DayField) -> None:
        """A day is needed to move to one."""
        if self.act.data == "day" and field.data is None and not field.errors:
            raise StopValidation(gettext("error-day-needed"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """All fields, and one way to say how much where that changes."""
        right = bool(super().validate(extra_validators))
        if self.act.data != "amounts":
            return right
        ways = (self.monthly.data, (self.amounts.data or "").strip())
        if sum(bool(way) for way in ways) == 1:
            return right
        self.monthly.errors = [*self.monthly.errors, gettext("staff-error-plan-one-of")]
        return False

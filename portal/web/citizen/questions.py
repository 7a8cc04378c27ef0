"""The questions of the journeys: one form each, which turns what was typed into an answer."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.cases.journey import UNDER_21, UNKNOWN, is_unknown
from portal.cases.situation import TIMES_A_YEAR
from portal.rules.facts import CIRCUMSTANCES, FORMS, LONGEST_PROPOSAL
from portal.web.context import amount
from portal.web.fields import (
    AmountField,
    Between,
    Needed,
    NumberField,
    Offered,
    choices_of,
    clean,
    one_of,
)

MOST_INCOME = 100_000_000_00
MOST_PEOPLE = 30
LONGEST_STORY = 2000
PAUSES = (1, 2, 3, 6, 12)
"""Months of more time one can ask for."""


class Question(FlaskForm):
    """One question. The first field carries the question as the heading of its page."""

    name: ClassVar[str]

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return the data of the fields that stand for an earlier answer."""
        return {cls.name: value}

    def value(self) -> Any:  # noqa: ANN401
        """Return the answer to keep."""
        return self[self.name].data


class Choice(Question):
    """A question with a few answers to choose from."""

    options: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, only: tuple[str, ...] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer all options, or `only` some."""
        super().__init__(*args, **kwargs)
        self[self.name].choices = choices_of(f"answer-{self.name}", only or self.options)


def radio(name: str) -> RadioField:
    """Return the field of a choice, with the question as its label."""
    return one_of(lazy_gettext(f"question-{name}".replace("_", "-")))


class Way(Choice):
    """How to pay: let the rules say, in some months, or an amount of one's own."""

    name, options = "way", ("rules", "months", "monthly")
    way = radio("way")


class Means(Choice):
    """Whether to see first what the rules would ask."""

    name, options = "means", ("yes", "no")
    means = radio("means")

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        return {"means": "yes" if value else "no"}

    def value(self) -> bool:  # noqa: D102
        return bool(self.means.data == "yes")


class HouseholdForm(Choice):
    """Who lives from the income."""

    name, options = "household", FORMS
    household = radio("household")


class PensionAge(Choice):
    """How many of the adults reached pension age, or that one is under 21."""

    name, options = "pension_age", ("none", "one", "both", UNDER_21)
    pension_age = radio("pension_age")

    def __init__(self, *args: Any, is_alone: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        """Ask one adult about themselves: no partner, and not the age of a child."""
        super().__init__(*args, **kwargs)
        self.is_alone = is_alone
        if is_alone:
            self.pension_age.label.text = gettext("question-pension-age-alone")
            self.pension_age.choices = choices_of(
                "answer-pension-age-alone", ("none", "one", UNDER_21)
            )


class Benefit(Choice):
    """Whether the municipality pays a benefit."""

    name, options = "benefit", ("yes", "no", "unknown")
    benefit = radio("benefit")

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        return {"benefit": "unknown" if is_unknown(value) else "yes" if value else "no"}

    def value(self) -> Any:  # noqa: ANN401, D102
        return UNKNOWN if self.benefit.data == "unknown" else self.benefit.data == "yes"


class Pause(Choice):
    """How much more time."""

    name, options = "pause", tuple(str(months) for months in PAUSES)
    pause = radio("pause")

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        return {"pause": str(value)}

    def value(self) -> int:  # noqa: D102
        return int(self.pause.data)


class Months(Question):
    """In how many months."""

    name = "months"
    months = NumberField(
        lazy_gettext("question-months"),
        validators=[Needed("error-number-needed"), Between(1, LONGEST_PROPOSAL)],
    )


class Children(Question):
    """How many dependent children."""

    name = "children"
    children = NumberField(
        lazy_gettext("question-children"),
        validators=[Needed("error-number-needed"), Between(0, MOST_PEOPLE)],
    )


class OrUnknown(Question):
    """A question with a tick box "I don't know"."""

    unknown = BooleanField(lazy_gettext("answer-unknown"))

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        return {"unknown": True} if is_unknown(value) else {cls.name: value}

    def value(self) -> Any:  # noqa: ANN401, D102
        return UNKNOWN if self.unknown.data else self[self.name].data


class Sharers(OrUnknown):
    """How many adults share the costs."""

    name = "sharers"
    sharers = NumberField(
        lazy_gettext("question-sharers"),
        validators=[Needed("error-number-needed", unless="unknown"), Between(1, MOST_PEOPLE)],
    )


class Monthly(Question):
    """An amount a month of one's own."""

    name = "monthly"
    monthly = AmountField(
        lazy_gettext("question-monthly"),
        validators=[Needed("error-amount-missing"), Between(1, MOST_INCOME, is_amount=True)],
    )

    def __init__(self, *args: Any, below: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """`below` is what is paid now, in minor units, where a lower amount is asked."""
        super().__init__(*args, **kwargs)
        self.below = below

    def validate_monthly(self, field: AmountField) -> None:
        """Asking to pay less means an amount below the present one."""
        if self.below is not None and field.data is not None and field.data >= self.below:
            raise ValidationError(gettext("error-must-be-lower", amount=amount(self.below)))


class Assets(OrUnknown):
    """Savings and other possessions."""

    name = "assets"
    assets = AmountField(
        lazy_gettext("question-assets"),
        validators=[
            Needed("error-amount-missing", unless="unknown"),
            Between(0, MOST_INCOME, is_amount=True),
        ],
    )


class Income(OrUnknown):
    """Net income: of a week, a month, a year, about, or the profit of a business."""

    name = "income"
    income = AmountField(
        lazy_gettext("question-income"),
        validators=[
            Needed("error-amount-missing", unless="unknown"),
            Between(0, MOST_INCOME, is_amount=True),
        ],
    )
    period = SelectField(
        lazy_gettext("question-income-period"),
        validators=[Needed("error-choose"), Offered()],
        validate_choice=False,
    )

    def __init__(self, *args: Any, period: str = "month", **kwargs: Any) -> None:  # noqa: ANN401
        """`period` is the one the municipality's rules use; it is offered first."""
        super().__init__(*args, **kwargs)
        others = [name for name in TIMES_A_YEAR if name != period]
        self.period.choices = choices_of("answer-period", (period, *others))

    @classmethod
    def filled(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401, D102
        if is_unknown(value):
            return {"unknown": True}
        return {"income": value["amount"], "period": value["period"]}

    def value(self) -> Any:  # noqa: ANN401, D102
        if self.unknown.data:
            return UNKNOWN
        return {"amount": self.income.data, "period": self.period.data}


class Circumstances(Question):
    """What else plays a part in the person's life."""

    name = "circumstances"
    circumstances = SelectMultipleField(
        lazy_gettext("question-circumstances"), validators=[Offered()], validate_choice=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the five areas of life."""
        super().__init__(*args, **kwargs)
        self.circumstances.choices = choices_of("answer-circumstances", CIRCUMSTANCES)

    def value(self) -> list[str]:  # noqa: D102
        return list(self.circumstances.data or ())


class Story(Question):
    """What is going on, in the person's own words."""

    name = "story"
    story = TextAreaField(
        lazy_gettext("question-story"),
        validators=[Length(max=LONGEST_STORY, message=lazy_gettext("error-too-long"))],
    )

    def value(self) -> str:  # noqa: D102
        return clean(self.story.data)


FORMS_BY_NAME: Mapping[str, type[Question]] = {
    form.name: form
    for form in (
        Way,
        Means,
        HouseholdForm,
        PensionAge,
        Benefit,
        Pause,
        Months,
        Children,
        Sharers,
        Monthly,
        Assets,
        Income,
        Circumstances,
        Story,
    )
}

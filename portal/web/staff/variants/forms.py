"""The forms: up to three values to try, and one to adopt with its day and its decision."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, StringField
from wtforms.validators import StopValidation

from portal.adopting.kinds import AMOUNT, PERCENT, RATE, YES_NO, fits
from portal.adopting.models import LEAST_DECISION
from portal.simulate.trials.choices import Choice
from portal.simulate.trials.models import MOST_VARIANTS
from portal.web.fields import (
    AmountField,
    Between,
    Needed,
    NumberField,
    OneOffered,
    as_on_the_page,
    choices_of,
    one_of,
)
from portal.web.staff.forms import DayField, Text
from portal.web.staff.variants.words import to_written

LONGEST_DECISION = 200
MOST_TYPED = 999_999
"""People; six digits are typed at most."""
SOURCES = ("synthetic", "records")


class PercentField(NumberField):
    """A percentage, with or without its sign: `130` and `130 %` are the same."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed digits."""
        super().process_formdata([str(one).strip().removesuffix("%") for one in valuelist])


class Fits:
    """A value of the right kind and within reason; nothing typed is no mistake here."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind = name, kind

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message."""
        if field.data is None:
            return
        if not fits(self.name, self.kind, to_written(self.kind, field.data)):
            raise StopValidation(gettext("error-adopt-value"))


def value_field(name: str, kind: str, label: Any, *, needed: bool) -> Any:  # noqa: ANN401
    """Return a field for a value of this kind."""
    if kind == YES_NO:
        choices = [("yes", lazy_gettext("answer-yes")), ("no", lazy_gettext("answer-no"))]
        return RadioField(label, choices=choices, validators=[OneOffered()], validate_choice=False)
    must: list[Any] = [Needed("error-adopt-value")] if needed else []
    is_money = kind in (AMOUNT, RATE)
    plain = PercentField if kind == PERCENT else NumberField
    return (AmountField if is_money else plain)(label, validators=[*must, Fits(name, kind)])


class Try(FlaskForm):
    """What to try, on whom; the fields of the values come with the kind."""

    source = one_of(lazy_gettext("variants-source"))
    people = NumberField(
        lazy_gettext("variants-people"),
        validators=[Needed("error-trial-people"), Between(1, MOST_TYPED)],
    )

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer made-up people and the real ones."""
        super().__init__(**kwargs)
        self.source.choices = choices_of("variants-source", SOURCES)


def try_form(choice: Choice, people: int) -> Try:
    """Return the form for this value."""
    fields = {} if choice.kind == YES_NO else dict(_values(choice))
    made: Try = type("TryThis", (Try,), fields)(data={"source": "synthetic", "people": people})
    as_on_the_page(made, *fields)
    return made


def _values(choice: Choice) -> list[tuple[str, Any]]:
    return [
        (
            f"value{no}",
            value_field(
                choice.name,
                choice.kind,
                lazy_gettext("variants-value", no=no),
                needed=no == 1,
            ),
        )
        for no in range(1, MOST_VARIANTS + 1)
    ]


def values_of(form: Try) -> list[Field]:
    """Return the fields of the values, in their order."""
    return [field for field in form if field.name.startswith("value")]


def wanted_of(form: Try, choice: Choice) -> list[int | str | bool]:
    """Return the values that were typed, as they would stand in a file."""
    if choice.kind == YES_NO:
        return [not choice.entry.value]
    typed = [field.data for field in values_of(form) if field.data is not None]
    return [to_written(choice.kind, one) for one in typed]


class Propose(FlaskForm):
    """A value from a day on, and the decision it rests on."""

    starts_on = DayField(lazy_gettext("adopt-starts"), validators=[Needed("error-day-needed")])
    decision = StringField(
        lazy_gettext("adopt-decision"),
        validators=[Text("error-adopt-decision", LEAST_DECISION, LONGEST_DECISION)],
    )
    decided_on = DayField(
        lazy_gettext("adopt-decided-on"), validators=[Needed("error-day-missing")]
    )


def propose_form(name: str, kind: str, given: Any) -> Any:  # noqa: ANN401
    """Return the form to propose a value of this kind, filled with one that was tried."""
    field = value_field(name, kind, lazy_gettext("adopt-value"), needed=True)
    made = type("ProposeThis", (Propose,), {"value": field})(data={"value": given})
    as_on_the_page(made, "value")
    return made

"""The form of a working, made of what it asks; what is filled in, as facts for the rules."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import StopValidation

from portal.rules.working import Asked, Fact
from portal.rules.workings import WORKINGS
from portal.web.fields import AmountField, Between, Needed, NumberField, Offered
from portal.web.staff.forms import DayField

LONGEST_MONTHS = 1200
"""A century, as the most a number of months can be."""
YEARS = range(1900, 2200)
"""Years in which a day can lie."""
_MISSING = {"money": "error-amount-missing", "day": "error-day-missing", "count": "error-number"}


class InOurTime:
    """A day within some generations of now: the rules add years to it."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message."""
        if field.data is not None and field.data.year not in YEARS:
            raise StopValidation(gettext("staff-error-day"))


@cache
def form_class(name: str) -> type[FlaskForm]:
    """Return the form of a working."""
    fields = {asked.name: _field(asked) for asked in WORKINGS[name].asks}
    return cast("type[FlaskForm]", type("WorkingForm", (FlaskForm,), fields))


def facts_of(name: str, form: FlaskForm) -> Mapping[str, Fact]:
    """Return what was filled in; the form must be valid."""
    return {asked.name: _fact(asked, form[asked.name].data) for asked in WORKINGS[name].asks}


def _fact(asked: Asked, data: Fact) -> Fact:
    return (data or None) if asked.kind in ("one_of", "claim_kind") else data


def _field(asked: Asked) -> Field:
    label = lazy_gettext(f"asked-{asked.name}".replace("_", "-"))
    checks = [*_needed(asked), *_CHECKS.get(asked.kind, [])]
    match asked.kind:
        case "yes":
            return BooleanField(label)
        case "one_of":
            return RadioField(
                label, choices=_choices(asked), validators=checks, validate_choice=False
            )
        case "claim_kind":  # its choices are the municipality's
            return SelectField(label, choices=[], validators=checks, validate_choice=False)
    return _KINDS[asked.kind](label, validators=checks)


def _needed(asked: Asked) -> list[Needed]:
    return [] if asked.optional else [Needed(_MISSING.get(asked.kind, "error-choose"))]


def _choices(asked: Asked) -> list[tuple[str, Any]]:
    """The answers; one that can be left open can be taken back."""
    found = [
        (choice, lazy_gettext(f"asked-{asked.name}-{choice}".replace("_", "-")))
        for choice in asked.choices
    ]
    return [*found, ("", lazy_gettext("asked-unknown"))] if asked.optional else found


_KINDS: Mapping[str, Callable[..., Field]] = {
    "money": AmountField,
    "day": DayField,
    "count": NumberField,
    "percent": NumberField,
}
_CHECKS: Mapping[str, list[Any]] = {
    "day": [InOurTime()],
    "count": [Between(0, LONGEST_MONTHS)],
    "percent": [Between(0, 100)],
    "one_of": [Offered()],
    "claim_kind": [Offered()],
}

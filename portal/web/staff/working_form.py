"""The form of a working, made of what it asks; what is filled in, as facts for the rules."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import StopValidation

from portal.rules.workings.registry import WORKINGS
from portal.rules.workings.working import Asked, Fact
from portal.web.context import local
from portal.web.fields import AmountField, Between, Needed, NumberField, Offered
from portal.web.services import services
from portal.web.staff.forms import DayField

LONGEST_MONTHS = 1200
"""A century, as the most a number of months can be."""
YEARS = range(1900, 2200)
"""Years in which a day can lie."""
FEW = 5
"""Facts of a form that tells all its mistakes at once."""
MOST_TOLD = 2
"""Mistakes a longer one tells at a time: the answer is not compressed, and has to stay small."""
MOST_BELOW = 4
"""Answers that stand below each other at most."""
_MISSING = {
    "money": "error-amount-empty",
    "day": "error-day-missing",
    "count": "error-number-empty",
    "percent": "error-number-empty",
}


class InOurTime:
    """A day within some generations of now: the rules add years to it."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message."""
        if field.data is not None and field.data.year not in YEARS:
            raise StopValidation(gettext("staff-error-day"))


class WorkingForm(FlaskForm):
    """What the forms of all workings share."""

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401
        """Say what is wrong; in a long form a few fields at a time."""
        valid = super().validate(extra_validators)
        wrong = [field for field in self if field.errors] if len(self._fields) > FEW else []
        for field in wrong[MOST_TOLD:]:
            field.errors = []
        return valid


def form_of(name: str, kept: str | None = None) -> FlaskForm:
    """Return the form of a working, filled with what was sent, or `kept` by its answer."""
    sent = {} if kept is None else {"formdata": MultiDict(parse_qsl(kept, separator=";"))}
    form = _form_class(name)(**sent)
    for asked in WORKINGS[name].asks:
        if asked.kind in ("one_of", "claim_kind"):
            form[asked.name].choices = _choices(asked)
    return form


def kept_in(form: FlaskForm, sent: Mapping[str, str]) -> str:
    """Return what was filled in as one short text, for `form_of`."""
    filled = {name: sent[name] for name in form.data if sent.get(name) and name != "csrf_token"}
    return urlencode(filled).replace("&", ";")


@cache
def _form_class(name: str) -> type[FlaskForm]:
    fields = {asked.name: _field(asked) for asked in WORKINGS[name].asks}
    return cast("type[FlaskForm]", type("OneWorkingForm", (WorkingForm,), fields))


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
        case "one_of" | "claim_kind":
            make = SelectField if is_long(asked) else RadioField
            return make(label, validators=checks, validate_choice=False)
    return _KINDS[asked.kind](label, validators=checks)


def _needed(asked: Asked) -> list[Needed]:
    return [] if asked.optional else [Needed(_MISSING.get(asked.kind, "error-choose"))]


def _choices(asked: Asked) -> list[tuple[str, str]]:
    """The answers; one that can be left open can be taken back."""
    if asked.kind == "claim_kind":
        kinds = services().town.claim_kinds.values()
        found = [(kind.id, local(dict(kind.names))) for kind in kinds]
    else:
        ids = {name: f"asked-{asked.name}-{name}".replace("_", "-") for name in asked.choices}
        found = [(name, gettext(message)) for name, message in ids.items()]
    if is_long(asked):
        return [("", ""), *found]
    return [*found, ("", gettext("asked-unknown"))] if asked.optional else found


def is_long(asked: Asked) -> bool:
    """Whether its answers are too many to stand below each other: they fold into a list."""
    return asked.kind == "claim_kind" or len(asked.choices) > MOST_BELOW


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

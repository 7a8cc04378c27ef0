"""Form fields that read what people type, and say in plain words what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from wtforms import Field, RadioField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal import money, texts
from portal.errors import BadAmount
from portal.web.context import lang

LONGEST_TYPED = 60
LARGEST = 2**31 - 1
"""The largest id of a row."""
_LONGEST_NUMBER = 15
"""Signs a carried number has at most."""


class AmountField(Field):
    """An amount of money, as people of the page's language write it; `data` is minor units."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed text; keep it when it is no amount."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        try:
            self.data = money.typed(typed, texts.decimal_mark(lang()))
        except BadAmount as bad:
            raise ValueError(gettext("error-amount")) from bad

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])[:LONGEST_TYPED]
        return texts.figures(lang(), self.data) if isinstance(self.data, int) else ""


class NumberField(Field):
    """A whole number, not negative."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed digits; keep them when they are no number."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):  # noqa: PLR2004
            raise ValueError(gettext("error-number"))
        self.data = int(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])[:LONGEST_TYPED]
        return str(self.data) if self.data is not None else ""


class Needed:
    """Something must be filled in, unless the form's "I don't know" is ticked."""

    def __init__(self, message: str, unless: str | None = None) -> None:
        """`message` is the id of what to say; `unless` a tick box that makes it optional."""
        self.message, self.unless = message, unless

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message when nothing was given; no second complaint after a first."""
        if self.unless and form[self.unless].data:
            field.errors = []
            raise StopValidation
        if field.errors:
            raise StopValidation
        if field.data is None or field.data in ("", []):
            raise StopValidation(gettext(self.message))


class Offered:
    """What was chosen is one of the choices, or all of it are."""

    def __init__(self, message: str = "error-choose") -> None:
        """`message` is the id of what to say."""
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message when something was chosen that was not offered."""
        offered = {str(choice[0]) for choice in field.choices}
        given = [] if field.data is None else field.data
        chosen = given if isinstance(given, list) else [given]
        if not offered.issuperset(map(str, chosen)):
            raise StopValidation(gettext(self.message))


class OneOffered:
    """One of the offered answers must be chosen."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with the message."""
        if field.data not in [value for value, _ in field.choices]:
            raise StopValidation(gettext("error-choose"))


def choices_of(family: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return what a field offers: each name, with the text whose id is `family`, a dash and it."""
    return [(name, gettext(f"{family}-{name}".replace("_", "-"))) for name in names]


def one_of(label: str) -> RadioField:
    """Return the field of a choice that must be made; the form says what it offers."""
    return RadioField(label, validators=[OneOffered()], validate_choice=False)


def one_of_list(label: str) -> SelectField:
    """Return the field of a choice out of many that must be made."""
    return SelectField(label, validators=[OneOffered()], validate_choice=False)


class Between:
    """A number within bounds, ends included; amounts are told in money."""

    def __init__(self, least: int, most: int, *, is_amount: bool = False) -> None:
        """Bounds in the field's own unit: a count, or minor units."""
        self.least, self.most, self.is_amount = least, most, is_amount

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401
        """Stop with a message that names the bounds."""
        if field.data is not None and not self.least <= field.data <= self.most:
            write = (lambda n: texts.figures(lang(), n)) if self.is_amount else str
            raise StopValidation(
                gettext("error-between", least=write(self.least), most=write(self.most))
            )


def as_on_the_page(form: BaseForm, *first: str) -> None:
    """Put these fields before the others, so that mistakes are told in the order of the page."""
    form._fields = {name: form[name] for name in (*first, *form._fields)}


def number(typed: str, most: int = LARGEST, none: int = 0) -> int:
    """Return a whole number that a form or an address carries along; `none` for anything else."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER
    return int(typed) if is_number and int(typed) <= most else none


def clean(text: str | None) -> str:
    """Return typed text without control characters; line ends stay."""
    return "".join(sign for sign in text or "" if sign.isprintable() or sign == "\n").strip()


def in_own_words(form: Mapping[str, str]) -> list[str]:
    """Return what somebody wrote themselves in a form, to be copied where it was not kept.

    That is what has several words of letters: an answer that is chosen is chosen again soon, and a
    number by which somebody is known, typed with a space in it, stands on no page of an error.
    """
    values = (clean(value) for value in form.values())
    return [value for value in values if _words(value) > 1]


def _words(value: str) -> int:
    return sum(any(sign.isalpha() for sign in word) for word in value.split())

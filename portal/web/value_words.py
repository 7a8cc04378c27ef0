"""Dated values in words: what each is called, and its figure in the unit it is counted in."""

from datetime import date

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.bands import Frame
from portal.rules.policy import Value
from portal.texts import percent
from portal.web.context import amount, figures, lang

_COUNTED = {
    "months": ("_months", "_warning"),
    "years": ("_years",),
    "weeks": ("_weeks",),
    "days": ("days_",),
    "times": ("most_",),
}
"""The unit of a count, by the beginning or the end of its name."""


def value_name(name: str) -> str:
    """Return what people call a dated value."""
    return gettext(f"value-{name}".replace("_", "-"))


def unit(name: str) -> str:
    """Return in what a number of this name is counted: `money`, `percent`, `rate`, `months`, ..."""
    if name.startswith("interest_rate"):
        return "rate"
    if "percent" in name:
        return "percent"
    for counted, ends in _COUNTED.items():
        if name.startswith(ends) or name.endswith(ends):
            return counted
    return "money"


def value_words(name: str, value: Value) -> str:
    """Write the figure of a dated value; nothing for a table or a name, which has none."""
    if isinstance(value, bool):
        return gettext("answer-yes" if value else "answer-no")
    if isinstance(value, Frame):
        rows = zip(value.tops, value.months, strict=True)
        return "; ".join(
            gettext("value-up-to", amount=amount(top), count=months) for top, months in rows
        )
    if not isinstance(value, int):
        return ""
    return _number(value, unit(name))


def _number(value: int, counted: str) -> str:
    if counted == "money":
        return amount(value)
    if counted in ("percent", "rate"):
        return percent(lang(), str(value) if counted == "percent" else figures(value))
    return gettext(f"unit-{counted}", count=value)


def has_value(town: Municipality, name: str, on: date) -> bool:
    """Whether this is the name of a dated value that the municipality has on the day."""
    policy = town.policy
    series = policy.settings.get(name) or policy.amounts.get(name)
    return series is not None and series[0].start <= on

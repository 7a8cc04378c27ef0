"""What each line of an account was worked out from: other lines, and dated values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from portal.municipality import Municipality
from portal.rules.answer import AccountLine
from portal.texts import percent
from portal.web.context import amount, day, lang
from portal.web.value_words import has_value, value_name, value_words


@dataclass(frozen=True)
class Input:
    """One thing a line used."""

    term: str
    figure: str
    since: str = ""
    """The day a dated value holds from; nothing for another line."""
    source: str = ""
    """Where a dated value stands, as its file says it, in English."""
    is_assumed: bool = False
    """Whether a dated value still waits for the municipality, or for its newest amount."""


def line_term(name: str) -> str:
    """Return what people call a line."""
    return gettext(f"line-{name}".replace("_", "-"))


def figure(line: AccountLine) -> str:
    """Write the figure of a line: an amount, a percentage, a day, a yes or no, or a count."""
    if line.amount is not None:
        return amount(line.amount)
    if line.id == "percentage":
        return percent(lang(), line.value or "")
    return line.value or ""


def inputs_of(
    town: Municipality, line: AccountLine, others: Mapping[str, AccountLine], on: date
) -> list[Input]:
    """Return what a line used, in the order of use. `others` are the lines of its account.

    `on` is the day whose values it used.
    """
    found = []
    for name in line.uses:
        if name in others:
            found.append(Input(line_term(others[name].words), figure(others[name])))
        elif has_value(town, name, on):
            found.append(_dated(town, name, on))
    return found


def _dated(town: Municipality, name: str, on: date) -> Input:
    entry = town.policy.dated(name, on)
    return Input(
        term=value_name(name),
        figure=value_words(name, entry.value),
        since=gettext("input-since", day=day(entry.start)),
        source=entry.source,
        is_assumed=town.policy.mark(name, on) == "assumed",
    )

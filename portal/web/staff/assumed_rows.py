"""Rows of the pages about what is assumed: by whether somebody stands for it, and who said what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask import url_for
from flask_babel import gettext

from portal.cases.assumptions import PAST_PERIOD, Assumption
from portal.cases.confirming import is_confirmed
from portal.cases.models import Confirmation
from portal.jobs.handover.codes import missing
from portal.municipality import Municipality
from portal.web.context import day, local
from portal.web.staff.assumed_words import name_words, shown_words
from portal.web.value_words import value_name

GROUPS = ("open", "changed", "past_period", "confirmed")
LONGEST_VALUE = 60
"""Signs of a value in the list: a longer one stands on its own page whole."""


@dataclass(frozen=True)
class Row:
    """One value in the list."""

    title: str
    value: str
    note: str
    """Since when, or who confirmed it and when."""
    url: str


def rows(
    found: Sequence[Assumption], last: Mapping[str, Confirmation], names: Mapping[int, str]
) -> dict[str, list[Row]]:
    """Return the values by group, those first that nobody stands for."""
    grouped: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for one in found:
        word = last.get(one.name)
        grouped[_group(one, word)].append(_row(one, word, names))
    return {group: listed for group, listed in grouped.items() if listed}


def _group(one: Assumption, word: Confirmation | None) -> str:
    if is_confirmed(one, word):
        return "confirmed"
    if word is not None and word.kind == "confirm":
        return "changed"
    return "past_period" if one.why == PAST_PERIOD else "open"


def _row(one: Assumption, word: Confirmation | None, names: Mapping[int, str]) -> Row:
    note = gettext("rules-since", day=day(one.since)) if one.since else ""
    if word is not None and is_confirmed(one, word):
        note = _by("confirm", word, names)
    title, value = name_words(one), shown_words(one)
    shown = "" if value in title else shorten(value, LONGEST_VALUE, placeholder=" …")
    return Row(title, shown, note, url_for("staff.rule", name=one.name))


def _by(kind: str, word: Confirmation, names: Mapping[int, str]) -> str:
    who = names.get(word.confirmed_by, "")
    return gettext(f"rules-said-{kind}", who=who, day=day(word.at))


def said_rows(history: Sequence[Confirmation], names: Mapping[int, str]) -> list[dict[str, str]]:
    """Return who said what of a value, the last word first."""
    return [
        {"who": _by(word.kind, word, names), "value": word.value_shown, "note": word.note}
        for word in reversed(history)
    ]


def late_rows(town: Municipality, on: date) -> list[dict[str, str]]:
    """Return the values that ran past the day they were expected to change, and the period."""
    return [
        {
            "title": (
                gettext("rules-period", policy=town.policy.title)
                if warned.name == "period"
                else value_name(warned.name)
            ),
            "since": gettext("rules-late-since", day=day(warned.since)),
        }
        for warned in town.policy.warnings(on)
    ]


def code_rows(town: Municipality, on: date) -> list[dict[str, str]]:
    """Return the kinds of claims for which the collector's code is not in the data."""
    return [
        {
            "title": local(dict(town.claim_kind(kind, on).names)),
            "parts": ", ".join(gettext(f"code-missing-{part}") for part in parts),
        }
        for kind, parts in missing(town, on).items()
    ]

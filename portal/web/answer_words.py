"""Answers in words: what the resident told and what the municipality already had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.cases.journey import is_unknown
from portal.cases.situation import TIMES_A_YEAR, income_in
from portal.people.models import KnownFact
from portal.web.context import amount, day
from portal.web.services import services

AMOUNTS = ("monthly", "assets")
CHOICES = (
    *("way", "household", "pension_age"),
    *("disputed", "helped_by", "proposal", "half", "half_when", "money_from"),
)


@dataclass(frozen=True)
class Row:
    """One fact to check: what it is, and its value with its source."""

    key: str
    value: str
    change_url: str | None = None
    link: str = ""
    """What the link says; nothing for "change"."""
    hidden: str = ""


ALONE = ("single", "single_parent")
"""Households of one adult, who are asked about themselves and not whether "anyone" is so old."""


def in_words(question: str, value: Any, household: object = None) -> str:  # noqa: ANN401
    """Write an answer the way its reader would say it; of one adult's `household` as theirs."""
    if question == "pension_age" and household in ALONE and value in ("none", "one", "under_21"):
        return gettext(f"answer-pension-age-alone-{value}".replace("_", "-"))
    words = _words(question, value)
    return words or gettext("answer-none")


def _words(question: str, value: Any) -> str:  # noqa: ANN401, PLR0911
    if is_unknown(value):
        return gettext("reasons-by-phone" if question == "reasons" else "answer-unknown")
    if isinstance(value, bool):
        return gettext("answer-yes" if value else "answer-no")
    if question == "income" and isinstance(value, Mapping):
        return _income(value)
    if question == "cash_flow":
        return gettext("answer-cash-flow", amount=amount(value["cash_in"]))
    if question == "payday":
        rhythm = value.get("rhythm", "none")
        return gettext(f"answer-payday-{rhythm}".replace("_", "-"), day=_next(value))
    if question in AMOUNTS:
        return amount(value)
    if question in CHOICES:
        return gettext(f"answer-{question}-{value}".replace("_", "-"))
    if question == "circumstances":
        return ", ".join(gettext(f"answer-circumstances-{area}") for area in value)
    if question in ("months", "pause"):
        return gettext("answer-months", count=value)
    return str(value)


def _income(told: Mapping[str, Any]) -> str:
    """Write an income as it was told, and how the rules count it where that is otherwise."""
    said = gettext(f"answer-period-{told['period']}".replace("_", "-"))
    counted = income_counted(told)
    return f"{amount(told['amount'])} {said}{f'. {counted}' if counted else ''}"


def income_counted(told: Any) -> str:  # noqa: ANN401
    """Say how a told income was turned into that of the rules; nothing where it was not."""
    period = services().town.policy.income_period
    counted = income_in(told, period)
    if counted is None or TIMES_A_YEAR[told["period"]] == TIMES_A_YEAR[period]:
        return ""
    times = TIMES_A_YEAR[told["period"]]
    return gettext(f"income-counted-{period}", times=times, amount=amount(counted))


def _next(payday: Mapping[str, str]) -> str:
    return day(payday["next"]) if "next" in payday else ""


def payday_row(assessed: Assessed) -> Row:
    """Return the day someone is paid, or that they did not say."""
    told = assessed.told.get("payday")
    return Row(
        key=gettext("fact-payday"),
        value=in_words("payday", told) if told else gettext("answer-none"),
        change_url=url_for("citizen.question", ref=assessed.case.ref, question="payday"),
    )


def told_rows(assessed: Assessed) -> list[Row]:
    """Return the resident's answers with links to change them, then the facts already known."""
    told = [
        Row(
            key=gettext(f"fact-{name}".replace("_", "-")),
            value=_said(assessed, name),
            change_url=url_for("citizen.question", ref=assessed.case.ref, question=name),
        )
        for name in assessed.asked
        if name in assessed.told
    ]
    return told + known_rows(assessed, with_links=True)


def _said(assessed: Assessed, name: str) -> str:
    """Write an answer; where the municipality has it otherwise, say so beside it."""
    said = in_words(name, assessed.told[name], assessed.answers.get("household"))
    on_file = assessed.contested.get(name)
    return f"{said} ({gettext('fact-contested', value=sourced(on_file))})" if on_file else said


def known_rows(assessed: Assessed, *, with_links: bool = False) -> list[Row]:
    """Return what the municipality already had, with source and date."""
    return [
        Row(
            key=gettext(f"fact-{fact.name}".replace("_", "-")),
            value=sourced(fact),
            change_url=(
                url_for("citizen.question", ref=assessed.case.ref, question=fact.name)
                if with_links
                else None
            ),
            link=gettext("fact-not-right"),
        )
        for fact in assessed.known.values()
    ]


def sourced(fact: KnownFact) -> str:
    """Write a known fact with where it comes from and when."""
    return f"{in_words(fact.name, fact.value)} ({source_words(fact.source, fact.as_of)})"


def source_words(source: str, as_of: date | str) -> str:
    """Say where a fact comes from, and of which day it is."""
    return gettext("fact-source", source=gettext(source), day=day(as_of))

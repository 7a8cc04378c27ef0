"""What would change an answer, in sentences; for the resident with a link to the question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from portal.cases.assessing import Assessed
from portal.municipality import Municipality
from portal.rules.changes.nearest import Change, nearest_changes
from portal.web.answer_words import in_words
from portal.web.context import amount

_QUESTIONS = {
    "monthly": "monthly",
    "months": "months",
    "proposal": "way",
    "household": "household",
    "pension_age": "pension_age",
    "under_21": "pension_age",
    "children": "children",
    "cost_sharers": "sharers",
    "benefit_from_municipality": "benefit",
    "assets": "assets",
}
"""The question of the journeys that asks for a fact."""
_CHOSEN = ("monthly", "months", "proposal")
_OTHERWISE_NAMED = ("months", "proposal")
"""Choices that can come to the same as naming an amount."""


@dataclass(frozen=True)
class Words:
    """One change in sentences, and for the resident where to make it."""

    text: str
    url: str = ""
    link: str = ""


def changes_for_resident(town: Municipality, assessed: Assessed) -> list[Words]:
    """Return what this person can choose or correct, each with a link to the question."""
    capacity = assessed.answer.capacity if assessed.answer else None
    found = [
        change
        for change in nearest_changes(assessed.situation, town.policy)
        if _can_be_made(assessed, change) and not _costs_more(assessed, change, capacity)
    ]
    return [_linked(assessed, change, capacity) for change in once(found)]


def once(changes: Iterable[Change]) -> list[Change]:
    """Leave out naming months, or no amount, where naming an amount comes to the same."""
    found = list(changes)
    named = {change.instalment for change in found if change.fact == "monthly"}
    return [one for one in found if one.fact not in _OTHERWISE_NAMED or one.instalment not in named]


def _can_be_made(assessed: Assessed, change: Change) -> bool:
    """Whether the journey of this request asks for it."""
    asked = {*assessed.asked, *assessed.known}
    if change.fact == "months":
        return "months" in asked or ("way" in asked and assessed.case.ask == "plan")
    if change.fact in ("monthly", "proposal"):
        return "way" in asked
    return bool(change.claim) or _QUESTIONS[change.fact] in asked


def _costs_more(assessed: Assessed, change: Change, capacity: int | None) -> bool:
    """Whether another fact would have someone pay more than the rules work out for them.

    Beside a yes it would read as advice to answer so. What they offer themselves is no such cost.
    """
    if change.fact in _CHOSEN or assessed.situation.proposal is not None or capacity is None:
        return False
    return (change.instalment or 0) > capacity


def _linked(assessed: Assessed, change: Change, capacity: int | None) -> Words:
    text = sentences(change, {view.ref: view.description for view in assessed.claims})
    if change.fact in _CHOSEN and capacity is not None and (change.instalment or 0) > capacity:
        text = f"{text} {gettext('change-more')}"
    question = "story" if change.claim else _QUESTIONS[change.fact]
    if change.fact in _CHOSEN and change.before is None:
        question = "way"
    link = gettext("change-choose" if change.fact in _CHOSEN else "change-correct")
    url = url_for("citizen.question", ref=assessed.case.ref, question=question)
    return Words(text, url, link)


def sentences(change: Change, claims: Mapping[str, str]) -> str:
    """Say what would be otherwise, and what it comes to a month. `claims`: what each is called."""
    said = _otherwise(change, claims)
    if change.instalment and change.fact != "monthly":
        said = f"{said} {gettext('change-then', amount=amount(change.instalment))}"
    return said


def _otherwise(change: Change, claims: Mapping[str, str]) -> str:
    if change.fact == "monthly":
        return gettext("change-monthly", amount=amount(int(change.after or 0)))
    if change.fact == "months":
        return gettext("change-months", count=change.after)
    if change.fact == "proposal":
        return gettext("change-proposal")
    if change.claim:
        number = int(change.after) if isinstance(change.after, int) else 0
        share = f"{number // 100}"
        return gettext(
            f"change-{change.fact}".replace("_", "-"),
            claim=claims.get(change.claim, change.claim),
            count=number,
            share=share,
        )
    question = _QUESTIONS[change.fact]
    return gettext(
        "change-fact",
        fact=gettext(f"fact-{question}".replace("_", "-")),
        before=_answer(change.fact, change.before),
        after=_answer(change.fact, change.after),
    )


def _answer(fact: str, value: int | str | None) -> str:
    if fact == "under_21":
        return in_words("pension_age", "under_21" if value else "none")
    if fact == "benefit_from_municipality":
        return in_words("benefit", bool(value))
    return in_words(_QUESTIONS[fact], value)

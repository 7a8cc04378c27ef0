"""What a person can correct: facts of the household and of one claim. Never income or room."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from portal.rules.changes.steps import Answered, Ladder, Value, Way, span
from portal.rules.facts import CAUSES, FORMS, PENSION_AGES, ClaimFacts, Situation

MOST_PEOPLE = 10
"""Children or adults a search tries, at most."""
_MOST_MONTHS = 1200
_WHOLE_SHARE = 10_000


def _adults(form: str) -> int:
    return 1 + (form == "couple")


def _live_as(situation: Situation, form: Value, _: str = "") -> Situation:
    """Another household, made to fit; who else shares the costs stays the same."""
    old, new = situation.household, str(form)
    others = max(0, old.cost_sharers - _adults(old.form))
    household = replace(
        old,
        form=new,
        cost_sharers=others + _adults(new),
        children=max(old.children, 1) if new == "single_parent" else old.children,
        pension_age="one" if old.pension_age == "both" and new != "couple" else old.pension_age,
    )
    return replace(situation, household=household)


def _pension_ways(answered: Answered, now: Value) -> list[Way]:
    possible = PENSION_AGES if answered.situation.household.form == "couple" else PENSION_AGES[:-1]
    at = possible.index(str(now))
    return [possible[at:], tuple(reversed(possible[: at + 1]))]


def _household_fact(name: str, ways: Callable[[Answered, Value], Iterable[Way]]) -> Ladder:
    def put(situation: Situation, value: Value, _: str) -> Situation:
        other: dict[str, Any] = {name: value}
        return replace(situation, household=replace(situation.household, **other))

    return Ladder(name, lambda situation, _: getattr(situation.household, name), put, ways)


def _own(name: str, ways: Callable[[Value], list[Way]]) -> Callable[[Answered, Value], list[Way]]:
    """Only where the policy asks for this fact."""
    return lambda answered, now: ways(now) if name in answered.policy.own_facts else []


_PERSON = (
    Ladder(
        "household",
        lambda situation, _: situation.household.form,
        _live_as,
        lambda _, now: [(now, form) for form in FORMS if form != now],
    ),
    _household_fact("pension_age", _pension_ways),
    _household_fact(
        "children",
        lambda answered, now: span(
            now, int(answered.situation.household.form == "single_parent"), MOST_PEOPLE
        ),
    ),
    _household_fact(
        "cost_sharers",
        lambda answered, now: span(now, _adults(answered.situation.household.form), MOST_PEOPLE),
    ),
    Ladder(
        "under_21",
        lambda situation, _: int(situation.household.under_21),
        lambda situation, value, _: replace(
            situation, household=replace(situation.household, under_21=bool(value))
        ),
        lambda _, now: [(now, 0)] if now else [],
    ),
    Ladder(
        "benefit_from_municipality",
        lambda situation, _: int(situation.benefit_from_municipality),
        lambda situation, value, _: replace(situation, benefit_from_municipality=bool(value)),
        _own("benefit_from_municipality", lambda now: [(now, 1 - int(now or 0))]),
    ),
    Ladder(
        "assets",
        lambda situation, _: situation.assets,
        lambda situation, value, _: replace(situation, assets=int(value or 0)),
        _own("assets", lambda now: [(now, 0)] if now else []),
    ),
)


def _claim_fact(name: str, ways: Callable[[Answered, Value], Iterable[Way]]) -> Ladder:
    return Ladder(
        name,
        lambda situation, claim: getattr(_claim(situation, claim), name),
        lambda situation, value, claim: _put_in_claim(situation, claim, name, value),
        ways,
        of_claims=True,
    )


def _claim(situation: Situation, claim: str) -> ClaimFacts:
    return next(one for one in situation.claims if one.id == claim)


def _put_in_claim(situation: Situation, claim: str, name: str, value: Value) -> Situation:
    named: dict[str, Any] = {name: value}
    other = replace(_claim(situation, claim), **named)
    claims = tuple(other if one.id == claim else one for one in situation.claims)
    return replace(situation, claims=claims)


_CLAIM = (
    _claim_fact("cause", lambda _, now: [(now, cause) for cause in CAUSES if cause != now]),
    _claim_fact("paid_months", lambda _, now: [(now, _MOST_MONTHS)]),
    _claim_fact("repaid_share", lambda _, now: [(now, _WHOLE_SHARE)]),
)

CORRECTIONS = (*_PERSON, *_CLAIM)

"""Whatever staff fill in, a working says what is wrong with it or gives an account and advice."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import municipality
from portal.rules.policy import book
from portal.rules.workings.registry import WORKINGS
from portal.rules.workings.working import Asked

EVERY = [(town, name) for town in municipality.names() for name in municipality.load(town).workings]
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "money": st.integers(0, 10**14),
    "day": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    "count": st.integers(0, 1200),
    "percent": st.integers(0, 100),
    "yes": st.booleans(),
}
"""What the form lets through."""
CAN_FALL_BELOW_ZERO = {"left_over"}
"""What is left of an income after costs that are larger."""


def given_for(town: str, asked: Asked) -> st.SearchStrategy[Any]:
    """Return what may be filled in for one fact."""
    if asked.kind in KINDS:
        found = KINDS[asked.kind]
    else:
        kinds = sorted(municipality.load(town).claim_kinds)
        found = st.sampled_from(kinds if asked.kind == "claim_kind" else asked.choices)
    return found | st.none() if asked.optional else found


@pytest.mark.parametrize(("town", "name"), EVERY)
@given(data=st.data())
def test_it_never_fails_and_never_says_nothing(town: str, name: str, data: st.DataObject) -> None:
    asks = {asked.name: given_for(town, asked) for asked in WORKINGS[name].asks}
    place = municipality.load(town)
    policy = place.policy
    today = data.draw(st.dates(policy.first_day, date(2031, 12, 31)))
    facts = data.draw(st.fixed_dictionaries(asks))
    facts |= place.kind_facts(facts["kind"], today) if "kind" in facts else {}
    made = WORKINGS[name](facts, book(policy, today))
    if made.mistakes():
        assert set(made.mistakes()) <= set(asks)
        return
    account, advice = made.account(), made.advice()
    assert advice
    below = {line.id for line in account if line.amount is not None and line.amount < 0}
    assert below <= CAN_FALL_BELOW_ZERO
    named = {line.article for line in account} | {one.article for one in advice}
    assert named <= set(policy.articles)


@pytest.mark.parametrize(("town", "name"), EVERY)
def test_nothing_is_asked_twice(town: str, name: str) -> None:
    names = [asked.name for asked in WORKINGS[name].asks]
    assert len(set(names)) == len(names)

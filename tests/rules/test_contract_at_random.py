"""Whatever comes in is read whole, or refused by name; whatever is written out reads back."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.assess import read
from portal.errors import BadFile
from portal.municipality import load
from portal.rules.contract import situation_to_json
from tests.rules import requests
from tests.rules.test_contract import NORDDJURS, OSS


@settings(max_examples=100, deadline=None)
@given(st.one_of(requests.by_means(("plan", "lower_instalment", "review")), requests.by_frame()))
def test_a_situation_written_out_reads_back_the_same(asked: dict[str, Any]) -> None:
    name, situation = read(asked)
    assert read(situation_to_json(name, situation, load(name).shape)) == (name, situation)


SCRAP = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.floats(),
        st.sampled_from(("", "oss", "plan", "2026-07-01", "25.00", "0.00", "a")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from((*OSS, "id", "kind", "monthly", "form")), inner, max_size=4
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from((OSS, NORDDJURS)), st.dictionaries(st.sampled_from((*OSS, "x")), SCRAP))
def test_whatever_comes_in_is_read_or_its_mistakes_are_named(
    base: dict[str, Any], scrap: dict[str, Any]
) -> None:
    with suppress(BadFile):
        read(base | scrap)

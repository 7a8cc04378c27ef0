"""A policy through time: what held on a day, how firm it was, and what staff should see to."""

import ast
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, TypeGuard

import pytest

from portal.errors import BadFile, NoValue
from portal.municipality import load
from portal.rules.bands import Bands, Frame
from portal.rules.facts import ASKS
from portal.rules.policy import DatedValue, Policy, book
from portal.rules.policy_data import read_policy, read_series, read_value
from portal.rules.short_term import short_term
from tests.structure.tree import product, syntax

OSS, NORDDJURS = load("oss").policy, load("norddjurs").policy


@pytest.mark.parametrize(
    ("on", "norm"),
    [
        (date(2024, 1, 1), 128383),
        (date(2024, 6, 30), 128383),
        (date(2024, 7, 1), 130845),
        (date(2026, 6, 30), 140150),
        (date(2026, 7, 1), 141946),
        (date(2030, 1, 1), 141946),
    ],
)
def test_a_value_holds_until_the_next_one(on: date, norm: int) -> None:
    assert OSS.value("norm_single", on) == norm


def test_before_the_first_amount_there_is_no_value() -> None:
    with pytest.raises(NoValue):
        OSS.value("norm_single", date(2023, 12, 31))
    assert OSS.first_day == date(2024, 1, 1)
    assert NORDDJURS.first_day == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("policy", "name", "on", "mark"),
    [
        (OSS, "norm_single", date(2026, 12, 31), "law"),
        (OSS, "norm_single", date(2027, 1, 1), "assumed"),
        (OSS, "threshold_percent", date(2040, 1, 1), "policy"),
        (NORDDJURS, "collection_floor", date(2025, 12, 31), "policy"),
        (NORDDJURS, "collection_floor", date(2026, 1, 1), "assumed"),
        (NORDDJURS, "capacity_step", date(2026, 1, 1), "law"),
        (NORDDJURS, "frame", date(2024, 1, 1), "assumed"),
    ],
)
def test_a_value_is_as_firm_as_its_day(policy: Policy, name: str, on: date, mark: str) -> None:
    assert policy.mark(name, on) == mark


def test_staff_are_warned_of_what_ran_past_its_day() -> None:
    assert OSS.warnings(date(2026, 12, 31)) == ()
    late = {(warned.name, warned.since) for warned in OSS.warnings(date(2027, 1, 1))}
    assert ("norm_single", date(2027, 1, 1)) in late
    assert ("threshold_percent", date(2027, 1, 1)) not in late
    period = [(warned.name, warned.since) for warned in NORDDJURS.warnings(date(2026, 1, 1))]
    assert period == [("period", date(2025, 12, 31))]


def test_every_ask_is_granted_at_once_until_the_municipality_says_otherwise() -> None:
    on = date(2026, 7, 1)
    assert all(policy.grants_at_once(ask, on) for policy in (OSS, NORDDJURS) for ask in ASKS)
    careful = OSS.changed({"automatic_grants": ("plan",)})
    assert careful.grants_at_once("plan", on)
    assert not careful.grants_at_once("remission", on)


@pytest.mark.parametrize(
    ("policy", "debt", "months"),
    [
        (OSS, 9_999_900, 12),
        (NORDDJURS, 1_500_000, 12),
        (NORDDJURS, 1_500_001, 24),
        (NORDDJURS, 3_000_001, 0),
    ],
)
def test_a_short_plan_has_its_months(policy: Policy, debt: int, months: int) -> None:
    assert short_term(book(policy, date(2024, 6, 1)), debt) == months


SUMMER, LATER = date(2026, 7, 1), date(2027, 1, 1)


def with_entries(policy: Policy, name: str, *entries: DatedValue) -> Policy:
    """The policy with other entries for one of its values."""
    if name in policy.settings:
        return replace(policy, settings={**policy.settings, name: entries})
    return replace(policy, amounts={**policy.amounts, name: entries})


def test_the_digest_changes_with_what_can_change_an_answer() -> None:
    held = book(OSS, SUMMER).hash
    assert held == book(OSS.changed({}), SUMMER).hash == book(load("oss").policy, SUMMER).hash
    assert held != book(OSS.changed({"minimum_instalment": 3000}), SUMMER).hash
    assert held != book(NORDDJURS, SUMMER).hash
    assert held != book(OSS, date(2026, 6, 30)).hash
    assert held == book(OSS, date(2026, 12, 31)).hash, "nothing changed in between"
    assert len(held) == 64


def test_next_years_norm_leaves_the_digest_of_every_day_before() -> None:
    entries = OSS.amounts["norm_single"]
    next_year = replace(entries[-1], value=1500_00, start=LATER, changes_on=date(2027, 7, 1))
    longer = with_entries(OSS, "norm_single", *entries, next_year)
    for day in (date(2024, 1, 1), SUMMER, date(2026, 12, 31)):
        assert book(longer, day).hash == book(OSS, day).hash
    assert book(longer, LATER).hash != book(OSS, LATER).hash


@pytest.mark.parametrize(
    "edit",
    [
        {"value": 141947},
        {"mark": "policy"},
        {"start": date(2026, 6, 30)},
        {"changes_on": date(2026, 11, 1)},
    ],
)
def test_an_edit_of_an_entry_in_force_changes_the_digest(edit: dict[str, Any]) -> None:
    *before, last = OSS.amounts["norm_single"]
    edited = with_entries(OSS, "norm_single", *before, replace(last, **edit))
    day = date(2026, 11, 21)
    assert book(edited, day).hash != book(OSS, day).hash
    assert book(edited, date(2025, 1, 1)).hash == book(OSS, date(2025, 1, 1)).hash


def test_the_end_of_the_period_counts_from_the_day_it_is_over() -> None:
    longer = replace(NORDDJURS, until=date(2029, 12, 31))
    last, after = date(2025, 12, 31), date(2026, 1, 1)
    assert book(longer, last).hash == book(NORDDJURS, last).hash
    assert book(longer, after).hash != book(NORDDJURS, after).hash


def test_a_changed_setting_is_an_assumption_on_every_day() -> None:
    changed = OSS.changed({"minimum_instalment": 3000})
    assert changed.value("minimum_instalment", date(2024, 1, 1)) == 3000
    assert changed.mark("minimum_instalment", date(2024, 1, 1)) == "assumed"
    assert OSS.value("minimum_instalment", date(2024, 1, 1)) == 2500
    with pytest.raises(KeyError):
        OSS.changed({"minimum_instalmant": 3000})


def test_a_day_is_looked_up_once() -> None:
    assert book(OSS, date(2026, 7, 1)) is book(OSS, date(2026, 7, 1))


@pytest.mark.parametrize("policy", [OSS, NORDDJURS], ids=["oss", "norddjurs"])
class TestTheData:
    def test_every_entry_has_a_source(self, policy: Policy) -> None:
        for series in (*policy.settings.values(), *policy.amounts.values()):
            assert all(entry.source for entry in series)

    def test_an_amount_is_expected_to_change_when_it_did(self, policy: Policy) -> None:
        for series in policy.amounts.values():
            for entry, later in pairwise(series):
                assert entry.changes_on == later.start

    def test_it_names_no_article_that_no_rule_knows(self, policy: Policy) -> None:
        written = [syntax(path) for path in product(".py") if "rules" in path.parts]
        said = {node.value for module in written for node in module if _is_text(node)}
        begun = tuple(part for part in said if part.endswith("_"))
        assert {key for key in policy.articles if not key.startswith(begun)} <= said


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


ROW = {"from": date(2024, 1, 1), "value": 1, "mark": "law", "source": "here"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("25.00", 2500),
        (12, 12),
        (False, False),
        ("means_test", "means_test"),
        ("99999999999999.00", "99999999999999.00"),
        (["a", "b"], ("a", "b")),
        ([], ()),
        ([{"up_to": "150.00", "months": 12}], Frame((15000,), (12,))),
        ([[0, 4, 3], [10, 5, 3, "law"]], Bands((0, 10), ((4, 3), (5, 3)), ("assumed", "law"))),
    ],
)
def test_a_value_reads_as_it_is_written(written: Any, value: Any) -> None:
    assert read_value("x", written) == value


@pytest.mark.parametrize(
    "entries",
    [
        [{**ROW, "value": 1.5}],
        [{**ROW, "value": {"a": 1}}],
        [{**ROW, "value": [1, 2]}],
        [{**ROW, "mark": "maybe"}],
        [{**ROW, "from": "2024-01-01"}],
        [{**ROW, "until": date(2025, 1, 1)}],
        [{key: value for key, value in ROW.items() if key != "source"}],
        [ROW, ROW],
        [{**ROW, "value": [[1, 4, 3]]}],
        [{**ROW, "value": [[0, 4, 3], [0, 5, 4]]}],
        [{**ROW, "value": [{"up_to": "2.00", "months": 1}, {"up_to": "1.00", "months": 2}]}],
        [{**ROW, "value": [{"up_to": 200, "months": 1}]}],
        [{**ROW, "value": [{"up_to": "2.00", "months": "1"}]}],
        [{**ROW, "value": [{"up_to": "2.00", "months": 0}]}],
        [{**ROW, "value": [{"up_to": "2.00"}]}],
        [{**ROW, "value": [[0, 4]]}],
        [{**ROW, "value": [[0, "4", 3]]}],
        [{**ROW, "value": [[0, 4, 3, "maybe"]]}],
        [{**ROW, "changes_on": "2025-01-01"}],
        [1],
        [],
    ],
)
def test_data_that_makes_no_sense_is_refused(entries: list[Any]) -> None:
    with pytest.raises(BadFile) as refused:
        read_series("percent", entries)
    assert refused.value.mistakes[0].startswith("percent: ")


def test_an_entry_may_say_when_it_is_expected_to_change() -> None:
    (entry,) = read_series("percent", [{**ROW, "changes_on": date(2025, 1, 1)}])
    assert entry == DatedValue(1, date(2024, 1, 1), "here", "law", date(2025, 1, 1))


def test_a_policy_that_lacks_something_is_refused() -> None:
    with pytest.raises(BadFile, match="'version' is missing"):
        read_policy({"id": "p"}, {})

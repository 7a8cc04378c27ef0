"""What was released stays: a list of digests that only grows, held against today's policies."""

from dataclasses import replace
from datetime import date

import pytest

from portal.municipality import load, names
from portal.rules.policy import DatedValue, Policy
from portal.rules.releases import (
    Release,
    changes,
    faults,
    new_releases,
    read_releases,
    released_on,
)

WHAT_TO_DO = """
Decisions rest on what was released, and it never changes. Take the edit back. A change is a new
entry under the old one that begins after the last row; then run deploy/release-policies.
"""
TODAY = date(2026, 11, 22)
OSS, NORDDJURS = load("oss").policy, load("norddjurs").policy
RELEASED = new_releases(OSS, (), TODAY)


def with_amount(policy: Policy, name: str, *entries: DatedValue) -> Policy:
    """The policy with other entries for an amount."""
    return replace(policy, amounts={**policy.amounts, name: entries})


@pytest.mark.parametrize("name", names())
def test_what_was_released_still_holds(name: str) -> None:
    town = load(name)
    listed = town.folder / "released.txt"
    found = list(faults(town.policy, read_releases(listed.read_text("utf-8"))))
    assert not found, "\n".join([*found, WHAT_TO_DO])


def test_the_list_has_a_row_for_every_change_and_for_the_day_it_was_made() -> None:
    days = [row.day for row in RELEASED]
    assert days[0] == OSS.first_day
    assert days[-1] == TODAY
    assert date(2026, 7, 1) in days
    assert days == sorted(set(days))
    assert date(2026, 1, 1) in changes(NORDDJURS), "the day after its period"


def test_a_row_is_a_line_and_reads_back() -> None:
    written = "# for people\n" + "\n".join(map(str, RELEASED))
    assert read_releases(written) == RELEASED


def test_one_cent_in_a_released_norm_is_found() -> None:
    first, *rest = OSS.amounts["norm_single"]
    assert isinstance(first.value, int)
    changed = with_amount(OSS, "norm_single", replace(first, value=first.value + 1), *rest)
    assert list(faults(OSS, RELEASED)) == []
    found = list(faults(changed, RELEASED))
    assert found[0].startswith("2024-01-01: released as ")
    assert len(found) == sum(row.day < rest[0].start for row in RELEASED)


def test_a_change_to_come_is_no_fault_and_one_in_the_past_is() -> None:
    entries = OSS.amounts["norm_single"]
    coming = replace(entries[-1], value=1500_00, start=date(2027, 1, 1), changes_on=None)
    assert list(faults(with_amount(OSS, "norm_single", *entries, coming), RELEASED)) == []
    passed = replace(coming, start=date(2026, 10, 1))
    found = list(faults(with_amount(OSS, "norm_single", *entries, passed), RELEASED))
    assert any(fault.startswith("2026-10-01: a change begins here") for fault in found)


def test_another_version_is_another_policy() -> None:
    assert len(list(faults(replace(OSS, version="9"), RELEASED))) == len(RELEASED)


def test_a_list_grows_and_keeps_its_rows() -> None:
    later = date(2027, 2, 1)
    grown = RELEASED + new_releases(OSS, RELEASED, later)
    assert grown[: len(RELEASED)] == RELEASED
    assert [row.day for row in grown[len(RELEASED) :]] == [date(2027, 1, 1), later]
    assert list(faults(OSS, grown)) == []
    assert new_releases(OSS, grown, later) == ()


def test_an_empty_list_holds_nothing() -> None:
    assert list(faults(OSS, ())) == ["nothing was released yet"]


def test_rules_that_are_the_same_have_the_same_digest() -> None:
    assert released_on(OSS, date(2026, 8, 1)) == Release(
        date(2026, 8, 1), RELEASED[0].policy, released_on(OSS, date(2026, 7, 1)).hash
    )

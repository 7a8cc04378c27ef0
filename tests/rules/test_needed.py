"""A policy that lacks a value is told which, in which file, and what to do: never found later."""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.errors import BadFile
from portal.municipality import Municipality, load, must_be_whole, names, other_policy
from portal.municipality.reading import read
from portal.rules import amendment
from portal.rules.assess import assess
from portal.rules.intake import read_situation
from portal.rules.policy import Policy, book
from portal.rules.workings.registry import WORKINGS
from portal.simulate.caseload import synthetic
from portal.simulate.compare import compare
from tests.rules.situations import all_situations
from tests.rules.working_examples import examples

TOWNS = [load(name) for name in names()]
SETTINGS = [(town, name) for town in TOWNS for name in town.policy.settings]
MAY_LACK = {
    "oss": {"transition_before"},
    "norddjurs": set[str](),
}
"""Settings without which a policy goes on: it has no such rule then."""
ON = date(2026, 11, 22)


def without(policy: Policy, name: str) -> Policy:
    kept = {key: series for key, series in policy.settings.items() if key != name}
    return replace(policy, settings=kept)


def cut(file: Path, name: str) -> None:
    """Take all of a name out of the text of a file: a value through time, or an article."""
    text = file.read_text("utf-8")
    shorter, found = re.subn(rf"(?ms)^\[+(?:\w+\.)?{name}\]+\n.*?(?=^\[|^#|\Z)", "", text)
    assert found, name
    file.write_text(shorter, "utf-8")


@pytest.mark.parametrize(("town", "name"), SETTINGS, ids=lambda it: getattr(it, "name", it))
def test_each_setting_is_needed_or_can_be_done_without(town: Municipality, name: str) -> None:
    lacking = without(town.policy, name)
    if name not in MAY_LACK[town.name]:
        with pytest.raises(BadFile) as stopped:
            must_be_whole(lacking, town)
        assert stopped.value.mistakes[0].startswith(f"{name} is missing, and ")
        return
    must_be_whole(lacking, town)
    everything_of(town, lacking)


def everything_of(town: Municipality, policy: Policy) -> None:
    """Put all situations, workings and a caseload before a policy; what it lacks is a KeyError."""
    for told in all_situations():
        if told.request["municipality"] == town.name:
            assess(read_situation(told.request, lambda _: town.shape)[1], policy)
    for example in examples():
        if example.municipality == town.name:
            made = WORKINGS[example.working](example.made().facts, book(policy, example.on))
            if not made.mistakes():
                made.account()
                made.advice()
    compare(synthetic(town, ON, 500, seed=1), town.policy, policy)


def test_the_file_the_value_and_what_to_do_are_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(load("oss").folder, tmp_path / "oss"))
    cut(folder / "policy.toml", "threshold_percent")
    cut(folder / "policy.toml", "recipient_account")
    with pytest.raises(BadFile) as stopped:
        read(folder)
    assert sorted(stopped.value.mistakes) == [
        'policy.toml: recipient_account is missing, and decisions = "means_test" needs it: '
        "add [[rules.recipient_account]] with from, value, mark and source",
        'policy.toml: threshold_percent is missing, and account = "NormThresholdCapacity" needs it:'
        " add [[settings.threshold_percent]] with from, value, mark and source",
    ]


def test_another_version_of_a_policy_is_held_against_its_town(tmp_path: Path) -> None:
    town = load("norddjurs")
    file = Path(shutil.copy(town.folder / "policy.toml", tmp_path / "draft.toml"))
    assert other_policy(file, town).settings.keys() == town.policy.settings.keys()
    cut(file, "interest_rate_housing_loan")
    with pytest.raises(BadFile) as stopped:
        other_policy(file, town)
    assert stopped.value.mistakes == [
        'draft.toml: interest_rate_housing_loan is missing, and "housing_loan" in own_rate_kinds '
        "needs it: add [[settings.interest_rate_housing_loan]] with from, value, mark and source"
    ]


@pytest.mark.parametrize(
    ("town", "change", "told"),
    [
        ("oss", 'decisions="frame"', 'decisions = "frame" needs it: add [[settings.frame]]'),
        ("oss", 'decisions="frame"', 'decisions = "frame" knows only TableCapacity'),
        ("norddjurs", 'account="RecipientShare"', "recipient_percent is missing"),
    ],
)
def test_a_change_that_asks_for_more_says_what_lacks(town: str, change: str, told: str) -> None:
    changed = amendment.typed([change], ON).on(load(town).policy)
    with pytest.raises(BadFile, match=re.escape(told)):
        must_be_whole(changed, load(town))

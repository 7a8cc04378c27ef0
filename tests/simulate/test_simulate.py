"""A change of policy tried on a caseload: sums that fit, the same bytes, a file that enacts it."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from defusedxml import ElementTree

import portal
from portal import municipality
from portal.cli import main
from portal.rules import amendment
from portal.simulate.caseload import synthetic
from portal.simulate.charts import charts
from portal.simulate.compare import compare

ON = date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
TOWNS = ("oss", "norddjurs")
HIGHER = ("--municipality", "oss", "--set", "threshold_percent=130")
LOWER_MINIMUM = ("--municipality", "norddjurs", "--set", "minimum_instalment=100.00")


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["simulate", "--on", "2026-11-22", *arguments])


def figures(*arguments: str) -> dict[str, Any]:
    result = ran("--people", "2000", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("arguments", [HIGHER, LOWER_MINIMUM])
def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(
    arguments: tuple[str, ...],
) -> None:
    assert ran(*arguments).stdout == ran(*arguments).stdout
    assert ran(*arguments).stdout != ran(*arguments, "--seed", "2").stdout


@pytest.mark.parametrize("town", TOWNS)
def test_without_a_change_nobody_gains_or_loses(town: str) -> None:
    whole = figures("--municipality", town)["all"]
    assert (whole["gain"], whole["lose"], whole["freed"], whole["burdened"]) == (0, 0, 0, 0)
    assert whole["paid_before"] == whole["paid_after"] != "0.00"
    assert 0 < whole["staff_before"] == whole["staff_after"] < whole["people"]


def test_a_higher_threshold_frees_some_and_costs_nobody() -> None:
    whole = figures(*HIGHER)["all"]
    assert whole["gain"] > whole["freed"] > 0
    assert whole["lose"] == 0
    assert float(whole["paid_after"]) < float(whole["paid_before"])


@pytest.mark.parametrize("arguments", [HIGHER, LOWER_MINIMUM])
@pytest.mark.parametrize("part", ["by_form", "by_income", "by_age"])
def test_the_parts_add_up_to_the_whole(arguments: tuple[str, ...], part: str) -> None:
    found = figures(*arguments)
    for name in ("people", "gain", "lose", "freed", "burdened", "staff_before", "staff_after"):
        assert sum(group[name] for group in found[part]) == found["all"][name], name


def test_what_is_changed_back_mirrors() -> None:
    policy = municipality.load("oss").policy
    caseload = synthetic(municipality.load("oss"), ON, 3000, seed=4)
    changed = amendment.typed(["threshold_percent=130"], ON).on(policy)
    there = compare(caseload, policy, changed).whole
    back = compare(caseload, changed, policy).whole
    assert (there.gain, there.freed, there.lose) == (back.lose, back.burdened, back.gain)
    assert (there.paid_before, there.paid_after) == (back.paid_after, back.paid_before)


@pytest.mark.parametrize("town", TOWNS)
def test_every_distribution_names_its_source_or_is_invented(town: str) -> None:
    origins = figures("--municipality", town)["distributions"]
    assert {origin["name"] for origin in origins} >= {"form", "income", "debt", "age"}
    assert {origin["mark"] for origin in origins} <= {"source", "invented"}
    assert all(len(origin["source"]) > 15 for origin in origins)


@pytest.mark.parametrize(
    ("town", "change"),
    [
        ("oss", "threshold_percent=130"),
        ("oss", "minimum_instalment=40.00"),
        ("oss", "use_cost_sharer_norm=true"),
        ("oss", "norm_single=1500.00"),
        ("norddjurs", 'frame=[{ up_to = "20000.00", months = 18 }]'),
    ],
)
def test_the_file_it_writes_enacts_what_it_showed(town: str, change: str, tmp_path: Path) -> None:
    shown = figures("--municipality", town, "--set", change)
    file = tmp_path / "change.toml"
    assert ran("--municipality", town, "--set", change, "--write", str(file)).exit_code == 0
    again = figures("--municipality", town, "--amendment", str(file))
    assert again == shown
    enacted = enact(town, file, tmp_path)
    old = municipality.load(town)
    found = compare(synthetic(old, ON, 2000, seed=1), old.policy, enacted.policy)
    assert (found.whole.gain, found.whole.lose) == (shown["all"]["gain"], shown["all"]["lose"])
    assert enacted.policy.digest(ON) == shown["policy"]["after"]["hash"]
    before = date(2026, 11, 21)
    assert enacted.policy.digest(before) == old.policy.digest(before)


def test_two_versions_of_a_policy_are_compared(tmp_path: Path) -> None:
    ours = Path(portal.__file__).parent / "municipalities" / "oss" / "policy.toml"
    other = tmp_path / "policy.toml"
    text = ours.read_text("utf-8").replace('version = "2024.1"', 'version = "2027.1"')
    other.write_text(text.replace("value = 120\n", "value = 130\n"), "utf-8")
    found = figures("--municipality", "oss", "--policy", str(other))
    assert found["policy"]["after"]["version"] == "2027.1"
    assert found["all"] == figures(*HIGHER)["all"]


@pytest.mark.parametrize("name", ["threshold_percent", "short_term_months", "time_bar_years"])
def test_a_version_that_lacks_a_setting_is_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    other = tmp_path / "policy-2027.toml"
    ours = Path(portal.__file__).parent / "municipalities" / "oss" / "policy.toml"
    kept = ours.read_text("utf-8").replace(f"[[settings.{name}]]", f"[[settings.{name}_]]")
    other.write_text(kept, "utf-8")
    result = ran("--municipality", "oss", "--policy", str(other))
    assert (result.exit_code, result.stdout) == (2, "")
    (told,) = result.stderr.splitlines()
    assert told.startswith(f"policy-2027.toml: {name} is missing, and ")
    assert told.endswith(f"add [[settings.{name}]] with from, value, mark and source")


def test_a_change_that_asks_for_other_settings_says_which() -> None:
    result = ran("--municipality", "oss", "--set", 'decisions="frame"')
    assert result.exit_code == 2
    assert 'frame is missing, and decisions = "frame" needs it' in result.stderr


def test_a_setting_that_only_the_other_version_has_can_be_changed(tmp_path: Path) -> None:
    ours = Path(portal.__file__).parent / "municipalities" / "norddjurs" / "policy.toml"
    other = tmp_path / "policy.toml"
    row = '[[settings.reminder_weeks]]\nfrom = 2022-01-01\nvalue = 1\nmark = "law"\nsource = "x"\n'
    other.write_text(
        ours.read_text("utf-8").replace("[articles.", f"{row}\n[articles.", 1), "utf-8"
    )
    change = ("--policy", str(other), "--set", "reminder_weeks=2")
    found = figures("--municipality", "norddjurs", *change)
    assert found["changes"] == {"reminder_weeks": "- -> 2"}


def enact(town: str, file: Path, tmp_path: Path) -> municipality.Municipality:
    """A copy of the municipality's folder with the file among its amendments."""
    source = Path(portal.__file__).parent / "municipalities" / town
    folder = tmp_path / town
    shutil.copytree(source, folder)
    (folder / "amendments").mkdir(exist_ok=True)
    shutil.copy(file, folder / "amendments")
    return municipality.read(folder)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("frame=[{ up_to = 15000, months = 12 }]", "frame: each row needs up_to"),
        ('frame=[{ up_to = "15000.00", months = 0 }]', "frame: each row needs up_to"),
        ("capacity_table=[[0, 1]]", "capacity_table: each row needs three whole numbers"),
        ("excluded_kinds=[[0, 1, 2]]", "excluded_kinds from 2026-11-22: write a list of names"),
        ("capacity_step=0.00", "capacity_step from 2026-11-22: write an amount above 0.00"),
    ],
)
def test_a_table_that_cannot_be_is_named(change: str, sentence: str) -> None:
    result = ran("--municipality", "norddjurs", "--set", change)
    assert (result.exit_code, sentence in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("threshold", "write NAME=VALUE"),
        ("minimum_instalment=99999999999999.00", "this kind of value is not known"),
        ("threshold_percent=130.00", "must be a whole number"),
        ("minimum_instalment=30", "must be an amount with two decimals"),
        ("nothing_known=1", "is not a dated value of this policy"),
        ("use_cost_sharer_norm=1", "must be true or false"),
        ("threshold_percent=", "cannot be read"),
    ],
)
def test_a_change_that_cannot_be_is_named(change: str, sentence: str) -> None:
    result = ran("--municipality", "oss", "--set", change)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not result.stdout


def test_a_file_that_is_no_amendment_is_named(tmp_path: Path) -> None:
    file = tmp_path / "change.toml"
    file.write_text("settings = 3\n", "utf-8")
    result = ran("--municipality", "oss", "--amendment", str(file))
    assert (result.exit_code, "an amendment holds" in result.stderr) == (2, True)


def test_a_day_before_the_policy_or_with_a_value_already_is_bad_input() -> None:
    early = CliRunner().invoke(main, ["simulate", "--on", "2020-01-01", "--municipality", "oss"])
    assert (early.exit_code, "begins on 2024-01-01" in early.stderr) == (2, True)
    taken = ("simulate", "--on", "2024-01-01", *HIGHER)
    result = CliRunner().invoke(main, taken)
    assert (result.exit_code, "changes on 2024-01-01 already" in result.stderr) == (2, True)


def test_charts_say_in_words_what_they_show(tmp_path: Path) -> None:
    assert ran(*HIGHER, "--charts", str(tmp_path)).exit_code == 0
    drawn = sorted(tmp_path.iterdir())
    assert [path.name for path in drawn] == [
        "oss-by-age.svg",
        "oss-by-form.svg",
        "oss-by-income.svg",
    ]
    for path in drawn:
        root = ElementTree.fromstring(path.read_text("utf-8"))
        told = root.find(SVG + "desc")
        assert told is not None
        assert "pay less" in str(told.text)
        assert {part.tag for part in root.iter()} == {
            SVG + name for name in ("svg", "title", "desc", "text", "rect")
        }


def test_a_bar_is_as_long_as_its_share() -> None:
    policy = municipality.load("oss").policy
    caseload = synthetic(municipality.load("oss"), ON, 1000, seed=1)
    found = compare(caseload, policy, amendment.typed(["threshold_percent=200"], ON).on(policy))
    root = ElementTree.fromstring(charts(found)["by-form"])
    widths = [int(bar.attrib["width"]) for bar in root.iter(SVG + "rect")]
    shares = [(360 * g.gain // g.people, 360 * g.lose // g.people) for g in found.by_form]
    assert widths == [width for pair in shares for width in pair]

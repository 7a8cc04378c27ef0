"""A folder whose terms lack something is told which, and what for: never a resident or a night."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from portal.commands.days import day_asked
from portal.errors import BadFile
from portal.municipality import Municipality, load, names, not_begun
from portal.municipality.reading import read
from portal.rules import needed_terms
from tests.rules.test_needed import cut

TOWNS = [load(name) for name in names()]
TERMS = [(town, name) for town in TOWNS for name in town.terms.series]
ON = date(2026, 11, 22)
OWN_DAYS = {"work_days_debit_batch", "work_days_mandate", "work_days_money", "work_days_refund"}
MAY_LACK = {
    "oss": {
        *needed_terms.OPTIONAL.keys(),
        *OWN_DAYS,
        *needed_terms.CHOSEN["reminder_costs"]["balance"],
    },
    "norddjurs": {*needed_terms.OPTIONAL.keys(), *OWN_DAYS},
}
"""Terms without which a town goes on; what a reminder costs by the balance is not chosen there."""


@pytest.fixture(params=names())
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a whole folder."""
    return Path(shutil.copytree(load(request.param).folder, tmp_path / request.param))


@pytest.mark.parametrize(("town", "name"), TERMS, ids=lambda it: getattr(it, "name", it))
def test_each_term_is_needed_or_can_be_done_without(
    town: Municipality, name: str, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(town.folder, tmp_path / town.name))
    cut(folder / "terms.toml", name)
    if name in MAY_LACK[town.name]:
        assert name not in read(folder).terms.series
        return
    with pytest.raises(BadFile) as stopped:
        read(folder)
    (told,) = stopped.value.mistakes
    assert told.startswith(f"terms.toml: {name} is missing, and ")
    assert told.endswith(f" needs it: add [[{name}]] with from, value, mark and source")


def test_what_needs_a_term_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(load("oss").folder, tmp_path / "oss"))
    for name in ("upheld_holds_until", "adult_age", "mandate_unused_months"):
        cut(folder / "terms.toml", name)
    with pytest.raises(BadFile) as stopped:
        read(folder)
    add = "with from, value, mark and source"
    assert sorted(stopped.value.mistakes) == [
        "terms.toml: adult_age is missing, and a claim on someone under age needs it: "
        f"add [[adult_age]] {add}",
        "terms.toml: mandate_unused_months is missing, and [sepa] in debits.toml needs it: "
        f"add [[mandate_unused_months]] {add}",
        'terms.toml: upheld_holds_until is missing, and the request "dispute" needs it: '
        f"add [[upheld_holds_until]] {add}",
    ]


def test_what_nobody_can_ask_for_needs_no_terms(folder: Path) -> None:
    for name in set(needed_terms.ASKS["objection"]) - set(needed_terms.ASKS["dispute"]):
        cut(folder / "terms.toml", name)
    journeys = folder / "journeys.toml"
    lines = journeys.read_text("utf-8").splitlines(keepends=True)
    journeys.write_text("".join(one for one in lines if not one.startswith("objection")), "utf-8")
    assert "objection_hearing" not in read(folder).terms.series


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_a_term_that_begins_later_is_told_until_it_has_begun(town: Municipality) -> None:
    first = max(
        series[0].start
        for name, series in town.terms.series.items()
        if name not in MAY_LACK[town.name]
    )
    assert not_begun(town, first) == not_begun(town, ON) == []
    assert not_begun(town, first - timedelta(days=1))


def test_a_day_before_a_term_has_begun_is_refused_with_its_name() -> None:
    town, day = load("norddjurs"), date(2023, 12, 31)
    assert town.policy.first_day < day
    with pytest.raises(BadFile) as stopped:
        day_asked(town, day, datetime(2026, 11, 22, tzinfo=UTC))
    assert stopped.value.mistakes[0] == (
        "terms.toml: online_least begins on 2024-01-01, and paying online needs it on 2023-12-31: "
        "add [[online_least]] from that day or before, above the others"
    )


def test_what_a_value_asks_for_is_told_from_the_first_day_of_that_value() -> None:
    """What begins together with the value that needs it is in time."""
    town, name = load("oss"), "own_enforcement"
    [writ] = town.terms.series[name]
    later = ON + timedelta(days=40)
    attachment = replace(writ, value="attachment", start=later)
    fees = {
        fee: (replace(writ, value=14, start=later),)
        for fee in needed_terms.CHOSEN[name]["attachment"]
    }
    terms = replace(town.terms, series={**town.terms.series, name: (writ, attachment), **fees})
    adopted = replace(town, terms=terms)
    assert not_begun(adopted, ON) == not_begun(adopted, later) == []
    late = {
        fee: (replace(series[0], start=later + timedelta(days=1)),) for fee, series in fees.items()
    }
    told = not_begun(replace(town, terms=replace(terms, series={**terms.series, **late})), later)
    assert [one.split(" begins on ")[0] for one in told] == [f"terms.toml: {fee}" for fee in fees]

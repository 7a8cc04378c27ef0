"""What a municipality assumes, and a supervisor who stands for it: told apart from what is firm."""

import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from sqlmodel import Session

from portal.cases.assumed_entry import entry_to_write, file_of
from portal.cases.assumptions import ASSUMED, PAST_PERIOD, Assumption, assumptions
from portal.cases.confirming import confirm, history, is_confirmed, latest_of_all, withdraw
from portal.errors import Conflict, NotAllowed, NotNow
from portal.money import minor
from portal.municipality import Municipality, load
from portal.people.actors import Actor, staff_actor
from portal.resources import folder
from tests import builders

TOWNS = [load("oss"), load("norddjurs")]
TODAY = date(2026, 11, 21)
NOTE = "Decided by the board on 3 March."


def named(town: Municipality, name: str, on: date = TODAY) -> Assumption:
    return next(found for found in assumptions(town, on) if found.name == name)


def whys(town: Municipality, on: date) -> dict[str, str]:
    return {found.name: found.why for found in assumptions(town, on)}


def test_every_assumed_value_of_the_data_is_listed() -> None:
    oss = whys(TOWNS[0], TODAY)
    assert {name.split(".")[0] for name in oss} >= {"settings", "terms", "kinds", "articles"}
    assert {"settings.short_term_months", "terms.most_reminders", "articles.crumb"} <= set(oss)
    assert set(oss.values()) == {ASSUMED}
    assert "settings.threshold_percent" not in oss
    assert "terms.service_days" not in oss
    norddjurs = whys(TOWNS[1], TODAY)
    assert {"terms.service_days", "settings.frame", "amounts.capacity_table"} <= set(norddjurs)


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_as_many_as_the_files_mark(town: Municipality) -> None:
    """Counted in the files themselves, on the last day of all their entries."""
    written = tomllib.loads((town.folder / "policy.toml").read_text("utf-8"))
    series = {**written["rules"], **written["settings"]}
    marked = {f"settings.{name}" for name, rows in series.items() if rows[-1]["mark"] == ASSUMED}
    marked |= {
        f"articles.{name}"
        for name, article in written["articles"].items()
        if article["mark"] == ASSUMED
    }
    found = [one for one in assumptions(town, date(2090, 1, 1)) if one.why == ASSUMED]
    ours = {one.name for one in found if one.group in ("settings", "articles")}
    assert ours == marked


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_as_many_terms_and_numbers_of_direct_debit_as_the_files_mark(town: Municipality) -> None:
    terms = tomllib.loads((town.folder / "terms.toml").read_text("utf-8"))
    marked = {f"courses.{key}" for key, rows in terms.items() if rows[-1]["mark"] == ASSUMED}
    debits = tomllib.loads((town.folder / "debits.toml").read_text("utf-8"))
    numbers = {"sepa": "creditor_id", "betalingsservice": "pbs"}
    marked |= {
        f"debits.{numbers[name]}" for name, table in debits.items() if table["mark"] == ASSUMED
    }
    in_sepa = debits.get("sepa", {}).get("terms", {})
    marked |= {f"debits.{key}" for key, term in in_sepa.items() if term["mark"] == ASSUMED}
    found = {one.name for one in assumptions(town, date(2090, 1, 1))}
    assert {name for name in found if name.startswith(("courses.", "debits."))} == marked
    assert len(marked) > 5, "or nothing was compared"


def test_after_its_period_what_was_published_is_listed_too() -> None:
    before, after = (whys(TOWNS[1], day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert "settings.collection_floor" not in before
    assert after["settings.collection_floor"] == PAST_PERIOD
    assert PAST_PERIOD not in whys(TOWNS[0], date(2040, 1, 1)).values(), "it has no last day"


def test_a_table_with_assumed_rows_is_listed() -> None:
    found = named(TOWNS[1], "amounts.capacity_table", date(2024, 6, 1))
    assert found.entry is not None
    assert found.entry.mark == "law", "though the table as a whole is law"


@pytest.fixture
def supervisor(session: Session) -> Actor:
    return staff_actor(builders.staff(session, "supervisor"))


SHORT = named(TOWNS[0], "settings.short_term_months")


def say_yes(session: Session, who: Actor, seen: int = 0, found: Assumption = SHORT) -> None:
    confirm(
        session,
        who,
        found,
        "12 months",
        NOTE,
        seen=seen,
        seen_digest=found.digest,
        now=builders.NOW,
    )


def test_a_supervisor_confirms_and_takes_it_back(session: Session, supervisor: Actor) -> None:
    say_yes(session, supervisor)
    latest = latest_of_all(session)[SHORT.name]
    assert is_confirmed(SHORT, latest)
    assert (latest.confirmed_by, latest.value_shown, latest.note) == (
        supervisor.id,
        "12 months",
        NOTE,
    )
    withdraw(session, supervisor, SHORT, "It was for one year only.", seen=1, now=builders.NOW)
    assert not is_confirmed(SHORT, latest_of_all(session)[SHORT.name])
    say_yes(session, supervisor, seen=2)
    assert [row.kind for row in history(session, SHORT.name)] == ["confirm", "withdraw", "confirm"]


def test_another_value_asks_anew(session: Session, supervisor: Actor) -> None:
    say_yes(session, supervisor)
    latest = latest_of_all(session)[SHORT.name]
    assert not is_confirmed(replace(SHORT, written=24), latest)
    say_yes(session, supervisor, seen=1, found=replace(SHORT, written=24))


def test_the_second_of_two_people_is_told(session: Session, supervisor: Actor) -> None:
    say_yes(session, supervisor)
    with pytest.raises(Conflict):
        say_yes(session, supervisor)
    with pytest.raises(Conflict):
        withdraw(session, supervisor, SHORT, NOTE, seen=0, now=builders.NOW)


def test_a_value_that_changed_under_ones_hands_is_not_confirmed(
    session: Session, supervisor: Actor
) -> None:
    with pytest.raises(Conflict):
        confirm(
            session,
            supervisor,
            replace(SHORT, written=24),
            "24",
            NOTE,
            seen=0,
            seen_digest=SHORT.digest,
            now=builders.NOW,
        )


def test_what_makes_no_sense_is_refused(session: Session, supervisor: Actor) -> None:
    with pytest.raises(NotNow, match="error-not-confirmed"):
        withdraw(session, supervisor, SHORT, NOTE, seen=0, now=builders.NOW)
    say_yes(session, supervisor)
    with pytest.raises(NotNow, match="error-confirmed-already"):
        say_yes(session, supervisor, seen=1)
    with pytest.raises(NotNow, match="error-note-needed"):
        withdraw(session, supervisor, SHORT, " no ", seen=1, now=builders.NOW)


def test_a_case_worker_does_not_confirm(session: Session) -> None:
    with pytest.raises(NotAllowed):
        say_yes(session, staff_actor(builders.staff(session)))


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_the_entry_to_write_is_sound_and_goes_into_a_file_that_is_there(
    town: Municipality,
) -> None:
    for found in assumptions(town, TODAY):
        entry = tomllib.loads(entry_to_write(town, found, TODAY))
        assert _is_new_entry(entry, _written(file_of(town, found))), found.name


@cache
def _written(file: str) -> dict[str, Any]:
    path = folder("portal/municipalities").parents[1] / file
    return tomllib.loads(path.read_text("utf-8"))


def _is_new_entry(entry: Any, there: Any) -> bool:
    """Whether each table of the entry has its place in the file, and a dated one comes later."""
    for name, inner in entry.items():
        if name not in there:
            return False
        if isinstance(inner, dict) and not {"mark"} & set(inner):
            return _is_new_entry(inner, there[name])
        if isinstance(inner, list):
            held = [row["from"] for row in there[name] if row["from"] <= TODAY]
            return bool(inner[0]["from"] > max(held) and {"mark", "source"} <= set(inner[0]))
    return True


def test_the_entry_holds_the_value_as_it_is() -> None:
    frame = tomllib.loads(entry_to_write(TOWNS[1], named(TOWNS[1], "settings.frame"), TODAY))
    (row,) = frame["settings"]["frame"]
    assert (row["from"], row["mark"]) == (date(2026, 11, 22), "policy")
    assert [minor(step["up_to"]) for step in row["value"]] == [15_000_00, 30_000_00]
    reminders = tomllib.loads(
        entry_to_write(TOWNS[0], named(TOWNS[0], "terms.most_reminders"), TODAY)
    )
    assert reminders["dunning"]["most_reminders"]["value"] == 1
    account = tomllib.loads(
        entry_to_write(TOWNS[0], named(TOWNS[0], "settings.recipient_account"), TODAY)
    )
    assert account["rules"]["recipient_account"][0]["value"] == "RecipientShare"

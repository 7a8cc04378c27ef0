"""The night, signals and the worker as commands: once, twice, and what they refuse."""

import sqlite3
from pathlib import Path

import platformdirs
import pytest
from sqlmodel import SQLModel

from portal.cases import known
from portal.cases.signals import COLUMNS
from portal.demo.people import read
from tests.cli.conftest import Run

DAY = "2026-11-24"


def rows() -> dict[str, int]:
    """How many rows each table of the demo has."""
    path = Path(platformdirs.user_data_dir("overblik")) / "demo-oss.db"
    with sqlite3.connect(path) as database:
        return {
            name: database.execute(f'select count(*) from "{name}"').fetchone()[0]
            for name in SQLModel.metadata.tables
        }


@pytest.mark.usefixtures("demo")
def test_a_night_does_the_work_of_a_day_and_the_same_night_again_adds_no_row(run: Run) -> None:
    before = rows()
    first = run("nightly", "--on", DAY)
    assert (first.exit_code, first.stdout.splitlines()[-1]) == (
        0,
        f"{DAY}: the night's work is done",
    )
    after = rows()
    assert after != before
    second = run("nightly", "--on", DAY)
    assert second.stdout == f"{DAY}: the night's work is done\n"
    assert rows() == after
    assert run("check").exit_code == 0


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "command", [("nightly",), ("retention",), ("export", "withholdings")], ids=" ".join
)
def test_a_day_before_all_rules_is_bad_input_and_nothing_is_done(
    run: Run, command: tuple[str, ...]
) -> None:
    before = rows()
    done = run(*command, "--on", "1990-01-01")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "the policy begins on 2024-01-01: 1990-01-01 is before that\n"
    assert rows() == before


def signal(key: str, number: str) -> str:
    return f"{key},income_changed,bsn,{number},2026-01-05,benefits_exchange\n"


@pytest.mark.usefixtures("demo")
def test_signals_are_taken_once_and_a_bad_line_stops_the_file(run: Run, tmp_path: Path) -> None:
    number = next(
        person["identity_number"]
        for person in read("oss").people
        if person["identity_scheme"] == "bsn" and person.get("plans")
    )
    file = tmp_path / "signals.csv"
    file.write_text(",".join(COLUMNS) + "\n" + signal("S1", number))
    assert run("import", "signals", file).stdout.startswith("1 new, 0 already there")
    assert run("import", "signals", file).stdout.startswith("0 new, 1 already there")
    before = rows()
    file.write_text(file.read_text() + signal("S2", number) + signal("S3", "123"))
    bad = run("import", "signals", file)
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert bad.stderr.startswith("line 4, field identity_number")
    assert rows() == before
    assert run("import", "signals", file, "--skip-bad").stdout.startswith("1 new, 1 already")


@pytest.mark.usefixtures("demo")
def test_facts_of_registers_are_taken_once_and_a_bad_line_stops_the_file(
    run: Run, tmp_path: Path
) -> None:
    number = next(
        person["identity_number"]
        for person in read("oss").people
        if person["identity_scheme"] == "bsn" and person.get("plans")
    )
    file, head = tmp_path / "facts.csv", ",".join(known.COLUMNS)
    file.write_text(f"{head}\nbsn,{number},assets,120.00,own_benefits,2026-01-05\n")
    assert run("import", "facts", file).stdout.startswith("1 new, 0 newer than what was known")
    assert "0 new, 0 newer than what was known, 1 already" in run("import", "facts", file).stdout
    before = rows()
    file.write_text(file.read_text() + f"bsn,{number},benefit,perhaps,own_benefits,2026-01-05\n")
    bad = run("import", "facts", file)
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert bad.stderr.splitlines() == ["line 3, field value: must be one of: yes, no"]
    assert rows() == before


@pytest.mark.usefixtures("demo")
def test_a_worker_says_when_no_mail_goes_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://debts.example")
    done = run("worker", "--once")
    assert done.exit_code == 0
    assert "No mail goes out: set PORTAL_MAIL_URL, PORTAL_MAIL_FROM.\n" in done.stderr

"""The console command as other programs rely on it: what goes in, what comes out, how it ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from portal.app import create_app
from portal.cli import main
from portal.commands import demo as demonstration
from portal.demo import waiting
from portal.demo.filling import sample
from portal.municipality import load
from tests.adapters.invoices.invoice_files import credit_note, ubl
from tests.cli.conftest import Run
from tests.web.conftest import MEANS, TODAY, Visitor

CLEAR = {"as_json", "municipality"}
"""Options whose name says all."""
REQUEST = {
    "municipality": "oss",
    "on": "2026-11-21",
    "ask": "plan",
    "income": {"monthly_net": "2000.00"},
    "room": "300.00",
    "claims": [{"id": "a", "kind": "benefit_recovery", "balance": "1000.00", "phase": "open"}],
}


def test_assess_answers_a_request_line_by_line(run: Run) -> None:
    done = run("assess", "-", "--lang", "nl", given=json.dumps(REQUEST))
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert (answer["outcome"], answer["capacity"], answer["instalment"]) == (
        "grant",
        "148.32",
        "148.32",
    )
    amounts = [row["amount"] for row in answer["schedule"]]
    assert amounts == ["148.32"] * 6 + ["110.08"]
    assert {"income", "norm", "threshold", "excess", "capacity", "room", "open_debt"} < {
        line["id"] for line in answer["account"]
    }
    assert set(answer["policy"]) == {"id", "version", "hash"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "colour"),
        ({"income": {"yearly_net": "2000.00"}}, "income.yearly_net"),
        ({"income": {"monthly_net": 2000}}, "income.monthly_net"),
        ({"on": "2026-02-30"}, "on"),
        ({"ask": "gift"}, "ask"),
        ({"claims": []}, "claims"),
        ({"proposal": {"monthly": "50.00", "months": 3}}, "proposal"),
    ],
)
def test_each_mistake_is_named_by_its_path(run: Run, change: dict[str, Any], path: str) -> None:
    done = run("assess", given=json.dumps(REQUEST | change))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert any(line.startswith(path) for line in done.stderr.splitlines()), done.stderr


def test_a_batch_with_one_bad_line_answers_none(run: Run, tmp_path: Path) -> None:
    bad = REQUEST | {"ask": "gift"}
    file = tmp_path / "requests.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (REQUEST, bad)))
    done = run("assess", "--batch", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("line 2: ask")
    file.write_text("\n".join(json.dumps(REQUEST) for _ in range(3)))
    done = run("assess", "--batch", file)
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["grant"] * 3


def test_the_sample_comes_in_through_the_same_command_and_twice_is_as_once(
    run: Run,
    demo: str,
    tmp_path: Path,
) -> None:
    file = tmp_path / "claims.csv"
    file.write_text(sample(load(demo), TODAY), encoding="utf-8")
    done = run("import", "claims", file)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("0 new, 300 already there.")


def test_a_file_with_one_bad_line_is_not_taken_unless_asked(
    run: Run,
    demo: str,
    tmp_path: Path,
) -> None:
    head, first, *_ = sample(load(demo), TODAY).splitlines()
    number = first.split(",")[0]
    good = first.replace(number, "NEW-1", 1)
    bad = first.replace(number, "NEW-2", 1).replace(",bsn,", ",abc,", 1)
    file = tmp_path / "claims.csv"
    file.write_text("\n".join((head, good, bad)) + "\n", encoding="utf-8")
    done = run("import", "claims", file)
    assert done.exit_code == 2
    assert done.stderr.startswith("line 3")
    assert "identity_scheme" in done.stderr
    done = run("import", "claims", file, "--skip-bad")
    assert done.exit_code == 0
    assert done.stdout.startswith("1 new, 0 already there.")
    assert "left out: line 3" in done.stdout


def test_an_invoice_and_its_credit_note_are_known_by_what_is_in_the_file(
    run: Run, demo: str, tmp_path: Path
) -> None:
    invoice, note, broken = (tmp_path / name for name in ("a.csv", "b.txt", "c.xml"))
    invoice.write_bytes(ubl())
    note.write_bytes(credit_note())
    broken.write_bytes(ubl()[:600])
    assert run("import", "claims", note).exit_code == 2
    assert run("import", "claims", invoice).stdout == "1 new, 0 already there.\n"
    assert run("import", "claims", invoice).stdout == "0 new, 1 already there.\n"
    assert run("import", "claims", note).stdout == "Credit note K-1: 24.20 off claim F-1.\n"
    assert "already there" in run("import", "claims", note).stdout
    failed = run("import", "claims", broken)
    assert (failed.exit_code, failed.stdout) == (2, "")
    assert failed.stderr.startswith("Line 5: the XML is broken or cut off.")
    broken.write_text("<Document/>")
    assert "no UBL invoice" in run("import", "claims", broken).stderr


def test_check_finds_the_demo_sound(run: Run, demo: str) -> None:
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "BROKEN" not in done.stdout


def test_a_demo_database_stays_with_its_municipality(
    run: Run,
    demo: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path / 'one.db'}")
    demonstration.prepare("oss", today=TODAY, fresh=False)
    done = run("demo", "--municipality", "norddjurs")
    assert done.exit_code == 2
    assert "This database is for oss" in done.stderr


def test_a_demo_of_a_day_before_all_rules_is_refused_and_the_one_there_stays(
    run: Run, demo: str
) -> None:
    done = run("demo", "--fresh", "--today", "1990-01-01")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "1990-01-01" in done.stderr
    assert run("check").exit_code == 0


def test_a_production_start_names_all_that_is_unsafe(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "changeme" * 5)
    done = run("serve")
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert [line.split()[1] for line in lines] == [
        "PORTAL_DATABASE_URL,",
        "PORTAL_MUNICIPALITY",
        "PORTAL_SECRET_KEY",
        "PORTAL_IDENTITY_KEY",
        "PORTAL_FILES_DIR",
        "PORTAL_SCANNER",
        "PORTAL_PUBLIC_URL",
    ]


def commands(group: click.Group) -> Iterator[click.Command]:
    """Return all commands of a group and of the groups in it."""
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from commands(command)


def test_every_command_and_option_explains_itself() -> None:
    for command in commands(main):
        assert command.help, command.name
        options = [one for one in command.params if isinstance(one, click.Option)]
        silent = [one.name for one in options if one.help is None and not one.show_default]
        assert set(silent) <= CLEAR, command.name


def test_an_identity_number_as_a_key_is_not_repeated(run: Run) -> None:
    done = run("assess", given=json.dumps(REQUEST | {"999993653": "x"}))
    assert done.exit_code == 2
    assert "999993653" not in done.stderr
    assert "(a number)" in done.stderr


def test_an_address_that_is_none_is_told_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "bogus")
    done = run("check")
    assert done.exit_code == 2
    assert done.stderr == "PORTAL_DATABASE_URL: this is not the address of a database\n"


def test_a_database_that_does_not_answer_is_told_in_a_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    done = run("db", "upgrade")
    assert done.exit_code == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert done.stderr.count("\n") == 1


@pytest.fixture
def decided(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A demo in which one resident asked for a plan and one for remission; nobody else did."""
    monkeypatch.setattr(waiting, "FILE", "none.toml")
    app = create_app(demonstration.prepare("oss", today=TODAY, fresh=True))
    app.config.update(WTF_CSRF_ENABLED=False)
    for who, ask in (("demo-several", "plan"), ("demo-small-debt", "remission")):
        visitor = Visitor(app, who)
        visitor.send(visitor.ask(ask, MEANS))
    yield app
    app.extensions["portal"].database.engine.dispose()


def test_replay_rebuilds_what_was_decided(run: Run, decided: Flask) -> None:
    done = run("replay")
    assert done.exit_code == 0, done.output
    assert done.stdout == "computed again: 2; the same: 2; different: 0\n"


def test_replay_names_the_case_that_differs_and_what(run: Run, decided: Flask) -> None:
    with decided.extensions["portal"].database.engine.begin() as connection:
        connection.exec_driver_sql("drop trigger receipt_no_update")
        connection.exec_driver_sql(
            "update receipt set facts = replace(facts, '2000.00', '2000.10') where id = 1"
        )
        rows = connection.exec_driver_sql('select ref from "case" order by id').scalars().all()
    done = run("replay")
    assert done.exit_code == 1
    *lines, summary = done.stdout.splitlines()
    assert {line.split(": ")[0] for line in lines} == {rows[0]}
    assert f"{rows[0]}: line income" in lines
    assert f"{rows[0]}: seal (the record itself was changed)" in lines
    assert summary == "computed again: 2; the same: 1; different: 1"
    assert run("replay", rows[1]).exit_code == 0
    unknown = run("replay", rows[1], "nobody-has-this")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert unknown.stderr == "case nobody-has-this: not found\n"

"""An installation writes down for whom its database is; a demo and production keep apart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from portal import migrate
from portal.cli import main
from portal.commands import demo as demonstration
from portal.commands import serving
from portal.db import Database
from portal.errors import UnsafeSettings
from portal.people.installation import Purpose, claim, purpose
from tests import builders
from tests.builders import DAY
from tests.signing.test_settings import GOOD

Run = Callable[..., Result]
PRODUCTION, DEMO = Purpose("oss", demo=False), Purpose("oss", demo=True)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Run:
    """The command with the settings that deploy/install.md has one fill in."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name, value in (GOOD | {"PORTAL_DATABASE_URL": database_url}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(serving, "serve", lambda *_: None)
    return lambda *words: CliRunner().invoke(main, words)


def told(url: str) -> Purpose | None:
    database = Database(url)
    with database.reading() as session:
        found = purpose(session)
    database.engine.dispose()
    return found


def marked(url: str, wanted: Purpose) -> None:
    database = Database(url)
    with database.unit_of_work() as session:
        claim(session, wanted)
    database.engine.dispose()


def test_the_first_upgrade_writes_down_for_whom_a_database_is(run: Run, database_url: str) -> None:
    migrate.downgrade(database_url)
    done = run("db", "upgrade")
    assert (done.exit_code, done.stdout) == (0, "The database is up to date.\n")
    assert told(database_url) == PRODUCTION
    assert run("db", "upgrade").exit_code == run("serve").exit_code == 0


def test_an_upgrade_without_a_municipality_says_what_to_set(
    run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_MUNICIPALITY")
    done = run("db", "upgrade")
    assert (done.exit_code, done.stdout) == (2, "The database is up to date.\n")
    assert "Set PORTAL_MUNICIPALITY, and run this again." in done.stderr
    monkeypatch.setenv("PORTAL_MUNICIPALITY", "os")
    assert run("db", "upgrade").stderr == "There is no municipality 'os'.\n"
    assert told(database_url) is None


@pytest.mark.parametrize(
    "words", [("serve",), ("worker", "--once"), ("nightly",), ("db", "upgrade")], ids=" ".join
)
@pytest.mark.parametrize("other", [DEMO, Purpose("norddjurs", demo=False)])
def test_production_does_not_begin_on_the_database_of_another(
    run: Run, database_url: str, words: tuple[str, ...], other: Purpose
) -> None:
    marked(database_url, other)
    done = run(*words)
    kind = "a demo" if other.demo else "in production"
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"This database is for {other.municipality}, {kind}.")
    assert told(database_url) == other


def test_production_does_not_answer_as_ready_on_a_demo_that_came_in_its_place(
    portal: Flask, embedded: Database
) -> None:
    with embedded.unit_of_work() as session:
        claim(session, PRODUCTION)
    found = portal.test_client().get("/ready")
    assert (found.status_code, (found.json or {})["database"]) == (503, "not ready")


def test_pages_begin_while_the_database_is_away(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"postgresql+psycopg://x@/none?host={tmp_path}")
    assert run("serve").exit_code == 0


@pytest.mark.parametrize("fresh", [False, True])
def test_no_demo_is_put_in_a_database_in_production(
    run: Run, database_url: str, *, fresh: bool
) -> None:
    marked(database_url, PRODUCTION)
    with pytest.raises(UnsafeSettings, match="This database is for oss, in production"):
        demonstration.prepare("oss", today=DAY, fresh=fresh)
    assert told(database_url) == PRODUCTION


@pytest.mark.parametrize("fresh", [False, True])
def test_no_demo_is_put_among_people_of_whom_nobody_said_that_they_are_made_up(
    run: Run, database_url: str, database: Database, *, fresh: bool
) -> None:
    with database.unit_of_work() as session:
        builders.person(session)
    with pytest.raises(UnsafeSettings, match="does not say that it is a demo's"):
        demonstration.prepare("oss", today=DAY, fresh=fresh)
    with database.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from person")) == 1
    assert told(database_url) is None

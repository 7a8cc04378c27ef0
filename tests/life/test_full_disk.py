"""A disk without room: nothing is kept by half, pages are read, and all goes on when there is."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from portal import migrate
from portal.db import Database
from portal.ledger.incoming import Money, receive
from portal.people import audit
from portal.people.models import SignIn
from portal.people.refs import new_ref
from tests import builders
from tests.builders import NOW, ORDER
from tests.conftest import missing
from tests.full import no_room
from tests.life.conftest import broken
from tests.life.test_restarts import CLOCK, kept, visitor
from tests.life.town import TODAY

TOLD = "You can read everything now, but we cannot keep changes for a moment."


class Till:
    """Takes payment after payment, each until it is confirmed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.confirmed: list[str] = []
        with database.unit_of_work() as session:
            owner = builders.person(session)
            self.claims = [builders.claim(session, owner, 500_00).id or 0 for _ in range(3)]
            self.who = f"resident:{owner.ref}"
        self.client = visitor(database)
        with database.unit_of_work() as session:
            session.execute(update(SignIn).values(seen_at=CLOCK.now() - timedelta(minutes=5)))
        self.client.application.config.update(WTF_CSRF_ENABLED=False)

    def take(self) -> None:
        """Take the next payment: after a failure the same one again."""
        number = len(self.confirmed)
        with self.database.unit_of_work() as session:
            money = Money(f"paid:{number:05d}", "online", TODAY, 1)
            claim = self.claims[number % len(self.claims)]
            receive(session, money, claim, ORDER, now=NOW, actor="provider")
        self.confirmed.append(f"paid:{number:05d}")

    def take_until_full(self) -> None:
        """Take payments until there is no room, and fill what room is left beside them."""
        for act in (self.take, *[self._fill] * 9):
            with pytest.raises(DBAPIError):
                repeat(act)
        self.tells()

    def _fill(self) -> None:
        with self.database.unit_of_work() as session:
            audit.record(session, NOW, self.who, "case:begin", f"case:{new_ref()}", "plan")

    def tells(self) -> None:
        """Somebody who came a while ago reads on, and is told that nothing can be changed."""
        page = self.client.get("/ask/plan")
        claims = re.findall(r'name="claims" value="([^"]+)"', page.text)
        assert self.client.get("/overview").status_code == page.status_code == 200
        answer = self.client.post("/ask/plan", data={"claims": claims})
        assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "120")
        assert TOLD in answer.text

    def count(self) -> None:
        """Hold what was confirmed against what is there."""
        assert self.confirmed == kept(self.database)
        assert broken(self.database) == []


def repeat(act: Callable[[], None]) -> None:
    for _ in range(20_000):
        act()


def test_a_database_without_room_takes_no_half_payment(in_a_file: Database) -> None:
    till = Till(in_a_file)
    till.take()
    with no_room(in_a_file):
        till.take_until_full()
    till.take()
    till.count()


class Disk:
    """A small disk of this machine's memory, for a database of either engine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def grow(self, kilobytes: int) -> None:
        """Leave so much room beside what is on it now."""
        taken = shutil.disk_usage(self.path).used // 1024
        self._mount("-o", f"remount,size={taken + kilobytes}k")

    def _mount(self, *told: str) -> None:
        subprocess.run(["mount", *told, str(self.path)], check=True)


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk of this test's own; who may not mount one leaves the test out."""
    path = Path(tempfile.mkdtemp(prefix="overblik-disk-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", path],
        check=False, capture_output=True,
    )  # fmt: skip
    if made.returncode:
        path.rmdir()
        missing("nobody but root may mount a small disk")
    yield Disk(path)
    subprocess.run(["umount", "-l", path], check=True)
    path.rmdir()


@contextmanager
def sqlite_on(disk: Disk, _url: str) -> Iterator[Database]:
    url = f"sqlite:///{disk.path}/town.db"
    migrate.upgrade(url)
    database = Database(url)
    yield database
    database.engine.dispose()


@contextmanager
def postgresql_on(disk: Disk, url: str) -> Iterator[Database]:
    """Its tables lie on the disk, what it writes ahead elsewhere."""
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        owner = Path(connection.exec_driver_sql("show data_directory").scalar_one()).stat()
        os.chown(disk.path, owner.st_uid, owner.st_gid)
        connection.exec_driver_sql(f"create tablespace small location '{disk.path}'")
        move = "alter {} all in tablespace {} set tablespace {}"
        for kind in ("table", "index"):
            connection.exec_driver_sql(move.format(kind, "pg_default", "small"))
        try:
            yield database
        finally:
            for kind in ("table", "index"):
                connection.exec_driver_sql(move.format(kind, "small", "pg_default"))
            connection.exec_driver_sql("drop tablespace small")
    database.engine.dispose()


@pytest.mark.long
@pytest.mark.parametrize(
    ("engine", "on"),
    [
        ("sqlite", sqlite_on),
        pytest.param("postgresql", postgresql_on, marks=pytest.mark.postgresql),
    ],
)
def test_twenty_times_without_room(
    request: pytest.FixtureRequest,
    disk: Disk,
    engine: str,
    on: Callable[[Disk, str], AbstractContextManager[Database]],
) -> None:
    with on(disk, request.getfixturevalue(f"{engine}_url")) as database:
        till = Till(database)
        for _ in range(20):
            disk.grow(64)
            till.take_until_full()
            disk.grow(512)
            till.take()
            till.count()

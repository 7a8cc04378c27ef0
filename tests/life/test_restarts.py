"""The database stops in the middle of the day and comes back: nothing paid is lost or doubled."""

import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from portal.app import create_app
from portal.clock import FixedDayClock
from portal.config import Settings
from portal.db import Database
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim, Incoming
from portal.people import signins
from portal.people.models import Person
from portal.ports import Identity
from tests.builders import NOW, ORDER
from tests.life.conftest import broken
from tests.life.town import TODAY, settle
from tests.online.quick import SETTINGS, Quick

pytestmark = pytest.mark.postgresql
WRITERS = 4
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
CLOCK = FixedDayClock(TODAY, ZoneInfo("Europe/Amsterdam"))
TOLD = "We cannot reach our records now."


class Server:
    """The PostgreSQL server of these tests, which can be stopped at once and started again."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    def stop(self) -> None:
        """Stop as when the machine fails: nothing is tidied up."""
        process = self.handle.get_postmaster_info().process
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Start again."""
        self.handle.ensure_postgres_running()

    def stand_by(self) -> None:
        """Start again as one that follows another server: it is read from and takes no change."""
        self.stop()
        self._sign.touch()
        self.start()

    def lead(self) -> None:
        """Start again as one of its own."""
        self.stop()
        self._sign.unlink()
        self.start()

    @property
    def follows(self) -> bool:
        """Whether it stands by."""
        return self._sign.exists()

    @property
    def _sign(self) -> Path:
        return Path(self.handle.pgdata) / "standby.signal"


@pytest.fixture
def server(request: pytest.FixtureRequest, postgresql_url: str) -> Iterator[Server]:
    """The server behind `postgresql_url`, left running."""
    if os.environ.get("PORTAL_TEST_POSTGRESQL"):
        pytest.skip("a server of somebody else is not ours to stop")
    ours = Server(request.getfixturevalue("own_postgresql"))
    yield ours
    if ours.follows:
        ours.lead()
    ours.start()


class Till:
    """Takes money for claims from several places at once, each payment until it is confirmed."""

    def __init__(self, database: Database, claims: list[int]) -> None:
        self.database, self.claims = database, claims
        self.confirmed: set[str] = set()
        self.closing = Event()
        self.tries = 0

    def work(self, place: int) -> None:
        """Take payment after payment until the till closes."""
        number = 0
        while not self.closing.is_set():
            number += 1
            self._take(f"{place}:{number}", self.claims[(place + number) % len(self.claims)])

    def _take(self, key: str, claim_id: int) -> None:
        """Ask again with the same key until the answer comes."""
        while key not in self.confirmed:
            self.tries += 1
            with suppress(DBAPIError):
                with self.database.unit_of_work() as session:
                    money = Money(key, "online", TODAY, 1_01)
                    receive(session, money, claim_id, ORDER, now=NOW, actor="provider")
                self.confirmed.add(key)
            self.closing.wait(0.001 if key in self.confirmed else 0.02)


def visitor(database: Database) -> FlaskClient:
    """Someone signed in at the portal on this database, who has debts."""
    settings = Settings(
        *("", "oss"), secret_key=SECRET, identity_key=SECRET, demo=True, payments=SETTINGS
    )
    client = create_app(settings, database=database, clock=CLOCK, payments=Quick()).test_client()
    with database.unit_of_work() as session:
        ref = session.exec(select(Person.ref)).first()
        sid = signins.begin(session, Identity("resident", str(ref)), CLOCK.now())
    with client.session_transaction() as cookie:
        cookie["sid"] = sid
    client.set_cookie("lang", "en")
    return client


def page(client: FlaskClient) -> tuple[int, bool]:
    """Open the list of debts; return its status and whether it says that records are away."""
    answer = client.get("/overview")
    assert (answer.status_code == 503) == ("Retry-After" in answer.headers)
    return answer.status_code, TOLD in answer.text


def restarts(server: Server, url: str, number: int) -> None:
    """Stop and start the server so many times under load; then count."""
    database, of_portal = Database(url), Database(url)
    with database.unit_of_work() as session:
        settle(session, "oss", people=10, seed=5)
    client, till = visitor(of_portal), Till(database, claims_of(database))
    provider = client.application.test_client()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(till.work, place) for place in range(WRITERS)]
        try:
            for _ in range(number):
                wait_for_more(till)
                assert page(client) == (200, False)
                server.stop()
                assert page(client) == (503, True)
                with provider.post("/payments/webhook", data={"id": "tr_known"}) as answer:
                    assert answer.status_code == 200, (
                        "who tells of a payment is thanked all the same"
                    )
                server.start()
                assert page(client) == (200, False), "the portal needs a restart of its own"
            wait_for_more(till)
        finally:
            server.start()
            till.closing.set()
        for writer in writers:
            writer.result()
    assert till.tries > len(till.confirmed), "no payment met a server that was away"
    assert sorted(till.confirmed) == kept(database)
    assert broken(database) == []
    for opened in (database, of_portal):
        opened.engine.dispose()


def claims_of(database: Database) -> list[int]:
    with database.reading() as session:
        return [claim_id for claim_id in session.exec(select(Claim.id)).all() if claim_id]


def wait_for_more(till: Till, more: int = 40) -> None:
    """Let so many payments be confirmed."""
    wanted = len(till.confirmed) + more
    while len(till.confirmed) < wanted:
        till.closing.wait(0.01)


def kept(database: Database) -> list[str]:
    """Return the keys of all money that was noted; of each as often as it was."""
    with database.reading() as session:
        return sorted(session.exec(select(Incoming.key)).all())


def test_a_restart_of_the_database_loses_and_doubles_nothing(
    server: Server, postgresql_url: str
) -> None:
    restarts(server, postgresql_url, 1)


@pytest.mark.long
def test_fifty_restarts_of_the_database_lose_and_double_nothing(
    server: Server, postgresql_url: str
) -> None:
    restarts(server, postgresql_url, 50)


def test_on_a_server_that_only_follows_pages_are_read_and_who_sends_is_told_when(
    server: Server, postgresql_url: str
) -> None:
    database = Database(postgresql_url)
    with database.unit_of_work() as session:
        settle(session, "oss", people=2, seed=5)
    client = visitor(database)
    server.stand_by()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/overview").text)
    assert token, "the page is not read"
    wish = {"csrf_token": token[1], "by": "mail", "email": "a@example.org"}
    told = client.post("/messages", data=wish)
    assert (told.status_code, told.headers.get("Retry-After")) == (503, "120")
    server.lead()
    assert client.post("/messages", data=wish).status_code == 303
    database.engine.dispose()

"""A portal in the middle of its day: a request in every state, money that waits, people inside."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from portal.cases.models import Case
from portal.check import check
from portal.ledger.models import Claim
from portal.ledger.statements import take_statement
from tests import builders
from tests.web.conftest import MEANS, Visitor

LOW = MEANS | {"income": {"income": "1200", "period": "month"}}
OFFER = MEANS | {"way": {"way": "monthly"}, "monthly": {"monthly": "50"}}
UNTOLD = ("audit", "sign_in")
"""Tables that also grow when nothing comes of a request: who looked, and who is inside."""


@dataclass
class World:
    """A portal with what its pages and forms can be about, by name."""

    app: Flask
    names: dict[str, str] = field(default_factory=dict)
    """References, to fill addresses and forms with."""
    _cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Live through half a day, and remember it."""
        _people(self)
        _requests(self)
        _money(self)
        self._eye = sqlite3.connect(str(self._engine.url.database), isolation_level=None)
        self._pristine = sqlite3.connect(":memory:")
        self._eye.backup(self._pristine)
        self._before, self._rows = self._version(), self._read()

    @property
    def _engine(self) -> Any:
        return self.app.extensions["portal"].database.engine

    def close(self) -> None:
        """Look no more."""
        self._eye.close()
        self._pristine.close()

    def enter(self, who: str, ref: str) -> Visitor:
        """Let someone of the demo in, and remember their way in."""
        visitor = Visitor(self.app, ref)
        cookie = visitor.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._cookies[who] = cookie.value
        return visitor

    def post(self, who: str, path: str, fields: Mapping[str, object], **more: Any) -> TestResponse:
        """Send a form as someone, in a browser that was just opened; follow nothing."""
        return self._client(who).post(path, data=dict(fields), **more)

    def get(self, who: str, path: str) -> TestResponse:
        """Open a page as someone; follow nothing."""
        return self._client(who).get(path)

    def _client(self, who: str) -> Any:
        client = self.app.test_client()
        client.set_cookie("lang", "en")
        if who in self._cookies:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._cookies[who])
        return client

    # --- What is in the database ---

    def case(self, name: str) -> Case:
        """Return a request as it is now."""
        with self.app.extensions["portal"].database.reading() as session:
            found: Case = session.exec(select(Case).where(Case.ref == self.names[name])).one()
            return found

    def changed(self) -> list[str]:
        """Return the tables that differ from the beginning."""
        if self._version() == self._before:
            return []
        rows = self._read()
        return [table for table in rows if rows[table] != self._rows[table]]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table."""
        return {table: len(rows) for table, rows in self._read().items()}

    def broken(self) -> list[str]:
        """Return the invariants that do not hold."""
        with self.app.extensions["portal"].database.reading() as session:
            return [finding.name for finding in check(session) if not finding.holds]

    def restore(self) -> None:
        """Undo all that happened since the beginning."""
        self._pristine.backup(self._eye)
        self._before = self._version()

    def _version(self) -> int:
        """A number that changes whenever someone else changes the database."""
        return int(self._eye.execute("pragma data_version").fetchone()[0])

    def _read(self) -> dict[str, list[Any]]:
        names = self._eye.execute("select name from sqlite_master where type = 'table'").fetchall()
        return {
            name: self._eye.execute(f'select * from "{name}"').fetchall()
            for (name,) in names
            if name not in UNTOLD
        }


def _people(world: World) -> None:
    for who, ref in {
        "asker": "demo-couple",
        "ready": "demo-several",
        "sender": "demo-no-capacity",
        "offerer": "demo-over-minimum",
        "stranger": "demo-time-bar",
        "worker": "demo-worker",
    }.items():
        world.enter(who, ref)
    with world.app.extensions["portal"].database.reading() as session:
        for claim in session.exec(select(Claim).order_by(col(Claim.id))):
            world.names.setdefault(f"claim-{claim.person_id}", claim.ref)


def _requests(world: World) -> None:
    """A draft just begun, one ready to send, and requests that were sent."""
    _note(world, "draft", Visitor(world.app, "demo-couple").post("/ask", ask="plan"))
    _note(world, "ready", Visitor(world.app, "demo-several").ask("plan", MEANS))
    _sent(world, "sent", "demo-no-capacity", LOW)
    _sent(world, "taken", "demo-benefit", MEANS)
    _sent(world, "advised", "demo-over-minimum", OFFER)
    _sent(world, "weigh", "demo-under-minimum", MEANS | {"circumstances": {"circumstances": "health"}})
    worker = Visitor(world.app, "demo-worker")
    version = world.case("taken").version
    worker.post(f"/staff/cases/{world.names['taken']}/taken", version=version)


def _sent(world: World, name: str, ref: str, answers: dict[str, dict[str, object]]) -> None:
    visitor = Visitor(world.app, ref)
    ticks = {f"read-{kind}": "y" for kind in ("time_barred", "above_capacity", "costs_more")}
    _note(world, name, visitor.send(visitor.ask("plan", answers), **ticks))


def _note(world: World, name: str, page: TestResponse) -> None:
    found = re.match(r"/cases/([^/]+)", page.request.path)
    assert found, page.request.path
    world.names[name] = found[1]


def _money(world: World) -> None:
    """A payment that waits, and one that reached its claim by its reference."""
    portal = world.app.extensions["portal"]
    with portal.database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(Claim.stage == "open")).first()
        lines = (
            builders.line(9_00, counterparty_name="Nobody"),
            builders.line(3_00, claim.payment_reference),
        )
        take_statement(
            session,
            builders.statement(*lines, currency=portal.town.currency),
            file_name="statement.xml",
            currency=portal.town.currency,
            order=portal.town.payment.imputation,
            now=portal.clock.now(),
            actor="import",
        )
        world.names["claim"] = claim.ref

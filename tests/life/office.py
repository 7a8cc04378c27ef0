"""A portal as it is served, in processes of its own, with work for it; some of them die at it."""

import http.client
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event

from portal.app import create_app
from portal.commands.serving import serve
from portal.config import Settings
from portal.db import Database
from portal.ledger.online.beginning import Wish
from portal.people import signins
from portal.people.actors import person_actor
from portal.people.models import StaffMember
from portal.ports import Identity
from tests import builders, payments
from tests.builders import DAY, NOW
from tests.cases.test_deciding import sent
from tests.life.dying import FORKED, SIGNS
from tests.online.quick import SETTINGS, Quick

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
REASON = "Agreed by phone with the debtor."


class Still:
    """A clock that stands still, so that nothing depends on how long it took."""

    def now(self) -> datetime:
        """Return the moment."""
        return NOW

    def today(self) -> date:
        """Return its day."""
        return DAY


def portal_on(database: Database, provider: Quick) -> Flask:
    """Put the portal together, with forms that need no token."""
    settings = Settings(
        *("", "oss"), secret_key=SECRET, identity_key=SECRET, demo=True, payments=SETTINGS
    )
    app = create_app(settings, database=database, clock=Still(), payments=provider)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


@dataclass(frozen=True)
class Post:
    """A form that somebody sends."""

    path: str
    fields: Mapping[str, str]


def fill(database: Database, provider: Quick, rounds: int) -> list[Post]:
    """Fill an empty database; return what is to do: payments told, money matched, cases decided."""
    app, posts = portal_on(database, provider), list[Post]()
    for _ in range(rounds):
        with database.unit_of_work() as session:
            case, _, _ = sent(session)
            owner = builders.person(session)
            claim, other = (builders.claim(session, owner) for _ in range(2))
            line = payments.comes_in(session, 30_00)
        wish = Wish(claim.ref, "whole", None, f"form:{claim.ref}")
        begun = app.extensions["portal"].payments.start(person_actor(owner), wish, "en", DAY, NOW)
        told = provider.told[begun.provider_id]
        provider.told[told.id] = replace(told, state="paid", paid_at=NOW)
        decided = {"version": str(case.version), "outcome": "other", "monthly": "50", "months": ""}
        posts += [
            Post("/payments/webhook", {"id": told.id}),
            Post(f"/staff/money/lines/{line.id}/matches", {"claim": other.ref}),
            Post(f"/staff/cases/{case.ref}/decisions", decided | {"reason": REASON}),
        ]
    return posts


def cookie(database: Database) -> str:
    """Let a member of staff in; return the cookie of their browser."""
    with database.unit_of_work() as session:
        worker: StaffMember = builders.staff(session)
        sid = signins.begin(session, Identity("staff", worker.ref), NOW)
    app = portal_on(database, Quick())
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'sid': sid})}"


class Office:
    """Two web workers behind one door; one of them dies at each of these moments of their work."""

    def __init__(self, app: Flask, deaths: Sequence[int] = ()) -> None:
        self.app, self.deaths = app, frozenset(deaths)
        self.outside = os.getpid()
        self.moments = FORKED.Value("i", 0)
        self.engine = app.extensions["portal"].database.engine
        for sign in SIGNS:
            event.listen(self.engine, sign, self._moment)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.arbiter = FORKED.Process(target=self._serve)

    def __enter__(self) -> Self:
        """Open."""
        self.arbiter.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let everyone finish what they are at, and close."""
        self.arbiter.terminate()
        self.arbiter.join(30)
        self.door.close()
        for sign in SIGNS:
            event.remove(self.engine, sign, self._moment)

    def deaths_died(self) -> int:
        """How many of the deaths came about."""
        return sum(moment <= self.moments.value for moment in self.deaths)

    def send(self, post: Post, cookie: str) -> int:
        """Send a form until an answer comes; return its status."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        while True:
            caller = http.client.HTTPConnection(*self.door.getsockname(), timeout=30)
            try:
                caller.request("POST", post.path, urlencode(post.fields), headers)
                return caller.getresponse().status
            except (ConnectionError, http.client.HTTPException):
                continue
            finally:
                caller.close()

    def _serve(self) -> None:
        quiet = {"loglevel": "critical", "graceful_timeout": 10}
        serve(self.app, f"fd://{self.door.fileno()}", **quiet)

    def _moment(self, *_: object) -> None:
        if os.getpid() == self.outside:
            return
        with self.moments.get_lock():
            self.moments.value += 1
            seen = self.moments.value
        if seen in self.deaths:
            os.kill(os.getpid(), signal.SIGKILL)

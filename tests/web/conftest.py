"""A portal as the demo makes it, and people to be in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app, make_desk
from portal.clock import FixedDayClock
from portal.config import Settings
from portal.db import Database
from portal.demo import fill
from portal.municipality import load
from portal.web.services import Services
from tests import filemaker
from tests.online.quick import SETTINGS, Quick

TODAY = date(2026, 11, 21)
KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template) -> Callable:  # noqa: ANN001
    """Make a filled demo database for a municipality once, to copy for each test."""
    made: dict[str, bytes] = {}

    def filled(municipality: str) -> bytes:
        if municipality not in made:
            path = tmp_path_factory.mktemp(municipality) / "demo.db"
            path.write_bytes(sqlite_template.read_bytes())
            database = Database(f"sqlite:///{path}")
            clock = FixedDayClock(TODAY, ZoneInfo("Europe/Amsterdam"))
            fill(
                database,
                load(municipality),
                today=TODAY,
                now=clock.now(),
                identity_key=KEY,
            )
            with database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.engine.dispose()
            made[municipality] = path.read_bytes()
        return made[municipality]

    return filled


class Apps:
    """Portals kept from test to test: what they compiled, templates and statements, stays."""

    def __init__(self, folder: Path, demo_file: Callable[[str], bytes]) -> None:
        self._folder, self._demo_file = folder, demo_file
        self._idle: dict[str, list[Flask]] = defaultdict(list)
        self._parts: dict[Flask, Services] = {}
        self._views: dict[Flask, dict[str, Any]] = {}

    def lend(self, municipality: str, *, tokens: bool) -> Flask:
        """Return a portal on a fresh demo of this municipality."""
        idle = self._idle[municipality]
        app = idle.pop() if idle else self._make(municipality)
        parts = self._parts[app]
        path = Path(str(parts.database.engine.url.database))
        path.write_bytes(self._demo_file(municipality))
        desk = make_desk(SETTINGS, parts.database, parts.town, Quick())
        app.extensions["portal"] = replace(parts, payments=desk)
        app.config.update(WTF_CSRF_ENABLED=tokens)
        app.view_functions.update(self._views[app])
        return app

    def take_back(self, app: Flask) -> None:
        """Keep a portal for the next test; nothing of its database stays."""
        parts = self._parts[app]
        parts.looks.settle()
        parts.database.engine.dispose()
        path = Path(str(parts.database.engine.url.database))
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        self._idle[parts.town.name].append(app)

    def _make(self, municipality: str) -> Flask:
        path = self._folder / f"{municipality}-{len(self._parts)}.db"
        app = create_app(
            Settings(
                database_url=f"sqlite:///{path}",
                municipality=municipality,
                secret_key=KEY,
                identity_key=KEY,
                demo=True,
                today=TODAY,
                payments=SETTINGS,
            ),
            payments=Quick(),
            files=filemaker.quick(),
        )
        self._parts[app] = app.extensions["portal"]
        self._views[app] = dict(app.view_functions)
        return app


@pytest.fixture(scope="session")
def apps(demo_file: Callable, tmp_path_factory: pytest.TempPathFactory) -> Apps:
    """The portals of this run."""
    return Apps(tmp_path_factory.mktemp("apps"), demo_file)


@pytest.fixture(scope="session")
def world(
    demo_file: Callable[[str], bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """One day for all tests of a worker: each puts back what it changed."""
    from tests.web.watched import Watched  # noqa: PLC0415  (it needs what stands here)
    from tests.web.world import demo_app  # noqa: PLC0415

    path = tmp_path_factory.mktemp("world") / "demo.db"
    path.write_bytes(demo_file("oss"))
    made = Watched(demo_app(f"sqlite:///{path}", "oss"))
    yield made
    made.close()


@pytest.fixture
def make_app(apps: Apps) -> Iterator[Callable[..., Flask]]:
    """Lend a demo of a municipality, with forms that need no token unless asked."""
    lent: list[Flask] = []

    def make(municipality: str = "oss", *, tokens: bool = False) -> Flask:
        lent.append(apps.lend(municipality, tokens=tokens))
        return lent[-1]

    yield make
    for app in lent:
        apps.take_back(app)


@pytest.fixture
def oss(make_app: Callable[..., Flask]) -> Flask:
    """The demo of Oss."""
    return make_app("oss")


@pytest.fixture
def norddjurs(make_app: Callable[..., Flask]) -> Flask:
    """The demo of Norddjurs."""
    return make_app("norddjurs")


class Visitor:
    """Someone with a browser of their own."""

    def __init__(self, app: Flask, ref: str, lang: str = "en") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie("lang", lang)
        self.client.post("/sign-in", data={"person": ref})

    def get(self, path: str) -> TestResponse:
        """Open a page, following on."""
        return self._opened(lambda: self.client.get(path, follow_redirects=True))

    def post(self, path: str, **fields: object) -> TestResponse:
        """Send a form, following on."""
        return self._opened(lambda: self.client.post(path, data=fields, follow_redirects=True))

    def _opened(self, go: Callable[[], TestResponse]) -> TestResponse:
        """Go there; where nothing waits for whom it is about, say why first."""
        page = go()
        if page.status_code != HTTPStatus.FORBIDDEN:
            return page
        asked = re.search(r'name="about" type="hidden" value="([^"]+)"', page.text)
        if not asked:
            return page
        self.client.post("/staff/access", data={"about": asked[1], "why": "contact"})
        return self.client.get(page.request.path) if page.request.method == "GET" else go()

    def answer(self, page: TestResponse, answers: dict[str, dict[str, object]]) -> TestResponse:
        """Answer question after question until there are no more."""
        while "/questions/" in page.request.path:
            question = page.request.path.rsplit("/", 1)[1]
            page = self.post(page.request.path, **answers[question])
            assert page.status_code == 200, (question, words(page))
        return page

    def ask(
        self, ask: str, answers: dict[str, dict[str, object]], claims: list[str] | None = None
    ) -> TestResponse:
        """Begin a request and answer its questions; return the page that follows them."""
        page = self.post("/ask", ask=ask)
        if page.request.path.startswith("/ask/"):
            page = self.post(page.request.path, claims=claims or all_claims(page))
        return self.answer(page, answers)

    def send(self, page: TestResponse, **ticked: object) -> TestResponse:
        """Go from the account or the check page through to sending."""
        check = self.get(re.sub(r"/(account|check)$", "/check", page.request.path))
        version = re.search(r'name="version" value="(\d+)"', check.text)
        assert version, words(check)
        return self.post(check.request.path, version=version[1], **ticked)


def all_claims(page: TestResponse) -> list[str]:
    """Return the references of the claims a page offers."""
    return re.findall(r'name="claims" value="([^"]+)"', page.text)


def words(page: TestResponse) -> str:
    """Return the main part of a page as plain text."""
    main = re.search(r"<main.*?</main>", page.text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0] if main else page.text)).replace(
        "\u00a0", " "
    )


MEANS: dict[str, dict[str, object]] = {
    "way": {"way": "rules"},
    "household": {"household": "single"},
    "pension_age": {"pension_age": "none"},
    "children": {"children": "0"},
    "benefit": {"benefit": "no"},
    "income": {"income": "2,000.00", "period": "month"},
    "assets": {"assets": "0"},
    "circumstances": {},
    "story": {"story": ""},
    "means": {"means": "no"},
    "sharers": {"unknown": "y"},
}
"""The answers of someone alone with 2,000 a month who lets the rules work it out."""


def moment(day: date = TODAY) -> datetime:
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))

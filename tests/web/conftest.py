"""A portal as the demo makes it, and people to be in it."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app, make_desk
from portal.config import Settings
from portal.web.services import Services
from tests import filemaker
from tests.conftest import ONE_ENGINE
from tests.online.quick import SETTINGS, Quick
from tests.web import copies
from tests.web.copies import KEY, TODAY, Demos

ON_BOTH = {"test_main_job.py", "test_permissions.py", "test_sign_in.py"}
"""Files whose tests run on PostgreSQL too each time; those of the others only in ./test long."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what works on a filled portal once on each engine; all on one where that is asked for."""
    if "demo_engine" in metafunc.fixturenames and ONE_ENGINE == "postgresql":
        metafunc.parametrize("demo_engine", [ONE_ENGINE], indirect=True)
    elif "demo_engine" in metafunc.fixturenames:
        marks = [pytest.mark.postgresql]
        if metafunc.definition.path.name not in ON_BOTH:
            marks.append(pytest.mark.long)
        engines = ["sqlite", pytest.param("postgresql", marks=marks)]
        metafunc.parametrize("demo_engine", engines, indirect=True)


@pytest.fixture
def demo_engine(request: pytest.FixtureRequest) -> str:
    """The engine the filled portals of a test stand on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def sqlite_demos(tmp_path_factory: pytest.TempPathFactory) -> Demos:
    """Filled databases that are files."""
    return Demos(copies.files(tmp_path_factory.mktemp("demos")))


@pytest.fixture(scope="session")
def postgresql_demos(postgresql_server: str) -> Iterator[Demos]:
    """Filled databases of a server."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made = Demos(copies.databases(postgresql_server, worker))
    yield made
    made.close()


@pytest.fixture
def demos(request: pytest.FixtureRequest, demo_engine: str) -> Demos:
    """Filled databases to copy, on the engine of the test."""
    made: Demos = request.getfixturevalue(f"{demo_engine}_demos")
    return made


class Apps:
    """Portals kept from test to test: what they compiled, templates and statements, stays."""

    def __init__(self) -> None:
        self._idle: dict[tuple[Demos, str], list[Flask]] = defaultdict(list)
        self._names: dict[Flask, str] = {}
        self._parts: dict[Flask, Services] = {}
        self._views: dict[Flask, dict[str, Any]] = {}

    def lend(self, demos: Demos, municipality: str, *, tokens: bool) -> Flask:
        """Return a portal on a fresh demo of this municipality."""
        idle = self._idle[demos, municipality]
        app = idle.pop() if idle else self._make(demos, municipality)
        parts = self._parts[app]
        demos.renew(self._names[app], municipality)
        desk = make_desk(SETTINGS, parts.database, parts.town, Quick())
        app.extensions["portal"] = replace(parts, payments=desk)
        app.config.update(WTF_CSRF_ENABLED=tokens)
        app.view_functions.update(self._views[app])
        return app

    def take_back(self, demos: Demos, app: Flask) -> None:
        """Keep a portal for the next test; nothing of its database stays."""
        parts = self._parts[app]
        parts.looks.settle()
        parts.database.engine.dispose()
        copies.remove(parts.settings.database_url)
        self._idle[demos, parts.town.name].append(app)

    def _make(self, demos: Demos, municipality: str) -> Flask:
        name = f"{municipality}-{len(self._parts)}"
        app = create_app(
            Settings(
                database_url=demos.url(name),
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
        self._names[app] = name
        self._parts[app] = app.extensions["portal"]
        self._views[app] = dict(app.view_functions)
        return app


@pytest.fixture(scope="session")
def apps() -> Apps:
    """The portals of this run."""
    return Apps()


@pytest.fixture(scope="session")
def sqlite_world(sqlite_demos: Demos) -> Iterator[Any]:
    """One day for all tests of a worker: each puts back what it changed."""
    yield from _world(sqlite_demos)


@pytest.fixture(scope="session")
def postgresql_world(postgresql_demos: Demos) -> Iterator[Any]:
    """The same day on PostgreSQL."""
    yield from _world(postgresql_demos)


def _world(demos: Demos) -> Iterator[Any]:
    from tests.web.watched import Watched  # noqa: PLC0415  (it needs what stands here)
    from tests.web.world import demo_app  # noqa: PLC0415

    made = Watched(demo_app(demos.renew("world", "oss"), "oss"))
    yield made
    made.close()


@pytest.fixture
def world(request: pytest.FixtureRequest, demo_engine: str) -> Any:
    """A portal in the middle of its day, on the engine of the test."""
    return request.getfixturevalue(f"{demo_engine}_world")


@pytest.fixture
def make_app(apps: Apps, demos: Demos) -> Iterator[Callable[..., Flask]]:
    """Lend a demo of a municipality, with forms that need no token unless asked."""
    lent: list[Flask] = []

    def make(municipality: str = "oss", *, tokens: bool = False) -> Flask:
        lent.append(apps.lend(demos, municipality, tokens=tokens))
        return lent[-1]

    yield make
    for app in lent:
        apps.take_back(demos, app)


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

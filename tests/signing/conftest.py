"""A portal in production, with providers on this machine, and people with a browser."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.app import create_app, make_clock, make_providers
from portal.config import Settings
from portal.db import Database
from portal.people.looks import LookBook
from portal.ports.signing_in import Agreement
from portal.sign_in_settings import KINDS, SignInSettings
from tests import filemaker
from tests.signing.provider import CLIENT, SECRET, Provider, running

SITE = "http://localhost"
LEVELS = ("low", "substantial", "high")
BSN, OTHER_BSN, KVK, CPR = "999990019", "999990147", "68750110", "0101701234"
KEYS = {"secret_key": "signs cookies in tests, 0123456789", "identity_key": "digests in tests, 987"}


class MovedClock:
    """A clock that can be put forward."""

    def __init__(self, clock: Any) -> None:
        self.clock, self.by = clock, timedelta()

    def now(self) -> Any:
        return self.clock.now() + self.by

    def today(self) -> Any:
        return self.clock.today()


class Browser:
    """Somebody with a browser, at the portal and at the provider."""

    def __init__(self, app: Flask, lang: str = "en") -> None:
        self.client = app.test_client()
        self.client.set_cookie("lang", lang)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def leave(self, kind: str = "resident", path: str = "") -> str:
        """Go to the provider; return the address it was reached at."""
        gone = self.client.get(path or f"/sign-in/with/{kind}")
        assert gone.status_code == 302, gone.text
        return gone.location

    def prove(self, address: str) -> str:
        """Be somebody at the provider; return the address it leads back to."""
        back = requests.get(address, allow_redirects=False, timeout=5)
        url = urlsplit(back.headers["Location"])
        assert f"{url.scheme}://{url.netloc}" == SITE
        return f"{url.path}?{url.query}"

    def sign_in(self, kind: str = "resident", path: str = "") -> TestResponse:
        """Go to the provider, and come back."""
        return self.client.get(self.prove(self.leave(kind, path)))

    def secret(self) -> str:
        """Return the secret of the session."""
        with self.client.session_transaction() as cookie:
            return str(cookie.get("sid", ""))

    @property
    def is_in(self) -> bool:
        return self.client.get("/sessions").status_code == 200


def changed(address: str, **query: str) -> str:
    """Return an address with some of its query changed."""
    url = urlsplit(address)
    return url._replace(query=urlencode(dict(parse_qsl(url.query)) | query)).geturl()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider for everyone, with a resident whom nobody here knows."""
    with running() as one:
        one.user |= {"bsn": BSN, "name": "Test Resident", "sid": "sid-1"}
        yield one


@pytest.fixture
def portal(provider: Provider, embedded: Database) -> Flask:
    """A portal in production."""
    return portal_of(provider.url, embedded)


_APPS: dict[str, Flask] = {}
"""By municipality: one that was put together once remembers the templates it compiled."""


def portal_of(issuer: str, database: Database, **changes: Any) -> Flask:
    """Put a portal together whose people sign in with this provider."""
    told = [
        Agreement(kind, issuer, CLIENT, SECRET, levels=LEVELS[1:], strong="high") for kind in KINDS
    ]
    told[2] = replace(told[2], claim="email", scope="openid email")
    providers = tuple(replace(one, **changes.pop(one.kind, {})) for one in told)
    settings = Settings(
        database_url=str(database.engine.url),
        municipality=changes.pop("municipality", "oss"),
        site=SITE,
        sign_in=SignInSettings(providers),
        **KEYS,
        **changes,
    )
    app = _APPS.get(settings.municipality) or create_app(settings, files=filemaker.quick())
    over_http = {"SESSION_COOKIE_SECURE": False, "SESSION_COOKIE_NAME": "portal"}
    app.config.update(WTF_CSRF_ENABLED=False, **over_http)
    parts = _APPS.setdefault(settings.municipality, app).extensions["portal"]
    app.extensions["portal"] = replace(
        parts,
        settings=settings,
        database=database,
        clock=make_clock(settings, parts.town.country),
        providers=make_providers(settings, parts.town),
        looks=LookBook(database),
    )
    return app


@pytest.fixture
def clock(portal: Flask) -> MovedClock:
    parts = portal.extensions["portal"]
    moved = MovedClock(parts.clock)
    portal.extensions["portal"] = replace(parts, clock=moved)
    return moved


@pytest.fixture
def visitor(portal: Flask) -> Browser:
    return Browser(portal)


@pytest.fixture
def people(portal: Flask) -> Callable[[Any], list[Any]]:
    """Read all rows of a table."""

    def rows(table: Any) -> list[Any]:
        with portal.extensions["portal"].database.reading() as session:
            return list(session.exec(select(table)).all())

    return rows

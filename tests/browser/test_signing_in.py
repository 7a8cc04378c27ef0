"""Signing in with a provider in a real browser: there, back, where one is signed in, and out."""

import re
import shutil
import socket
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.db import Database
from portal.people.models import SignIn
from tests.browser.fit import faults, too_close_colours, violations
from tests.browser.site import Site, served
from tests.browser.visit import Visit
from tests.signing.conftest import BSN, portal_of
from tests.signing.provider import CLIENT, SECRET

pytestmark = pytest.mark.browser

AT_THE_PROVIDER = 10_000
"""Milliseconds for its own pages."""


@contextmanager
def production(issuer: str, database: Database) -> Iterator[Site]:
    """Serve a portal in production on a free port."""
    app = portal_of(issuer, database)
    with served("oss", app) as site:
        parts = app.extensions["portal"]
        settings = replace(parts.settings, site=site.url)
        app.extensions["portal"] = replace(parts, settings=settings)
        yield site


@contextmanager
def alone(page: Page) -> Iterator[None]:
    """Let no page of a provider fetch its styles from elsewhere."""
    page.route(re.compile("^https://"), lambda route: route.abort())
    yield
    page.unroute_all()


def only_of_us(one: Visit) -> None:
    """Forget what the browser complained of on the provider's own pages."""
    one.complaints[:] = [said for said in one.complaints if not said.startswith(one.elsewhere)]


def within(
    visit: Callable[..., Visit], site: Site, provider: str, prove: Callable[[Page], None]
) -> Visit:
    """Sign in and see the pages that belong to it."""
    one = visit(site, "nl")
    one.elsewhere = (provider,)
    one.looks = (faults, violations, too_close_colours)
    one.open("/sign-in")
    with alone(one.page):
        one.page.locator("main .actions .primary").click()
        prove(one.page)
        one.page.wait_for_url(f"{site.url}/overview", timeout=AT_THE_PROVIDER)
    one.open("/overview")
    one.open("/sessions")
    assert one.sees("sessions-this")
    one.open("/helpers/new/all")
    assert one.path == "/sign-in/again"
    assert one.sees("sign-in-again-why")
    return one


def end(one: Visit, site: Site, confirm: str) -> None:
    """Sign out here, then at the provider."""
    one.page.locator("summary").nth(1).click()
    with alone(one.page):
        one.page.locator("button[formaction='/sign-out']").click()
        one.page.locator(confirm).click(timeout=AT_THE_PROVIDER)
        one.page.wait_for_url(f"{site.url}/signed-out*", timeout=AT_THE_PROVIDER)
    one.look("signed out")
    assert one.sees("signed-out")
    one.open("/overview")
    assert one.path == "/sign-in"
    assert not one.faults, one.faults
    assert max(cost.bytes for cost in one.costs[1:]) <= 6_000


@pytest.fixture
def mock(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The provider of another maker, written for tests; it speaks of its library's future."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock as maker  # noqa: PLC0415  (warns as it is imported)

        claims = {"bsn": BSN, "name": "Test Resident", "acr": "substantial"}
        known = [maker.User(sub="resident-1", claims=claims)]
        with maker.run_server_in_thread(user_claims=known) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.mark.filterwarnings("ignore")
def test_with_a_provider_of_another_maker(
    mock: str, embedded: Database, visit: Callable[..., Visit]
) -> None:
    with production(mock, embedded) as site:
        one = within(visit, site, mock, lambda page: page.click("button[value='resident-1']"))
        end(one, site, "button[type='submit']")
        with alone(one.page):
            one.page.locator("main .actions .primary").click()
            one.page.click("button[value='deny']")
            one.page.wait_for_url(f"{site.url}/sign-in/return*")
        one.look("stopped")
        assert one.sees("error-sign-in-canceled")
        assert not one.faults
        only_of_us(one)


CERTIFIED = Path(__file__).parents[1] / "signing" / "certified.mjs"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the certified provider; nothing of it is in the repository."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("no Node here: the certified provider is left out")
    folder = tmp_path_factory.mktemp("certified")
    shutil.copy(CERTIFIED, folder)
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
    done = subprocess.run([*command, "oidc-provider@9"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the certified provider cannot be installed here")
    return folder


@contextmanager
def certified(folder: Path, port: int, site: str) -> Iterator[None]:
    """Run the certified provider until the end of the block."""
    told = [str(port), site, CLIENT, SECRET, BSN, "substantial"]
    with subprocess.Popen(
        ["node", folder / CERTIFIED.name, *told], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() not in (b"ready", b""):
            pass
        try:
            yield
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.long
def test_with_a_certified_provider(
    installed: Path, embedded: Database, visit: Callable[..., Visit]
) -> None:
    port = free_port()
    issuer = f"http://localhost:{port}"
    with production(issuer, embedded) as site, certified(installed, port, site.url):
        one = within(visit, site, issuer, lambda page: page.click("#me"))
        with alone(one.page):
            one.page.locator("main .actions .primary").click()
            one.page.click("#me")
            one.page.wait_for_url(f"{site.url}/helpers/new/all", timeout=AT_THE_PROVIDER)
        end(one, site, "button[name='logout']")
        assert all(row.ended_at is not None for row in site.rows(SignIn))
        only_of_us(one)

"""Chromium, a served demo, and people who visit it with a phone."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser.fit import PHONE
from tests.browser.site import Site, served
from tests.browser.visit import Cost, Visit
from tests.conftest import WORKER, missing
from tests.web.conftest import apps, demo_engine, demos, make_app, sqlite_demos

__all__ = ["apps", "demo_engine", "demos", "make_app", "sqlite_demos"]

LOCALES = {"nl": "nl-NL", "da": "da-DK", "en": "en-GB", "ar": "ar"}
SIZES = Path(__file__).parents[2] / "build" / f"page-sizes-{WORKER}.txt"
PATIENCE = 15_000
"""Milliseconds: a busy machine is slow, and no fault."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium, quietly: it calls nobody by itself."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        missing("no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    silent = ["background-networking", "component-update", "sync", "quic", "gpu"]
    args = ["--no-first-run", *(f"--disable-{name}" for name in silent)]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium, "args": args}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each site has an address of its own. (The plugin's own fixture is deprecated by pytest.)"""


@pytest.fixture
def serve(make_app: Callable[..., Flask]) -> Iterator[Callable[[str], Site]]:
    """Serve a municipality's demo, with a database of its own."""
    with ExitStack() as running:
        yield lambda town: running.enter_context(served(town, make_app(town, tokens=True)))


@pytest.fixture(scope="session")
def sizes() -> Iterator[dict[tuple[str, str, int], Cost]]:
    """The most that each page cost on the wire; written to build/ for people to read."""
    most: dict[tuple[str, str, int], Cost] = {}
    yield most
    lines = sorted(
        f"{cost.bytes:6} {cost.requests} {'br' if cost.compressed else '--'} {town} {page} {status}"
        for (town, page, status), cost in most.items()
    )
    SIZES.parent.mkdir(exist_ok=True)
    SIZES.write_text("\n".join([*reversed(lines), ""]), "utf-8")


@pytest.fixture
def visit(
    serve: Callable[[str], Site],
    new_context: Callable[..., BrowserContext],
    sizes: dict[tuple[str, str, int], Cost],
) -> Iterator[Callable[..., Visit]]:
    """Let someone visit a site with a browser of their own; what it complains of fails the test."""
    made: list[Visit] = []

    def begin(site: Site, lang: str = "en", *, scripts: bool = True) -> Visit:
        context = new_context(
            base_url=site.url, viewport=PHONE, locale=LOCALES[lang], java_script_enabled=scripts
        )
        context.set_default_timeout(PATIENCE)
        made.append(Visit(context.new_page(), site, lang))
        return made[-1]

    yield begin
    for one in made:
        for cost in one.costs:
            key = (
                one.site.town,
                f"{'' if cost is not one.costs[0] else 'first: '}{cost.page}",
                cost.status,
            )
            sizes[key] = max(cost, sizes.get(key, cost), key=lambda one: one.bytes)
    assert [complaint for one in made for complaint in one.complaints] == []

"""Takes a picture of every page on the walks, for `deploy/contact-sheet`; no test holds it.

A page is taken once in each state, on a phone and on a desk, in light and in dark.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import walks
from tests.browser.fit import PHONE
from tests.browser.site import Site
from tests.browser.test_every_page import TOWNS, WALKS, once_a_state
from tests.browser.visit import Visit

WIDTHS = (360, 1280)
LOOKS = ("light", "dark")
TALLEST = 1_600
"""Pixels of a page that are taken; what is longer goes on alike."""
FOLDER = Path(os.environ.get("PICTURES", "build/contact-sheet/pages"))


@pytest.mark.parametrize("walk", [*WALKS, walks.staff_unit], ids=lambda walk: walk.__name__)
@pytest.mark.parametrize("town", TOWNS)
def test_pictures_of_the_walk(
    serve: Callable[..., Site], visit: Callable[..., Visit], town: str, walk: walks.Walk
) -> None:
    if walk is walks.staff_unit and town == "oss":
        pytest.skip("its unit has no bill that comes back")
    folder = FOLDER / town
    folder.mkdir(parents=True, exist_ok=True)
    taken: list[str] = []

    def begin(site: Site, lang: str = "") -> Visit:
        made = visit(site, lang or site.app.extensions["portal"].town.languages[0])
        made.looks = [once_a_state(take, town)]
        return made

    def take(page: Page) -> list[str]:
        name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^https?://[^/]+", "", page.url.lower()))
        taken.append(name)
        stem = f"{walk.__name__}-{len(taken):03}-{name.strip('-')[:60] or 'start'}"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for look in LOOKS:
                _shoot(page, folder / f"{stem}@{width}-{look}.jpg", look)
        page.set_viewport_size(PHONE)
        return []

    walk(serve(town), begin)
    assert taken


def _shoot(page: Page, path: Path, look: str) -> None:
    page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    width = int(page.evaluate("document.documentElement.clientWidth"))
    clip = {"x": 0.0, "y": 0.0, "width": float(width), "height": float(min(tall, TALLEST))}
    page.screenshot(path=path, type="jpeg", quality=70, full_page=True, clip=clip)
    page.emulate_media(color_scheme="light")

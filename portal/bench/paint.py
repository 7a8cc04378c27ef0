"""How soon a page is there on a slow phone, beside one of GOV.UK's parts.

Both are served by one server and opened by one Chromium in turns, each time as if for the first.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import municipality
from portal.bench.measure import Measured, at_most
from portal.bench.places import Place, sqlite
from portal.bench.site import DAY, KEY, NOW, Make, portal_on
from portal.bench.yardstick_page import yardstick
from portal.demo import fill
from portal.demo.people import people
from portal.municipality import Municipality

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TURNS = 5
PEER = "govuk-frontend@6.6.0"
SECOND = 1
"""Which of the demo's people looks: one with several claims."""
SLOW_3G: dict[str, Any] = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
"""What Chromium's tools call slow 3G: 400 kbit/s, 400 ms."""
_SEEN = """() => new Promise(done => {
  let paint = 0, shift = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) paint = e.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) shift += e.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done([paint / 1000, shift]), 400);
})"""


def bench(say: Callable[[str], None], make: Make) -> Iterator[Measured]:
    """Measure a portal that `make` puts together; `say` hears what is missing for it."""
    chromium, npm = shutil.which("chromium"), shutil.which("npm")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only tests install it)
    except ModuleNotFoundError:
        chromium = None
    if chromium is None or npm is None:
        say(
            "Chromium, Playwright or npm is missing: the time to the largest paint is not measured."
        )
        return
    with sqlite() as place, sync_playwright() as tools:
        parts, town = _parts(npm, place.base), municipality.load(municipality.names()[-1])
        with _served(_portal(place, town, make)) as ours:
            browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            cookies, page = _inside(browser, ours, town)
            with _served(yardstick(page, parts)) as theirs:
                yield from _measured(browser, f"{ours}/overview", theirs, cookies)
            browser.close()


def _measured(browser: "Browser", ours: str, theirs: str, cookies: Any) -> Iterator[Measured]:  # noqa: ANN401
    seen: dict[str, list[tuple[float, float]]] = {ours: [], theirs: []}
    for _ in range(TURNS):
        for address, looks in seen.items():
            looks.append(_first_look(browser, address, cookies))
    paint, peer = (median(one for one, _ in seen[address]) for address in (ours, theirs))
    shift = max(one for _, one in seen[ours])
    name = "largest paint of the overview on slow 3G, seconds"
    yield at_most(name, paint, peer, 0.85)
    yield at_most("layout shift of the overview", shift, 1, 0.02)


def _first_look(browser: "Browser", address: str, cookies: Any) -> tuple[float, float]:  # noqa: ANN401
    """Open a page with an empty cache; return when its largest part was there, and what moved."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies(cookies)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="networkidle")
    paint, shift = page.evaluate(_SEEN)
    context.close()
    return paint, shift


def _inside(browser: "Browser", site: str, town: Municipality) -> tuple[Any, str]:
    """Sign somebody in; return their cookies, and the page to be built anew."""
    context = browser.new_context()
    page: Page = context.new_page()
    page.goto(f"{site}/sign-in")
    page.click(f"button[value='{people(town)[SECOND].ref}']")
    page.goto(f"{site}/overview")
    return context.cookies(), page.content()


def _portal(place: Place, town: Municipality, make: Make) -> Flask:
    """Put a demo together."""
    database = place.make("paint")
    fill(database, town, today=DAY, now=NOW, identity_key=KEY)
    return portal_on(database, town, make)


def _parts(npm: str, folder: str) -> Path:
    """Fetch GOV.UK's parts; they are measured against and never kept."""
    command = [npm, "install", "--silent", "--no-audit", "--prefix", folder, PEER]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (its name is our own)
    return Path(folder) / "node_modules" / "govuk-frontend" / "dist" / "govuk"


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401
        """Leave requests unwritten."""


@contextmanager
def _served(app: Any) -> Iterator[str]:  # noqa: ANN401  (any WSGI application)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Takes the pictures of the README from a fresh demo: .venv/bin/python deploy/pictures/take.py."""

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from portal.app import create_app
from portal.commands import demo

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
WIDTHS = (360, 1280)
ARGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Walk to each page as a resident and as staff, and take it at both widths."""
    os.environ["PORTAL_DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp()}/pictures.db"
    app = create_app(demo.prepare("oss", today=TODAY, fresh=True))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=ARGS + (["--no-sandbox"] if os.geteuid() == 0 else []),
        )
        site = f"http://127.0.0.1:{server.server_port}"
        page = browser.new_context(base_url=site, locale="en-GB").new_page()
        _take_all(page)
        browser.close()
    server.shutdown()


def _take_all(page: Page) -> None:
    _sign_in(page, "demo-several")
    _picture(page, "overview")
    answers = {
        "way": "rules",
        "household": "single",
        "pension_age": "none",
        "benefit": "no",
        "income": "2,000.00",
        "assets": "500",
    }
    _ask_for_a_plan(page, answers)
    _picture(page, "account")
    _sign_in(page, "demo-no-capacity")
    _ask_for_a_plan(page, answers | {"income": "1,600.00"}, circumstance="health")
    page.goto(page.url.replace("/account", "/check"))
    page.locator("#send .actions button.primary").click()
    ref = urlsplit(page.url).path.split("/")[2]
    _sign_in(page, "demo-worker")
    page.goto(f"/staff/cases/{ref}")
    _picture(page, "staff-case")


def _sign_in(page: Page, ref: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.locator(f"button[value={ref}]").click()


def _ask_for_a_plan(page: Page, answers: dict[str, str], circumstance: str = "") -> None:
    page.goto("/ask")
    page.locator("input[name=ask][value=plan]").check()
    page.locator("main .actions button.primary").last.click()
    if "/ask/" in page.url:
        page.locator("main .actions button.primary").click()
    while "/questions/" in page.url:
        question = page.url.rsplit("/", 1)[1]
        if question in ("income", "assets"):
            page.locator(f"input[name={question}]").fill(answers[question])
        elif question in answers:
            page.locator(f"input[name={question}][value={answers[question]}]").check()
        elif circumstance:
            page.locator(f"input[value={circumstance}]").check()
        page.locator("main .actions button.primary").click()


def _picture(page: Page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=HERE / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()

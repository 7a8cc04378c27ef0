"""Stops of the walks at who works here, whose files are closed to whom, and who looked."""

from collections.abc import Callable

from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

SOMEBODY = {"oss": "ma", "norddjurs": "en"}
"""A part of several names."""


def by_administrator(site: Site, visit: Callable[..., Visit]) -> None:
    """A colleague added wrongly, then well; rights; a part closed and opened; a file closed."""
    leader = visit(site)
    journeys.sign_in(leader, "demo-administrator")
    leader.press("main a[href$='/colleagues/new']")
    leader.press("main form .primary")
    leader.fill({"name": "U. Nieuw", "role": "senior"})
    leader.press("main form .primary")
    leader.open("/staff/colleagues/rights")
    leader.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    leader.look("what each role may do")
    leader.open("/staff/parts")
    leader.press("main a[href$='/parts/payments']")
    leader.press("main form .primary")
    leader.fill({"why": "The provider is down."})
    leader.press("main form .primary")
    leader.press("main form[action$='/undone'] button")
    leader.open("/staff/colleagues/demo-worker/close")
    leader.fill({"q": "demo-nobody"})
    leader.press("main form .second")
    leader.fill({"q": SOMEBODY[site.town]})
    leader.press("main form .second")
    leader.press("main form .primary")
    leader.page.locator("main [name='person'] >> nth=0").check()
    leader.fill({"why": "family"})
    leader.press("main form .primary")


def by_privacy_officer(site: Site, visit: Callable[..., Visit]) -> None:
    """The trail: all of it, a colleague's, one person's, the next page."""
    site.app.extensions["portal"].looks.settle()
    officer = visit(site)
    journeys.sign_in(officer, "demo-privacy")
    officer.open("/staff/trail/reasons")
    officer.open("/staff/trail/acts")
    officer.open("/staff/trail?who=demo-worker&act=case")
    officer.open("/staff/trail")
    officer.fill({"q": SOMEBODY[site.town]})
    officer.press("main form[role='search'] .second")
    officer.press("main ul.claims a >> nth=0")
    if officer.page.locator("main a[href*='before=']").count():
        officer.press("main a[href*='before=']")

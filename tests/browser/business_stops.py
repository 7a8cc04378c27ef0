"""Stops of the walks at the books of a business: each page, wrong first, and its papers."""

from collections.abc import Callable

from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

TYPED = {"wages": "9000", "taxes": "3000", "rent": "2000", "suppliers": "5500"}
SIGN = {"oss": "demo-business", "norddjurs": "demo-business-units"}


def books(site: Site, visit: Callable[..., Visit]) -> None:
    """The balance, the account of a period, bills, a confirmed balance and its code."""
    firm = visit(site)
    journeys.sign_in(firm, SIGN[site.town])
    firm.open("/business/")
    if site.town == "norddjurs":
        firm.press("main a[href^='/business/branches/'] >> nth=0")
    firm.open("/business/account")
    firm.fill({"first": "2026-02-01", "last": "2026-01-01"})
    firm.press("main form .primary")
    firm.fill({"first": "2026-01-01", "last": "2026-11-21"})
    firm.press("main form .primary")
    firm.open("/business/bills")
    firm.press("main a[href$='.xml'] >> nth=0")
    firm.fill({"number": "123"})
    firm.press("main form .primary")
    _paper(firm)
    _cash_flow(firm)
    _people(firm)
    firm.page.close()


def _paper(firm: Visit) -> None:
    firm.open("/business/confirmations")
    firm.fill({"day": "2030-01-01"})
    firm.press("main form .primary")
    firm.fill({"day": "2026-10-31"})
    firm.press("main form .primary")
    code = firm.page.locator("article strong.figure").last.inner_text()
    firm.open("/check-balance")
    for typed in ("x", code):
        firm.fill({"code": typed})
        firm.press("main form .primary")


def _cash_flow(firm: Visit) -> None:
    firm.open("/business/cash-flow")
    firm.press("main form .primary")
    firm.fill({"cash_in": "20000", **TYPED})
    firm.press("main form .primary")


def _people(firm: Visit) -> None:
    """People and keys: wrong first, then made."""
    firm.open("/business/people")
    firm.press("main form .primary >> nth=0")
    firm.fill({"label": "Our bookkeeper", "role": "pay"})
    firm.press("main form .primary >> nth=0")
    firm.open("/business/people")
    firm.open("/business/keys")
    firm.press("main form .primary")
    firm.fill({"name": "Books", "scopes": ["read:claims"], "days": "30"})
    firm.press("main form .primary")
    firm.open("/business/keys")
    firm.open("/business/join")
    firm.press("main form .primary")

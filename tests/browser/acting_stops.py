"""Stops of the walks at help from others: a view lent and used, a mandate asked for and checked."""

from tests import filemaker
from tests.browser.evidence_stops import ADD, choose
from tests.browser.visit import Visit

REGISTER = {
    "name": "Somebody Kind",
    "capacity": "administrator",
    "rights": "ask",
    "evidence": "The decision of the court.",
}
NUMBERS = {"oss": "999990135", "norddjurs": "010180-1118"}


def help_from_others(resident: Visit, helper: Visit, worker: Visit, town: str) -> None:
    """Lend a view, wrongly first; a helper comes in; a mandate; the page for the telephone."""
    resident.open("/helpers")
    resident.press("main .actions .primary")
    resident.press("ul.claims a >> nth=0")
    resident.press("main form .primary")
    resident.fill({"helps": "fill", "hours": "24", "told": "both"})
    resident.fill({"email": "helper@example.org"})
    resident.press("main form .primary")
    code = resident.page.locator(".code").inner_text()
    helper.open("/helping")
    helper.fill({"code": "1234", "name": "Somebody Kind", "capacity": "adviser"})
    helper.press("main form .primary")
    helper.fill({"code": code})
    helper.press("main form .primary")
    helper.press("ul.claims a >> nth=0")
    resident.open("/helpers")
    resident.press("main section a >> nth=0")
    resident.open("/acting/new")
    resident.press("ul.claims a >> nth=0")
    resident.press("main form .primary")
    resident.fill(REGISTER | {"number": NUMBERS[town]})
    resident.press("main form .primary")
    choose(resident, "decision.jpg", filemaker.jpeg((600, 800)))
    resident.press(ADD)
    resident.open("/by-phone")
    my_data(resident)
    _checked(worker)
    resident.open("/helpers")
    resident.open("/acting")


def _checked(worker: Visit) -> None:
    """What waits to be checked: answered wrongly, and rightly."""
    worker.open("/staff/acting")
    worker.press("ul.claims a >> nth=0")
    worker.press("main form .primary")
    worker.fill({"says": "yes"})
    worker.press("main form .primary")


def my_data(resident: Visit) -> None:
    """What is kept, a fact that is not right, what was never sent; what the site says of itself."""
    resident.open("/my-data")
    resident.press("dl.summary a >> nth=0")
    resident.fill({"words": ""})
    resident.press("main form .primary")
    resident.open("/my-data/unsent")
    resident.open("/my-data/looks")
    for path in ("/about", "/outcomes", "/privacy", "/algorithms", "/accessibility"):
        resident.open(path)

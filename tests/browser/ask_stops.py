"""Stops of the walks at asks that go to a person, and where staff answer them."""

from tests.browser import journeys
from tests.browser.visit import ONWARDS, Visit

DISPUTE: journeys.Answers = {
    "disputed": {"disputed": "amount"},
    "right": {"right": "It should be 120."},
    "reasons": {"reasons": "I paid a part of it in May."},
}


def own(resident: Visit) -> None:
    """A dispute, first answered wrongly; the decisions one can object to, chosen late."""
    resident.open("/overview")
    with resident.in_passing():
        journeys.begin(resident, "dispute")
    for name, fields in DISPUTE.items():
        resident.look(f"question {name}")
        resident.press(ONWARDS)
        resident.fill(fields or fields)
        resident.press(ONWARDS)
    journeys.send(resident)
    resident.open("/ask/objection")
    resident.press(ONWARDS)
    resident.fill({"decision": "other"})
    resident.press(ONWARDS)


def by_staff(worker: Visit, resident: Visit) -> None:
    """The dispute as staff see it, answered without words, answered, and as it is then read."""
    worker.open("/staff/")
    worker.press("ul.claims a[href*='/matters/']")
    worker.press("form[action$='/answered'] .primary")
    worker.fill({"outcome": "not_accepted", "reason": "The bank shows no payment in May."})
    worker.press("form[action$='/answered'] .primary")
    resident.open(worker.path.replace("/staff/matters/", "/cases/"))
    resident.press("main a[href^='/letters/']")

"""Stops of the walks at how staff decide: weighed, heard, read as a letter before it is sent."""

from tests.browser.visit import Visit

WEIGHED = {
    "weight_health": "heavy",
    "finding_health": "The treatment comes first.",
    "weight_income": "none",
    "finding_income": "There is enough for food and rent.",
    "conclusion": "Part of it can wait until June.",
}


def before_deciding(worker: Visit) -> None:
    """From the page of a case that waits: weighing, once too little; asking; the list to sign."""
    case = worker.path
    worker.open(f"{case}/weighing")
    worker.fill({"weight_health": "heavy"})
    worker.press("main form .primary")
    worker.fill(WEIGHED)
    worker.press("main form .primary")
    worker.open(f"{case}/hearing")
    worker.send_untouched("main form")
    worker.open("/staff/signing")
    worker.open(case)


def as_a_letter(worker: Visit) -> None:
    """A decision somebody else's question came before, sent again: its letter, with own words."""
    look = "form[action$='/decisions'] button[name=look]"
    worker.press(look)
    worker.press(look)
    notes = worker.page.locator("form[action$='/notes']")
    notes.evaluate("form => form.closest('details').open = true")
    worker.fill({"decision": "We spoke on Monday."})
    worker.press("form[action$='/notes'] button")


def too_late(worker: Visit) -> None:
    """Somebody else decided meanwhile: nothing is sent, and they are told."""
    worker.press("form[action$='/done'] button")

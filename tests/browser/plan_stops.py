"""Stops of the walks at plans: one's own with its free changes, and plans made by staff."""

from tests.browser.visit import Visit


def own_plan(resident: Visit) -> None:
    """From a claim to its plan: another day, a wrong one first; a pause; and what ending means."""
    resident.press("main a[href^='/plans/']")
    plan = resident.path
    resident.press("main a[href$='/day']")
    resident.fill({"to": "2031-01-01"})
    resident.press("main form .primary")
    resident.open(f"{plan}/pause")
    resident.press("main form .primary")
    resident.open(f"{plan}/end")


def by_hand(worker: Visit, person: str) -> None:
    """A person's plans, one of them and its change; a new one: wrong, checked, made, changed."""
    worker.open(f"/staff/people/{person}/plans/new")
    worker.fill({"monthly": "20", "count": "3"})
    worker.press("main form .primary")
    claims = worker.page.locator("main [name='claims']")
    for box in claims.all():
        box.check()
    worker.fill({"monthly": "500", "count": "", "rhythm": "week", "wish": "y"})
    worker.fill({"reason": "They asked for it on the phone, and are paid by the week."})
    worker.press("main form .primary")
    worker.press("main form .primary")
    worker.press("main a[href$='/change']")
    worker.press("main form .primary")
    worker.open(f"/staff/people/{person}")

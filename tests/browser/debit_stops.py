"""Stops of the walks at direct debit and withholding, where the municipality has them."""

from tests.browser.site import Site
from tests.browser.visit import Visit
from tests.web.debit_world import batch_waits

IBAN = "NL91 ABNA 0417 1643 00"


def own(resident: Visit) -> None:
    """A mandate: what it is for, wrong first, given, and what ending it means. Or the numbers."""
    resident.open("/direct-debit")
    offers = resident.page.locator("main a[href^='/direct-debit/plans/']")
    if not offers.count():
        return
    resident.press("main a[href^='/direct-debit/plans/'] >> nth=0")
    resident.fill({"account": "NL00 BANK"})
    resident.press("main .actions .primary")
    resident.fill({"account": IBAN, "holder": "V. Test", "agree": "y"})
    resident.press("main .actions .primary")
    resident.press("main a[href$='/end']")
    resident.press("main .actions .primary")


def by_staff(site: Site, worker: Visit) -> None:
    """A batch: looked at, signed without a word, with one, again; withholding; a paper mandate."""
    if site.town != "oss":
        return
    batch = batch_waits(site.app)
    worker.open("/staff/debits")
    worker.open(f"/staff/debits/{batch}")
    answer = "main form[action$='/answer'] .button"
    worker.press(answer)
    worker.open(f"/staff/debits/{batch}")
    worker.fill({"says": "yes", "reason": "I looked at each of them."})
    worker.press(answer)
    worker.open(f"/staff/debits/{batch}")
    worker.open("/staff/people/demo-several/mandates/new")
    worker.press("main .actions .primary")
    worker.open("/staff/people/demo-benefit/withholding")
    worker.fill({"monthly": "900", "income": "1419,46"})
    worker.press("main form:last-of-type .primary")
    worker.page.locator("main [name='claims']").first.check()
    worker.press("main form:last-of-type .primary")
    worker.fill({"monthly": "20"})
    worker.press("main form:last-of-type .primary")
    worker.press("main a[href$='/end']")
    worker.press("main form:last-of-type .primary")

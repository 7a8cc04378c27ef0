"""Stops of the walks at letters: the inbox, a code that opens nothing, one that opens a letter."""

import re
from collections.abc import Callable

from tests.browser.site import Site
from tests.browser.visit import ONWARDS, Visit


def own(site: Site, visit: Callable[..., Visit], resident: Visit) -> None:
    """From the inbox to a letter; a mail address, wrong first; and the code in another's hand."""
    resident.open("/letters")
    resident.press("main h2 a[href^='/letters/'] >> nth=0")
    code = re.search(r">([A-Z0-9]{5}-[A-Z0-9]{5})<", resident.page.content())
    assert code
    _by_code(visit(site), code[1])
    resident.open("/messages")
    resident.fill({"by": "mail", "email": "nowhere"})
    resident.press(ONWARDS)
    resident.fill({"email": "a@example.org"})
    resident.press(ONWARDS)
    resident.press("main a[href^='/messages/confirm/']")
    resident.press(ONWARDS)
    resident.open("/messages")
    resident.fill({"by": "sms", "mobile": "06 1234 5678"})
    resident.press(ONWARDS)
    code = re.search(r"[^0-9]([0-9]{6})[^0-9]", resident.page.inner_text("main form.card .small"))
    resident.fill({"code": code[1] if code else ""})
    resident.press("main form.card .primary")
    resident.open("/letters/sent")


def _by_code(guest: Visit, code: str) -> None:
    guest.open("/l")
    guest.fill({"code": "my letter"})
    guest.press(ONWARDS)
    guest.open("/l/BCDFG-22222")
    guest.open(f"/l/{code}")
    guest.page.close()


def posted(worker: Visit) -> None:
    """What waits to be posted, and what was printed of it."""
    worker.open("/staff/post")
    worker.press("form[action$='/batches'] .primary")
    worker.press("form[action*='/batches/'] .primary >> nth=0")

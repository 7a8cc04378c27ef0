"""With a keyboard alone: what people send along, lend, look up and ask beside a request itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import filemaker
from tests.browser import journeys
from tests.browser.business_stops import TYPED
from tests.browser.evidence_stops import ADD
from tests.browser.journeys import CLEAR
from tests.browser.keys import Keyboard
from tests.browser.site import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser


def test_a_residents_errands_without_a_mouse(
    serve: Callable[..., Site], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    """Trying another amount, a photo, lending a view, the code of a letter, my data."""
    site = serve("oss")
    resident, helper = visit(site), visit(site)
    keys, theirs = Keyboard(resident), Keyboard(helper)
    journeys.sign_in(resident, CLEAR["oss"].ref)
    journeys.ask(resident, "plan", CLEAR["oss"].answers)
    tries_another_amount(keys)
    sends_a_photo(keys, tmp_path / "payslip.jpg")
    opens_a_letter_by_its_code(theirs, a_letter_of(resident))
    helps_with_the_code(theirs, lends(keys))
    asks_to_correct_a_name(keys)
    assert (keys.unseen, theirs.unseen) == ([], [])


def tries_another_amount(keys: Keyboard) -> None:
    account = keys.visit.path
    keys.to("details:has([name='monthly']) > summary")
    keys.page.keyboard.press("Enter")
    keys.type("monthly", "150")
    keys.enter("button[name='by'][value='monthly']")
    assert keys.visit.path.endswith("/what-if")
    assert keys.page.locator("#outlook").inner_text().strip()
    keys.visit.open(account)


def sends_a_photo(keys: Keyboard, photo: Path) -> None:
    photo.write_bytes(filemaker.jpeg((600, 800)))
    account = keys.visit.path
    keys.visit.open(account.replace("/account", "/evidence"))
    keys.attach("#files", photo)
    keys.enter(ADD)
    assert keys.page.locator("main .files").count()
    keys.visit.open(account)


def a_letter_of(resident: Visit) -> str:
    """Send the request; return the code on the letter that answers it."""
    journeys.send(resident)
    resident.press("main a[href^='/letters/']")
    code = re.search(r">([A-Z0-9]{5}-[A-Z0-9]{5})<", resident.page.content())
    assert code
    return code[1]


def opens_a_letter_by_its_code(keys: Keyboard, code: str) -> None:
    keys.visit.open("/")
    keys.enter("main a[href='/l']")
    keys.type("code", code)
    keys.enter("main .primary")
    assert keys.visit.sees("code-said-title")


def lends(keys: Keyboard) -> str:
    """Let somebody look along; return the code to say to them."""
    keys.visit.open("/helpers")
    keys.enter("main .actions .primary")
    keys.enter("ul.claims a")
    keys.choose("helps", "fill")
    keys.select("hours", "24")
    keys.choose("told", "me")
    keys.enter("main form .primary")
    return keys.page.locator(".code").inner_text()


def helps_with_the_code(keys: Keyboard, code: str) -> None:
    keys.visit.open("/helping")
    keys.type("code", code)
    keys.type("name", "Somebody Kind")
    keys.choose("capacity", "adviser")
    keys.enter("main form .primary")
    keys.enter("ul.claims a")
    assert keys.visit.path.startswith("/claims/")


def asks_to_correct_a_name(keys: Keyboard) -> None:
    keys.visit.open("/my-data")
    keys.enter("main a[href='/my-data/correct/name']")
    keys.type("words", "My name is written with two n.")
    keys.enter("main form .primary")
    assert "/my-data/correct" not in keys.visit.path


def test_a_day_at_the_books_without_a_mouse(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    firm = visit(serve("norddjurs"))
    keys = Keyboard(firm)
    journeys.sign_in(firm, "demo-business-units")
    firm.open("/business/")
    keys.enter("main a[href^='/business/branches/']")
    firm.open("/business/confirmations")
    keys.type("day", "10-31-2026")
    keys.enter("main form .primary")
    firm.open("/business/cash-flow")
    for name, value in {"cash_in": "20000", **TYPED}.items():
        keys.type(name, value)
    keys.enter("main form .primary")
    firm.open("/business/people")
    keys.type("label", "Our bookkeeper")
    keys.choose("role", "pay")
    keys.enter("main form:has([name='label']) .primary")
    assert not keys.page.locator("[name=label]").count(), "the code is told"
    assert keys.unseen == []

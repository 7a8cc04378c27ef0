"""With a keyboard alone: from the sign-in to the sent request, always seeing where one is."""

from collections.abc import Callable

import pytest

from portal.cases.models import Case, Letter
from tests.browser import journeys
from tests.browser.decision_stops import WEIGHED
from tests.browser.journeys import CLEAR
from tests.browser.keys import AT, Keyboard
from tests.browser.site import Site
from tests.browser.visit import ONWARDS, Visit
from tests.browser.waiting import request_waits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_from_sign_in_to_sent_without_a_mouse(
    serve: Callable[..., Site], visit: Callable[..., Visit], town: str
) -> None:
    resident, asker = visit(serve(town)), CLEAR[town]
    keys = Keyboard(resident)
    resident.open("/")
    keys.enter("main .primary")
    keys.enter(f"[value='{asker.ref}']")
    keys.enter("main a[href='/ask']")
    keys.choose("ask", "plan")
    keys.enter("main .primary")
    if resident.path.startswith("/ask/"):
        keys.enter("main .primary")
    while "/questions/" in resident.path:
        answer(keys, asker.answers[resident.path.rsplit("/", 1)[1]])
        keys.enter("main .primary")
    keys.enter("main .primary")
    keys.enter("#send .primary")
    assert resident.sees("decision-granted-plan")
    assert keys.unseen == []


def answer(keys: Keyboard, fields: journeys.Fields) -> None:
    """Answer a question with the keyboard, in the order in which its fields stand."""
    for name, value in fields.items():
        field = keys.page.locator(f"main [name='{name}']").first
        kind = field.get_attribute("type")
        assert isinstance(value, str)
        if kind == "radio":
            keys.choose(name, value)
        elif kind == "checkbox":
            keys.to(f"[name='{name}']")
            keys.page.keyboard.press("Space")
        elif name != "period":
            keys.type(name, value)
        elif field.input_value() != value:
            keys.to("select")
            keys.page.keyboard.press("ArrowDown")


def test_the_first_tab_offers_to_skip_to_what_the_page_is_about(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("oss"))
    journeys.sign_in(resident, CLEAR["oss"].ref)
    keys = Keyboard(resident)
    keys.to(".skip")
    assert resident.page.locator(".skip").is_visible()
    resident.page.keyboard.press("Enter")
    keys.to("main a")
    assert keys.unseen == []


def test_the_focus_goes_to_what_is_wrong_and_from_there_to_the_field(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("oss"))
    journeys.sign_in(resident, "demo-over-minimum")
    journeys.begin(resident, "plan")
    journeys.answer(resident, {"way": {"way": "monthly"}}, until="monthly")
    resident.fill({"monthly": "abc"})
    resident.press(ONWARDS)
    assert resident.page.evaluate(AT, ".errors")
    keys = Keyboard(resident)
    keys.to(".errors a")
    resident.page.keyboard.press("Enter")
    assert resident.page.evaluate(AT, "[name='monthly']")
    assert resident.page.locator("[name='monthly']").input_value() == "abc"


def test_the_menus_open_and_close_with_the_keyboard(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("norddjurs"))
    journeys.sign_in(resident, CLEAR["norddjurs"].ref)
    keys = Keyboard(resident)
    keys.to("summary")
    resident.page.keyboard.press("Enter")
    keys.enter("[name='lang'][value='nl']")
    resident.lang = "nl"
    assert resident.path == "/overview"
    assert resident.sees("overview-you-owe")
    assert keys.unseen == []


def test_a_day_of_staff_without_a_mouse(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    site = serve("oss")
    case, worker = request_waits(site, "demo-no-capacity"), visit(site)
    next_case = request_waits(site, "demo-over-minimum")
    keys = Keyboard(worker)
    worker.open("/sign-in")
    keys.enter("[value='demo-worker']")
    keys.enter("ul.claims a")
    assert worker.path == f"/staff/cases/{case}"
    keys.enter("form[action$='/taken'] button")
    keys.enter("main a[href$='/weighing']")
    weigh(keys)
    keys.enter("main form .primary")
    decide(keys)
    keys.enter("form[action$='/decisions'] button[name='look']")
    assert worker.sees("prepared-title")
    keys.enter("form[action$='/done'] button")
    keys.enter("main a[href='/staff/next']")
    assert worker.path == f"/staff/cases/{next_case}"
    assert [one.ref for one in site.rows(Case) if one.state == "decided"] == [case]
    assert len(site.rows(Letter)) == 1
    assert keys.unseen == []


def weigh(keys: Keyboard) -> None:
    """Consider two areas of life, in the order in which they stand, and say what it comes to."""
    for area in ("income", "health"):
        keys.select(f"weight_{area}", WEIGHED[f"weight_{area}"])
        keys.type(f"finding_{area}", WEIGHED[f"finding_{area}"])
    keys.type("conclusion", WEIGHED["conclusion"])


def decide(keys: Keyboard) -> None:
    """Grant what was asked, where the rules leave it to people, with the reason that takes."""
    keys.choose("outcome", "as_asked")
    keys.type("reason", journeys.REASON)


def test_without_scripts_too_the_focus_goes_to_what_is_wrong(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    guest = visit(serve("oss"), scripts=False)
    guest.open("/l")
    keys = Keyboard(guest)
    keys.enter("main form .primary")
    assert guest.page.evaluate(AT, ".errors")
    keys.to(".errors a")
    assert keys.unseen == []


def test_a_menu_closes_with_escape_and_when_one_goes_on(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    """Left open it would hide what comes below it, and with that where one is."""
    resident = visit(serve("oss"))
    journeys.sign_in(resident, CLEAR["oss"].ref)
    keys, opened = Keyboard(resident), resident.page.locator(".menu[open]")
    keys.to(".menu:last-child summary")
    resident.page.keyboard.press("Enter")
    keys.to(".menu nav a")
    resident.page.keyboard.press("Escape")
    assert not opened.count()
    assert resident.page.evaluate(AT, ".menu:last-child summary")
    resident.page.keyboard.press("Enter")
    keys.to("main a")
    assert not opened.count()
    assert keys.unseen == []

"""What the tests look for is found when it is there; else their silence would say nothing."""

from collections.abc import Callable

import pytest

from tests.browser.fit import faults, too_close_colours, violations
from tests.browser.site import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

WIDE = '<p><svg width="500" height="1"></svg></p>'
SMALL = '<button type="button">x</button>'
IDLE = '<button type="button" class="button" disabled>Send the request</button>'
TOUCHING = '<a class="button" href="/">Yes</a><a class="button" href="/">No</a>'
JUMBLED = (
    '<div class="errors"><a href="#b">B</a> <a href="#a">A</a></div><p id="a">A</p><p id="b">B</p>'
)
NAMELESS = '<img src="" width="1" height="1">'


@pytest.fixture
def start(serve: Callable[..., Site], visit: Callable[..., Visit]) -> Visit:
    """Someone at the first page."""
    guest = visit(serve("oss"))
    guest.open("/")
    return guest


@pytest.mark.parametrize(
    ("html", "what"),
    [
        (WIDE, "wide"),
        (SMALL, "small"),
        (IDLE, "disabled"),
        (TOUCHING, "touching"),
        (JUMBLED, "out of order"),
    ],
)
def test_what_does_not_fit_is_noticed(start: Visit, html: str, what: str) -> None:
    assert faults(start.page) == []
    add(start, html)
    assert any(fault.startswith(what) for fault in faults(start.page))


def test_axe_notices_a_picture_without_words(start: Visit) -> None:
    add(start, NAMELESS)
    assert any("image-alt" in fault for fault in violations(start.page))


@pytest.mark.parametrize(("colour", "scheme"), [("#222", "dark axe"), ("#ddd", "axe")])
def test_words_that_go_under_are_noticed(start: Visit, colour: str, scheme: str) -> None:
    assert too_close_colours(start.page) == []
    start.page.evaluate("colour => document.querySelector('main').style.color = colour", colour)
    for _ in range(2):
        found = too_close_colours(start.page)
        assert any(fault.startswith(f"{scheme} color-contrast") for fault in found)


def test_what_the_policy_refuses_is_noticed(start: Visit) -> None:
    add(start, '<p style="color: red">late</p>')
    start.page.evaluate("1")
    assert any("Content Security Policy" in one for one in start.complaints)
    start.complaints.clear()


def add(visit: Visit, html: str) -> None:
    """Put something into the page that does not belong there."""
    visit.page.locator("main").evaluate(
        "(main, html) => main.insertAdjacentHTML('beforeend', html)", html
    )

"""What a visit costs on the wire, favicon aside: little at first, next to nothing afterwards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.test_every_page import MOST_BYTES
from tests.browser.visit import ONWARDS, Visit

pytestmark = pytest.mark.browser

FIRST_BYTES, FIRST_REQUESTS = 30_000, 6
PART_BYTES = 2_000
FRAME_BYTES = FIRST_BYTES - MOST_BYTES
"""What all pages share; each page alone is weighed on the walks."""


@pytest.mark.parametrize(
    ("town", "path"), [("oss", "/"), ("norddjurs", "/sign-in"), ("norddjurs", "/overview")]
)
def test_the_first_page_of_a_visit_is_light(
    serve: Callable[..., Site], visit: Callable[..., Visit], town: str, path: str
) -> None:
    site = serve(town)
    known, newcomer = visit(site), visit(site)
    journeys.sign_in(known, journeys.CLEAR[town].ref)
    if path == "/overview":
        newcomer.page.context.add_cookies(known.page.context.cookies())
    newcomer.open(path)
    (cost,) = newcomer.costs
    assert newcomer.path == path
    assert cost.bytes <= FIRST_BYTES, newcomer.wire.by_address
    assert cost.requests <= FIRST_REQUESTS, newcomer.wire.by_address


def test_whichever_page_is_the_first_of_a_visit_is_light(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    """What all pages share leaves room for the largest that a page may be."""
    guest = visit(serve("oss"))
    guest.open("/")
    shared = [size for url, size in guest.wire.by_address.items() if url != f"{guest.site.url}/"]
    assert sum(shared) <= FRAME_BYTES, guest.wire.by_address
    assert len(shared) + 1 <= FIRST_REQUESTS


def test_the_second_page_is_the_page_alone(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    guest = visit(serve("oss"))
    guest.open("/")
    guest.press(ONWARDS)
    assert guest.costs[-1].requests == 1
    assert guest.costs[-1].compressed


def test_a_page_with_what_was_typed_beside_its_token_is_not_compressed(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    """The size of a compressed one would tell, guess by guess, what the token is."""
    resident = visit(serve("oss"))
    journeys.sign_in(resident, "demo-over-minimum")
    journeys.begin(resident, "plan")
    journeys.answer(resident, {"way": {"way": "monthly"}}, until="monthly")
    resident.fill({"monthly": "abc"})
    resident.press(ONWARDS)
    assert (resident.costs[-1].status, resident.costs[-1].compressed) == (422, False)


def test_an_estimate_is_a_small_part_of_a_page(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("oss"))
    journeys.sign_in(resident, "demo-over-minimum")
    journeys.begin(resident, "plan")
    journeys.answer(resident, journeys.WHO_AND_WHAT, until="income")
    resident.wire.reset()
    resident.page.locator("[name='income']").press_sequentially("2000")
    expect(resident.page.locator("#estimate")).to_contain_text("100.00")
    assert 0 < resident.wire.bytes <= PART_BYTES * resident.wire.requests

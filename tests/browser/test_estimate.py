"""The estimate follows what is typed, and says the same as its button without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

TYPED = [("months", "10"), ("monthly", "120"), ("income", "1900")]
_CARET = "() => [document.activeElement.name, document.activeElement.selectionStart]"


def at_question(visit: Visit, question: str) -> None:
    """Go to a question of a plan, with the answers before it."""
    way = question if question in ("months", "monthly") else "rules"
    journeys.sign_in(visit, "demo-over-minimum")
    journeys.begin(visit, "plan")
    journeys.answer(visit, {**journeys.WHO_AND_WHAT, "way": {"way": way}}, until=question)


@pytest.mark.parametrize(("question", "typed"), TYPED)
def test_it_comes_while_typing_and_is_the_same_with_the_button(
    serve: Callable[..., Site], visit: Callable[..., Visit], question: str, typed: str
) -> None:
    site = serve("oss")
    typing = visit(site)
    at_question(typing, question)
    estimate = typing.page.locator("#estimate")
    field = typing.page.locator(f"[name='{question}']")
    before = estimate.inner_text()
    top = field.bounding_box()
    field.press_sequentially(typed)
    expect(estimate).not_to_have_text(before)
    said = estimate.inner_text()
    assert typing.page.evaluate(_CARET) == [question, len(typed)], "the focus and caret stay"
    assert field.bounding_box() == top, "nothing moves under the thumb"

    pressing = visit(site, scripts=False)
    journeys.sign_in(pressing, "demo-over-minimum")
    pressing.open(typing.path)
    pressing.fill({question: typed})
    pressing.press("button[name='act'][value='estimate']")
    assert pressing.page.locator("#estimate").inner_text() == said
    assert pressing.page.locator(f"[name='{question}']").input_value() == typed


def test_a_slip_of_the_finger_is_no_mistake_until_the_form_is_sent(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("oss"))
    at_question(resident, "income")
    field = resident.page.locator("[name='income']")
    with resident.page.expect_response(lambda answer: answer.request.method == "POST"):
        field.press_sequentially("19x")
    assert resident.page.locator(".errors, .error").count() == 0
    assert resident.page.evaluate(_CARET) == ["income", 3]

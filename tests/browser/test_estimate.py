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


def test_a_slip_of_the_finger_changes_nothing_until_the_form_is_sent(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("norddjurs"))
    journeys.sign_in(resident, "demo-carries")
    journeys.begin(resident, "plan")
    journeys.answer(resident, journeys.WHO_AND_WHAT, until="income")
    field, estimate = resident.page.locator("[name='income']"), resident.page.locator("#estimate")
    field.press_sequentially("300000")
    expect(estimate).to_contain_text(resident.amount(3_750_00)[:5])
    said = estimate.inner_text()
    with resident.page.expect_response(lambda answer: answer.status == 422):
        field.press_sequentially("x")
    assert estimate.inner_text() == said
    assert resident.page.locator(".errors").count() == 0

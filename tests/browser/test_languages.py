"""The language follows the browser, can be changed on every page, and stays."""

from collections.abc import Callable

import pytest

from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser


def choose(visit: Visit, lang: str) -> None:
    """Choose a language in the menu of the page."""
    visit.page.locator("summary").first.click()
    visit.press(f"[name='lang'][value='{lang}']")
    visit.lang = lang


@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_the_browsers_until_another_is_chosen_and_then_that_one(
    serve: Callable[..., Site], visit: Callable[..., Visit], scripts: bool
) -> None:
    resident = visit(serve("oss"), "da", scripts=scripts)
    resident.open("/")
    assert resident.sees("start-title")
    choose(resident, "en")
    assert resident.sees("start-title")
    journeys.sign_in(resident, "demo-several")
    resident.open("/ask?claim=x")
    choose(resident, "nl")
    assert resident.page.url.endswith("/ask?claim=x"), "one stays where one was"
    assert resident.page.locator("html").get_attribute("lang") == "nl"
    journeys.sign_out(resident)
    resident.open("/")
    assert resident.sees("start-title")


def test_a_language_chosen_after_a_mistake_leads_back_to_the_question(
    serve: Callable[..., Site], visit: Callable[..., Visit]
) -> None:
    resident = visit(serve("oss"))
    journeys.sign_in(resident, "demo-over-minimum")
    journeys.begin(resident, "plan")
    question = resident.path
    resident.press("main .actions .primary")
    choose(resident, "nl")
    assert resident.path == question

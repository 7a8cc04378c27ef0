"""What a budget gives, looked at by a resident before anything is sent: warned, and never kept."""

import pytest
from flask import Flask

from portal.texts import text
from tests.web.conftest import Visitor, words
from tests.web.forms import BUDGET
from tests.web.test_bad_input import BAD, SCRIPT

HIGHER = {**BUDGET, "common_costs": "3,000.00"}
LOWER = {**BUDGET, "common_costs": "9,000.00"}
TWICE = 2


def say(message: str) -> str:
    return text("en", message)


@pytest.fixture
def resident(norddjurs: Flask) -> Visitor:
    return Visitor(norddjurs, "demo-carries")


def test_the_page_to_ask_leads_there(resident: Visitor) -> None:
    assert 'href="/budget"' in resident.get("/ask").text


def test_it_warns_in_plain_words_before_anything_is_filled_in(resident: Visitor) -> None:
    page = words(resident.get("/budget"))
    assert say("budget-warning-title") in page
    assert page.index(say("budget-warning")) < page.index(say("asked-yearly-net"))
    assert say("budget-not-kept") in page


def test_what_one_owes_is_filled_in_already(resident: Visitor) -> None:
    assert 'name="open_debt" type="text" value=""' not in resident.get("/budget").text


def test_a_budget_above_the_table_is_warned_about_first(resident: Visitor) -> None:
    """2026: 200.000 kr. give 9 % of it by the table; 3.000 kr. of costs leave much more."""
    page = words(resident.post("/budget", **HIGHER))
    assert page.index(say("budget-is-higher")) < page.index(say("budget-by-budget"))
    assert f"{say('budget-by-frame')} 750.00 kr." in page
    assert f"{say('budget-by-table')} 1,500.00 kr." in page
    assert f"{say('budget-by-budget')} 5,750.00 kr." in page


def test_a_budget_below_the_table_says_where_to_go_with_it(resident: Visitor) -> None:
    page = resident.post("/budget", **LOWER)
    assert say("budget-is-lower") in words(page)
    assert 'href="/ask"' in page.text


def test_it_shows_how_the_budget_was_worked_out_with_its_articles(resident: Visitor) -> None:
    page = words(resident.post("/budget", **HIGHER))
    for name in ("monthly-income", "disposable-amount", "shared-costs", "left-over"):
        assert say(f"line-{name}") in page
    assert "gældssaneringsbekendtgørelsen" in page
    assert say("line-net-child-costs") not in page, "there are none"


def test_a_debt_above_the_frame_gets_no_amount_of_the_frame(resident: Visitor) -> None:
    page = words(resident.post("/budget", **HIGHER | {"open_debt": "30,000.01"}))
    assert f"{say('budget-by-frame')} {say('budget-a-person-says')}" in page


def test_it_can_be_changed_and_nothing_is_kept(resident: Visitor) -> None:
    again = resident.post("/budget", change="", **HIGHER)
    assert 'value="3,000.00"' in again.text
    assert 'value="3,000.00"' not in resident.get("/budget").text


@pytest.mark.parametrize("adults", ["0", "21"])
def test_what_does_not_fit_is_told_at_its_field(resident: Visitor, adults: str) -> None:
    page = resident.post("/budget", **HIGHER | {"adults": adults})
    assert page.status_code == 422
    assert page.text.count(say("error-adults")) == TWICE, "in the summary and at the field"
    assert 'value="3,000.00"' in page.text, "nothing typed is lost"


@pytest.mark.parametrize("name", [*BUDGET, "common_costs", "children_0_1"])
def test_anything_else_in_a_field_does_no_harm(resident: Visitor, name: str) -> None:
    for what, bad in BAD.items():
        page = resident.client.post("/budget", data={**BUDGET, name: bad})
        assert page.status_code in (200, 422), what
        assert SCRIPT not in page.text, what


def test_a_body_that_is_no_form_or_too_large_does_no_harm(resident: Visitor) -> None:
    for body, kind in ((b'{"a": 1}', "application/json"), (b"\xff\xfe%zz=%", "text/plain")):
        page = resident.client.post("/budget", data=body, content_type=kind)
        assert page.status_code == 422
    assert resident.client.post("/budget", data={"x": "x" * 300_000}).status_code == 413


def test_a_form_of_another_site_has_no_token(norddjurs: Flask, resident: Visitor) -> None:
    norddjurs.config["WTF_CSRF_ENABLED"] = True
    assert resident.client.post("/budget", data=BUDGET).status_code == 400


def test_a_business_has_no_household(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-business")
    assert visitor.get("/budget").status_code == 404
    assert 'href="/budget"' not in visitor.get("/ask").text


def test_where_the_rules_know_no_budget_there_is_none(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    assert visitor.get("/budget").status_code == 404
    assert visitor.post("/budget", **BUDGET).status_code == 404

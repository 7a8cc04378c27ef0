"""What the rules assume, as staff see it: listed whole, confirmed by a supervisor, taken back."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.cases.assumptions import assumptions
from portal.clock import FixedDayClock
from portal.municipality import load
from portal.texts import LANGUAGES
from portal.web.staff.assumed_words import name_words, shown_words
from tests.web.conftest import TODAY, Visitor, words

SHORT = "/staff/rules/settings.short_term_months"
NOTE = "Decided by the board on 3 March."


@pytest.fixture
def supervisor(oss: Flask) -> Visitor:
    return Visitor(oss, "demo-supervisor")


def stamp(page: TestResponse) -> dict[str, str]:
    """What the form of a page carries along."""
    return dict(re.findall(r'name="(version|digest)" value="([^"]*)"', page.text))


def say(visitor: Visitor, act: str, note: str = NOTE, **fields: str) -> TestResponse:
    return visitor.post(f"{SHORT}/{act}", **(stamp(visitor.get(SHORT)) | {"note": note} | fields))


def test_a_percentage_may_have_its_sign_and_mistakes_stand_as_on_the_page(oss: Flask) -> None:
    reader, path = Visitor(oss, "demo-council"), "/staff/variants/of/threshold_percent"
    tried = {"value1": "130 %", "source": "synthetic", "people": "50"}
    assert reader.post(path, **tried).request.path.startswith("/staff/variants/trials/")
    wrong = reader.post(path, **(tried | {"value1": "much", "people": "many"})).text
    assert 0 < wrong.index('href="#value1"') < wrong.index('href="#people"')


def test_all_that_is_assumed_is_on_one_page(supervisor: Visitor) -> None:
    page = words(supervisor.get("/staff/rules"))
    assert "Longest plan without a look at income 12 months" in page
    assert "Kind of claim:" in page
    assert "Number of an article: Beleidsregels Oss art. 7" in page
    assert "Most reminders 1" in page
    assert "Past its day" not in page
    assert "Message before the last day to pay 7 days" in page
    assert "Where refunds go to a bank account" in page
    assert "Direct debit: how many people release a batch 2" in page


def test_past_its_period_everything_that_goes_on_is_listed(norddjurs: Flask) -> None:
    page = words(Visitor(norddjurs, "demo-worker").get("/staff/rules"))
    assert "Past its day" in page
    assert "The period of Opkrævningsstrategi 2022-2025: since 31 December 2025" in page
    assert "Published for a period that is over" in page


def test_a_supervisor_confirms_and_takes_it_back(supervisor: Visitor) -> None:
    assert "To confirm" in words(supervisor.get("/staff/rules"))
    done = say(supervisor, "confirmed")
    assert done.status_code == 200
    assert "O. Leiding confirmed it on 21 November 2026 12 months" in words(done)
    assert NOTE in words(done)
    assert "Confirmed (1)" in words(supervisor.get("/staff/rules"))
    back = words(say(supervisor, "withdrawn", "It was for one year only."))
    assert "O. Leiding took it back on 21 November 2026" in back
    assert "O. Leiding confirmed it" in back, "what was said stays"
    assert "Confirmed (" not in words(supervisor.get("/staff/rules"))


def test_a_confirmation_changes_no_sum_and_the_page_says_what_does(supervisor: Visitor) -> None:
    page = words(say(supervisor, "confirmed"))
    assert "A confirmation changes no sum." in page
    assert "portal/municipalities/oss/policy.toml" in page
    assert "[[settings.short_term_months]] from = 2026-11-22 value = 12" in page


def test_a_case_worker_reads_and_does_not_confirm(oss: Flask, supervisor: Visitor) -> None:
    worker = Visitor(oss, "demo-worker")
    page = worker.get(SHORT)
    assert "A supervisor can confirm this value." in words(page)
    assert "<textarea" not in page.text
    fields = stamp(supervisor.get(SHORT)) | {"note": NOTE}
    assert worker.post(f"{SHORT}/confirmed", **fields).status_code == 404
    assert "Confirmed (" not in words(worker.get("/staff/rules"))


def test_the_second_of_two_people_is_told_and_keeps_the_note(
    oss: Flask, supervisor: Visitor
) -> None:
    other = Visitor(oss, "demo-supervisor")
    seen = stamp(other.get(SHORT))
    say(supervisor, "confirmed")
    late = other.post(f"{SHORT}/confirmed", **seen, note="I say so as well.")
    assert late.status_code == 409
    assert "I say so as well." in late.text
    assert words(other.get(SHORT)).count("confirmed it on") == 1


def test_a_value_that_is_another_by_now_is_not_confirmed(supervisor: Visitor) -> None:
    assert say(supervisor, "confirmed", digest="0" * 64).status_code == 409
    assert "Confirmed (" not in words(supervisor.get("/staff/rules"))


@pytest.mark.parametrize("note", ["", "  \n ", "Fine."])
def test_without_a_note_nothing_is_kept(supervisor: Visitor, note: str) -> None:
    page = say(supervisor, "confirmed", note)
    assert page.status_code == 422
    assert "Write in a few words what this rests on." in words(page)
    assert page.text.startswith("<!doctype html>")
    assert "<title>Error:" in page.text


def test_what_is_not_assumed_has_no_page(supervisor: Visitor) -> None:
    for name in ("settings.threshold_percent", "settings.nothing", "x"):
        assert supervisor.get(f"/staff/rules/{name}").status_code == 404


def test_an_answer_to_a_form_is_short(supervisor: Visitor, norddjurs: Flask) -> None:
    """It is not compressed, so that nothing can be guessed from its length."""
    assert len(say(supervisor, "confirmed", "").data) < 6_000
    danish = Visitor(norddjurs, "demo-supervisor", "da")
    for found in assumptions(load("norddjurs"), TODAY):
        path = f"/staff/rules/{found.name}"
        assert len(danish.post(f"{path}/confirmed", note="").data) < 6_000, path


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_every_value_has_a_name_in_every_language(
    make_app: Callable[..., Flask], town: str, lang: str
) -> None:
    """Also those of days to come. A new value needs `value-<name>`, a new rule `rule-<class>`."""
    app = make_app(town)
    with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
        for found in (
            *assumptions(load(town), TODAY),
            *assumptions(load(town), date(2090, 1, 1)),
        ):
            for said in (name_words(found), shown_words(found)):
                assert not re.match(r"(value|term|assumed|asked|unit|rule)-", said), said


def test_values_past_their_day_are_named_to_staff(make_app: Callable[..., Flask]) -> None:
    app = make_app("oss")
    parts = app.extensions["portal"]
    zone = parts.clock.now().tzinfo
    object.__setattr__(parts, "clock", FixedDayClock(date(2027, 3, 1), zone))
    page = words(Visitor(app, "demo-worker").get("/staff/rules"))
    assert "Past its day" in page
    assert "since 1 January 2027" in page

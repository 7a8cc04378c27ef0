"""What a page says fits whoever reads it: once, of them, and not beside what they have already."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases.models import Case
from portal.web.staff.variants.drawn import measures
from tests.web.conftest import MEANS, Visitor, words

LOW = MEANS | {"income": {"income": "1200", "period": "month"}}


def test_what_comes_next_with_the_only_claim_is_said_once(oss: Flask) -> None:
    page = words(Visitor(oss, "demo-no-capacity").get("/overview"))
    assert page.count("Next: pay or arrange something") == 1
    several = words(Visitor(oss, "demo-several").get("/overview"))
    assert several.count("Next: pay or arrange something") > 1, "of several, each row says it"


def test_who_waits_for_an_answer_is_not_told_to_begin_there(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    assert '<a class="button primary" href="/ask">' in visitor.get("/overview").text
    visitor.send(visitor.ask("plan", LOW))
    page = visitor.get("/overview")
    assert "<h2>First</h2>" not in page.text
    assert words(page).count("You asked us something about this") == 1
    assert '<a class="button second" href="/ask">' in page.text, "asking more is not the first"
    assert "First" not in words(visitor.get("/by-phone"))


def test_who_needs_nothing_is_told_so_without_an_amount_of_nothing(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    path = visitor.post("/ask", ask="plan").request.path.rsplit("/", 1)[0]
    for question in ("way", "household", "pension_age", "benefit", "income"):
        page = visitor.post(f"{path}/{question}", **LOW[question])
    assert "By the rules you can pay nothing now" in words(page)
    assert "€0.00" not in words(page)


def test_one_adult_reads_their_own_answer_about_their_age(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    account = visitor.ask("plan", LOW)
    check = words(visitor.get(account.request.path.replace("/account", "/check")))
    assert "State pension age, or under 21 Neither" in check
    sent = words(visitor.send(account))
    assert "State pension age, or under 21 Neither" in sent


def test_the_same_amount_is_not_offered_twice(oss: Flask) -> None:
    account = words(
        Visitor(oss, "demo-no-capacity").ask("plan", LOW | {"benefit": {"benefit": "no"}})
    )
    assert account.count("You need not offer it") == 1, "25 a month and 98 months are one plan"


def test_where_the_law_may_see_an_admission_nothing_says_that_we_do_not(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    promise = "Then you see a warning before you send"
    rules = visitor.ask("plan", MEANS).request.path.replace("/account", "/check")
    assert promise in words(visitor.get(rules))
    own = MEANS | {"way": {"way": "monthly"}, "monthly": {"monthly": "110"}}
    proposing = Visitor(oss, "demo-over-minimum")
    path = proposing.ask("plan", own).request.path.replace("/account", "/check")
    check = words(proposing.get(path))
    assert "Ask without a proposal of my own" in check
    assert promise not in check, "the warning stands right there"


def test_the_yes_to_a_plan_says_when_and_that_nothing_else_comes(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-hand-over-tomorrow")
    answers = MEANS | {"income": {"income": "160000", "period": "year"}}
    said = words(visitor.send(visitor.ask("plan", answers)))
    assert re.search(r"The next instalment is on \d+ \w+ 20\d\d\.", said)
    assert "As long as you pay on time, you get no reminder" in said


def test_a_question_is_answered_and_not_decided(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    case = visitor.send(visitor.ask("question", {"asking": {"asking": "Why this amount?"}}))
    with oss.extensions["portal"].database.reading() as session:
        (ref,) = [one.ref for one in session.exec(select(Case)).all()]
    worker, path = Visitor(oss, "demo-worker"), f"/staff/matters/{ref}"
    version = re.search(r'name="version" value="(\d+)"', worker.get(path).text)
    assert version
    page = worker.post(
        f"{path}/answered", version=version[1], reason="The wage came later than it was told."
    )
    assert "Question answered" in words(page)
    assert "Decision" not in words(page).partition("Messages")[0]
    assert "collecting stands still again" not in words(page), "a question stops nothing"
    assert 'href="/staff/next"' in page.text, "one goes on to the next"
    assert "Question answered" in words(visitor.get(case.request.path))
    again = re.search(r'name="version" value="(\d+)"', page.text)
    assert again
    reopened = worker.post(f"{path}/reopened", version=again[1], why="I look at it once more.")
    assert "Earlier answer: Here is the answer" in words(reopened)
    assert "Earlier decision" not in words(reopened)


def test_a_helper_who_stops_finds_the_way_back_with_the_code(oss: Flask) -> None:
    assert 'href="/helping"' in oss.test_client().get("/signed-out").text


@pytest.mark.parametrize("person", ["demo-council", "demo-supervisor"])
def test_the_figures_say_what_one_can_try(oss: Flask, person: str) -> None:
    page = words(Visitor(oss, person).get("/staff/figures"))
    assert "Trying changes nothing" in page


def test_who_of_them_stands_below_those_it_is_part_of() -> None:
    whole = dict.fromkeys(("people", "gain", "freed", "lose", "burdened"), 0)
    sums = {
        f"{name}_{when}": 0 for name in ("paid", "year", "staff") for when in ("before", "after")
    }
    rows = [one.name for one in measures([{"whole": whole | sums}], minutes=45)]
    assert rows[:4] == ["gain", "freed", "lose", "burdened"]

"""The queue: one row a case, most urgent first, and counts that do not lie."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.web.conftest import MEANS, Visitor, words
from tests.web.staff.counting import statements
from tests.web.staff.desk import Desk, case_of, sent


def names(page: TestResponse) -> list[str]:
    return re.findall(r'<li class="claim"><a [^>]+>([^<:]+):', page.text)


def test_an_empty_queue_says_so(oss: Flask) -> None:
    assert "Nothing waits" in words(Desk(oss).get("/staff/"))


def test_the_nearest_day_comes_first_be_it_the_answer_or_the_time_bar(oss: Flask) -> None:
    sent(oss, "demo-no-capacity")
    sent(oss, "demo-time-bar", "deferral")
    page = Desk(oss).get("/staff/")
    assert names(page) == ["J. Tijdig", "C. Fictief"]
    assert "in 40 days Time-barred from 31 December 2026" in words(page)
    assert "in 56 days Answer by 16 January 2027 at the latest" in words(page)


def test_a_time_bar_that_passed_is_named_and_no_longer_hurries(oss: Flask) -> None:
    sent(oss, "demo-time-barred", "deferral")
    page = words(Desk(oss).get("/staff/"))
    assert "in 56 days" in page
    assert "Time-barred since 15 September 2026" in page


def test_the_state_says_whose_turn_it_is(oss: Flask) -> None:
    case = sent(oss)
    worker, colleague = Desk(oss), Desk(oss, "demo-worker-two")
    assert "Nobody has taken this yet" in words(worker.get("/staff/"))
    worker.act(case, "taken")
    assert "You have taken this" in words(worker.get("/staff/"))
    assert "Taken by M. Behandelaar" in words(colleague.get("/staff/"))
    worker.act(case, "questions", body="What is your rent?")
    assert "Waits for the resident" in words(worker.get("/staff/"))
    worker.act(case, "left")
    assert "Waits for the resident" in words(worker.get("/staff/"))


def test_the_counts_are_of_what_is_shown(oss: Flask) -> None:
    sent(oss, "demo-no-capacity")
    asked = sent(oss, "demo-couple", "deferral")
    sent(oss, "demo-several", **MEANS | {"circumstances": {"circumstances": "health"}})
    sent(oss, "demo-over-minimum", **MEANS)
    worker = Desk(oss)
    worker.act(asked, "questions", body="What is your rent?")
    page = worker.get("/staff/")
    assert len(names(page)) == 3, "what was granted without circumstances is done"
    assert "To decide: 1 · waiting for the resident: 1" in words(page)
    assert "granted, circumstances to look at: 1" in words(page)


def test_what_was_withdrawn_or_decided_leaves_the_queue(oss: Flask) -> None:
    first, second = sent(oss), sent(oss, "demo-couple", "deferral")
    worker = Desk(oss)
    worker.decide(first, "refused")
    Visitor(oss, "demo-couple").post(f"{second.removeprefix('/staff')}/withdrawal")
    assert case_of(oss, second).state == "withdrawn"
    assert "Nothing waits" in words(worker.get("/staff/"))


def test_the_queue_costs_as_many_statements_for_many_cases_as_for_one(oss: Flask) -> None:
    worker = Desk(oss)
    sent(oss)
    with statements(oss) as for_one:
        worker.get("/staff/")
    for person in ("demo-couple", "demo-under-minimum", "demo-over-minimum"):
        sent(oss, person, "deferral")
    with statements(oss) as for_many:
        worker.get("/staff/")
    assert len(for_many) == len(for_one)


def test_amounts_past_their_day_are_named(norddjurs: Flask) -> None:
    page = words(Desk(norddjurs).get("/staff/"))
    assert "past the day on which they should change" in page
    assert "past its last day 31 December 2025" in page

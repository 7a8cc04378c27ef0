"""The queue: one row a case, most urgent first, and counts that do not lie."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.cases.models import CaseClaim
from portal.ledger.models import Claim
from portal.ledger.statements import take_statement
from tests import builders
from tests.web.conftest import MEANS, Visitor, words
from tests.web.staff.counting import statements
from tests.web.staff.desk import REASON, Desk, case_of, rows, say, sent


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


@pytest.mark.parametrize("what", ["too_high", "too_low"])
def test_a_correction_for_a_second_person_says_what_is_wrong(oss: Flask, what: str) -> None:
    worker, claim = Desk(oss), max(rows(oss, Claim), key=lambda one: one.principal)
    told = {"once": "x", "what": what, "amount": "1200", "reason": REASON}
    worker.post(f"/staff/claims/{claim.ref}/correction", **told)
    page = words(Desk(oss, "demo-worker-two").get("/staff/"))
    assert say(f"correction-{what}".replace("_", "-")) in page


def test_the_counts_are_of_what_is_shown(oss: Flask) -> None:
    sent(oss, "demo-no-capacity")
    asked = sent(oss, "demo-couple", "deferral")
    sent(oss, "demo-several", **MEANS | {"circumstances": {"circumstances": "health"}})
    sent(oss, "demo-over-minimum", **MEANS)
    worker = Desk(oss)
    worker.act(asked, "questions", body="What is your rent?")
    page = worker.get("/staff/")
    assert len(names(page)) == 3, "what was granted without circumstances is done"
    ways = dict(
        re.findall(r'href="(/staff/(?:queue/[^"]+)?)"[^>]*>[^<]+<span[^>]*>(\d+)', page.text)
    )
    assert ways == {
        "/staff/": "3",
        "/staff/queue/mine": "1",
        "/staff/queue/free": "2",
        "/staff/queue/kind.request": "3",
    }
    for url, count in ways.items():
        assert len(names(worker.get(url))) == int(count), "a count is what one finds there"
    for state in ("open", "asked", "weigh"):
        assert len(names(worker.get(f"/staff/queue/state.{state}"))) == 1


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


def money_comes_in(app: Flask, count: int) -> None:
    """So many payments without a claim, a day apart, the newest first."""
    database = app.extensions["portal"].database
    with database.unit_of_work() as session:
        lines = [builders.line(10_00 + number, text=f"no {number}") for number in range(count)]
        taken = {"file_name": "f", "currency": "EUR", "order": builders.ORDER}
        taken |= {"on": builders.DAY, "now": builders.NOW}
        take_statement(session, builders.statement(*lines), actor="import", **taken)


def next_of(page: TestResponse) -> str | None:
    found = re.search(r'href="([^"]+)" rel="next"', page.text)
    return found[1] if found else None


def items(page: TestResponse) -> list[str]:
    return re.findall(r'<li class="claim"><a href="([^"]+)"', page.text)


def test_page_after_page_shows_each_thing_once_whatever_comes_in(oss: Flask) -> None:
    money_comes_in(oss, 90)
    worker = Desk(oss)
    first = worker.get("/staff/")
    seen = items(first)
    money_comes_in(oss, 3)
    sent(oss)
    page = worker.get(next_of(first) or "")
    seen += items(page)
    page = worker.get(next_of(page) or "")
    seen += items(page)
    assert next_of(page) is None
    assert len(seen) == len(set(seen))
    assert set(items(first)) <= set(seen)
    assert len(seen) >= 90, "what was there before is seen; what came in may be"


def test_the_first_page_asks_as_much_of_ten_things_as_of_a_thousand(oss: Flask) -> None:
    worker = Desk(oss)
    money_comes_in(oss, 10)
    with statements(oss) as for_ten:
        assert len(items(worker.get("/staff/"))) == 10
    money_comes_in(oss, 990)
    with statements(oss) as for_many:
        assert len(items(worker.get("/staff/"))) == 40
    assert len(for_many) == len(for_ten)


def test_a_way_to_look_is_kept_and_dropped(oss: Flask) -> None:
    worker, colleague = Desk(oss), Desk(oss, "demo-worker-two")
    assert worker.get("/staff/filter?kind=request&who=mine&near=y").request.path == (
        "/staff/queue/kind.request~mine~near"
    )
    page = worker.post("/staff/queue/kind.request~mine~near/kept", name="My week")
    assert "My week" in words(page)
    assert "My week" in words(worker.get("/staff/"))
    assert "My week" not in words(colleague.get("/staff/"))
    worker.post("/staff/queue/kind.request~mine~near/dropped")
    assert "My week" not in words(worker.get("/staff/"))


def test_an_address_that_names_no_part_of_it_is_not_found(oss: Flask) -> None:
    worker = Desk(oss)
    for path in ("queue/nonsense", "queue/state.x", "queue/unit.%", "queue/all/yesterday"):
        assert worker.get(f"/staff/{path}").status_code == 404


def test_search_finds_by_name_number_and_reference_and_names_nobody_in_an_address(
    oss: Flask,
) -> None:
    case = sent(oss)
    worker = Desk(oss)
    (claim,) = [one for one in rows(oss, Claim) if one.id in _claims_of(oss, case)]
    for typed in ("fictief", claim.number, case.rsplit("/", 1)[1], claim.payment_reference):
        page = worker.post("/staff/search", q=typed)
        assert page.request.path == "/staff/search"
        assert names(page) == ["C. Fictief"], typed
    assert "Nothing waits under these words" in words(worker.post("/staff/search", q="nobody"))


def _claims_of(app: Flask, path: str) -> set[int]:
    return {one.claim_id for one in rows(app, CaseClaim) if one.case_id == case_of(app, path).id}

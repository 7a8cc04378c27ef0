"""What changed meanwhile in a resident's form: told at its top, with all they typed."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.cases import comeback, conversation
from portal.cases.letterbox import digital
from portal.cases.plans import changing
from portal.errors import Conflict
from portal.ledger.debits import mandates
from portal.texts import MORE, text
from tests.web.conftest import MEANS, Visitor, words
from tests.web.staff.desk import say
from tests.web.test_debits import GOOD, plan_of

CHANGED = "Something changed in the meantime"
TOP = r'<div role="alert">(?:(?!</div>).)*'
LOW = MEANS | {"income": {"income": "1200", "period": "month"}}
Form = Callable[[Flask], TestResponse]


def messages(oss: Flask) -> TestResponse:
    return Visitor(oss, "demo-couple").post("/messages", by="mail", email="me@example.org")


def mandate(oss: Flask) -> TestResponse:
    path = f"/direct-debit/plans/{plan_of(oss, 'demo-several')}"
    return Visitor(oss, "demo-several").post(path, **GOOD)


def link(oss: Flask) -> TestResponse:
    visitor = Visitor(oss, "demo-several")
    case = re.sub(r"/(account|check)$", "", visitor.ask("plan", MEANS).request.path)
    return visitor.post(f"{case}/link", email="me@example.org")


def message(oss: Flask) -> TestResponse:
    visitor = Visitor(oss, "demo-no-capacity")
    path = visitor.send(visitor.ask("plan", LOW)).request.path
    return visitor.post(f"{path}/messages", body="I forgot my rent")


def day(oss: Flask) -> TestResponse:
    path = f"/plans/{plan_of(oss, 'demo-several')}/day"
    return Visitor(oss, "demo-several").post(path, version="0", to="2026-12-10")


def in_between(*_: object, **__: object) -> None:
    """Another tab was first."""
    raise Conflict


@pytest.mark.parametrize(
    ("form", "room", "act", "typed"),
    [
        (messages, digital, "choose", "me@example.org"),
        (mandate, mandates, "give", GOOD["account"]),
        (link, comeback, "mail", "me@example.org"),
        (message, conversation, "say", "I forgot my rent</textarea>"),
        (day, changing, "move", "2026-12-10"),
    ],
    ids=lambda it: getattr(it, "__name__", None),
)
def test_it_is_told_once_above_the_form_and_what_was_typed_is_still_there(
    oss: Flask, monkeypatch: pytest.MonkeyPatch, form: Form, room: object, act: str, typed: str
) -> None:
    monkeypatch.setattr(room, act, in_between)
    page = form(oss)
    assert page.status_code == 409
    assert re.search(TOP + CHANGED, page.text, re.DOTALL)
    assert page.text.count(CHANGED) == 1, "it is not about a field"
    assert typed in page.text
    assert "<title>Error" in page.text, "heard first by who listens to pages"


def test_words_for_a_request_that_was_closed_meanwhile_can_be_copied(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    path = visitor.send(visitor.ask("plan", LOW)).request.path
    visitor.post(f"{path}/withdrawal")
    page = visitor.post(f"{path}/messages", body="one more")
    assert page.status_code == 409
    assert re.search(TOP + "This request is closed", page.text, re.DOTALL)
    assert "one more</textarea>" in page.text


def test_too_many_codes_are_told_beside_the_number(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    for last in range(4):
        page = visitor.post("/messages", by="sms", mobile=f"06 1234 567{last}")
    assert page.status_code == 422
    assert "mobile-error" in page.text
    assert "We sent you a few codes today already" in words(page)
    assert "06 1234 5673" in page.text


def test_a_code_that_nobody_waits_for_is_told_beside_it(oss: Flask) -> None:
    page = Visitor(oss, "demo-couple").post("/messages/code", code="123456")
    assert page.status_code == 422
    assert "code-error" in page.text


def seen_on(page: TestResponse) -> str:
    """The mark of the answer that stood when the page was opened."""
    found = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def two_at(oss: Flask, question: str) -> tuple[Visitor, Visitor, str]:
    """Two windows on one request that is being filled in, and the address of a question."""
    one, other = Visitor(oss, "demo-several"), Visitor(oss, "demo-several")
    case = re.sub(r"/(account|check)$", "", one.ask("plan", MEANS).request.path)
    return one, other, f"{case}/questions/{question}"


def test_an_answer_that_somebody_else_changed_is_told_with_both_and_not_overwritten(
    oss: Flask,
) -> None:
    one, other, path = two_at(oss, "children")
    before = seen_on(one.get(path))
    assert other.post(path, children="3", seen=seen_on(other.get(path))).status_code == 200
    told = one.post(path, children="2", seen=before)
    assert told.status_code == 409
    assert say("question-changed") in words(told)
    assert '<p class="said">3</p>' in told.text
    assert 'value="2"' in told.text, "what was typed is still there"
    assert len(told.data) <= 6_000, "an answer to a form is not compressed"
    assert 'value="3"' in other.get(path).text, "nothing was overwritten"
    assert one.post(path, children="2", seen=seen_on(told)).status_code == 200
    assert 'value="2"' in other.get(path).text


def test_a_mistake_or_a_look_at_the_sum_does_not_forget_what_was_seen(oss: Flask) -> None:
    one, other, path = two_at(oss, "children")
    before = seen_on(one.get(path))
    other.post(path, children="3", seen=before)
    wrong = one.post(path, children="", seen=before)
    assert wrong.status_code == 422
    looked = one.post(path, children="2", seen=seen_on(wrong), act="estimate")
    assert one.post(path, children="2", seen=seen_on(looked)).status_code == 409


def test_the_same_answer_from_two_is_no_change(oss: Flask) -> None:
    one, other, path = two_at(oss, "children")
    before = seen_on(one.get(path))
    other.post(path, children="3", seen=before)
    assert one.post(path, children="3", seen=before).status_code == 200


@pytest.mark.parametrize("lang", MORE)
def test_it_is_told_in_every_language_of_the_core_journey(oss: Flask, lang: str) -> None:
    one, other, path = two_at(oss, "income")
    one.post("/language", lang=lang, next="/ask")
    before = seen_on(one.get(path))
    other.post(path, income="1900", period="month", seen=before)
    told = one.post(path, income="1800", period="month", seen=before)
    assert told.status_code == 409
    assert text(lang, "question-changed-yours") in words(told)
    assert len(told.data) <= 5_350, "with its headers below 6 kB"

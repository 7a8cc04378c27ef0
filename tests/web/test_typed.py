"""What someone typed is never lost without a word: signed out meanwhile, or sent in another tab."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.people.models import SignIn
from portal.people.typed import TypedForm
from tests.web.conftest import MEANS, Visitor, words

ANSWERS = {"reasons": {"reasons": "I paid it in May."}, "disputed": {"disputed": "paid"}}


def time_passes(app: Flask) -> None:
    """Half an hour and more without a sign of life."""
    with app.extensions["portal"].database.unit_of_work() as session:
        for sign_in in session.exec(select(SignIn)):
            sign_in.seen_at -= timedelta(hours=1)


def kept(app: Flask) -> list[TypedForm]:
    with app.extensions["portal"].database.reading() as session:
        return list(session.exec(select(TypedForm)).all())


@pytest.fixture
def typing(oss: Flask) -> tuple[Visitor, TestResponse]:
    """Someone at a question that takes words."""
    visitor = Visitor(oss, "demo-time-bar")
    page = visitor.post("/ask", ask="dispute")
    page = visitor.post(page.request.path, **ANSWERS["disputed"])
    return visitor, page


def test_what_is_typed_as_the_sign_in_runs_out_is_there_after_the_next(
    oss: Flask, typing: tuple[Visitor, TestResponse]
) -> None:
    visitor, page = typing
    path = page.request.path
    time_passes(oss)
    met = visitor.post(path, **ANSWERS["reasons"])
    assert met.request.path == "/sign-in"
    assert "We kept what you typed" in words(met)
    back = visitor.post("/sign-in", person="demo-time-bar")
    assert back.request.path == path
    assert "I paid it in May." in back.text
    assert "It is not saved yet" in words(back)
    visitor.post(path, **ANSWERS["reasons"])
    assert kept(oss) == []
    assert "I paid it in May." in visitor.get(path).text


def test_nobody_else_finds_it(oss: Flask, typing: tuple[Visitor, TestResponse]) -> None:
    visitor, page = typing
    time_passes(oss)
    visitor.post(page.request.path, **ANSWERS["reasons"])
    other = visitor.post("/sign-in", person="demo-couple")
    assert other.status_code == 404
    assert "I paid it in May." not in other.text


def test_who_signed_out_leaves_nothing(oss: Flask, typing: tuple[Visitor, TestResponse]) -> None:
    visitor, page = typing
    cookie = visitor.client.get_cookie(oss.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    visitor.post("/sign-out")
    visitor.client.set_cookie(cookie.key, cookie.value)
    visitor.post(page.request.path, **ANSWERS["reasons"])
    assert kept(oss) == []


def test_an_answer_after_sending_in_another_tab_becomes_a_message(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-no-capacity")
    low = MEANS | {"income": {"income": "1200", "period": "month"}}
    sent = visitor.send(visitor.ask("plan", low))
    ref = re.findall("/cases/([^/]+)", sent.request.path)[0]
    late = visitor.post(f"/cases/{ref}/questions/children", children="2")
    assert late.status_code == 409
    assert "Your answer is not part of it" in words(late)
    assert re.search(r"<textarea[^>]*>[^<]*: 2</textarea>", late.text)

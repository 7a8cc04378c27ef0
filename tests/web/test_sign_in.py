"""Who may see what: sessions, strangers, languages and the way back."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from portal.ledger.models import Claim
from portal.people.models import Person, SignIn
from portal.people.signins import IDLE, LONGEST
from tests.web.conftest import MEANS, Visitor, words


class MovedClock:
    """A clock that can be put forward."""

    def __init__(self, clock) -> None:  # noqa: ANN001
        self.clock, self.by = clock, timedelta()

    def now(self):  # noqa: ANN201
        return self.clock.now() + self.by

    def today(self):  # noqa: ANN201
        return self.clock.today()


@pytest.fixture
def clock(oss: Flask) -> MovedClock:
    parts = oss.extensions["portal"]
    moved = MovedClock(parts.clock)
    oss.extensions["portal"] = replace(parts, clock=moved)
    return moved


def test_nobody_sees_a_personal_page_without_signing_in(oss: Flask) -> None:
    page = oss.test_client().get("/overview")
    assert page.status_code == 302
    assert page.headers["Location"] == "/sign-in"


def test_after_signing_in_one_is_back_where_one_wanted_to_be(oss: Flask) -> None:
    visitor = Visitor(oss, "nobody")
    visitor.get("/ask")
    page = visitor.post("/sign-in", person="demo-couple")
    assert page.request.path == "/ask"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "ask\n"],
)
def test_nobody_is_sent_to_another_site(oss: Flask, elsewhere: str) -> None:
    answer = oss.test_client().post("/language", data={"lang": "en", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_choice_the_page_did_not_offer_opens_nothing(oss: Flask) -> None:
    visitor = Visitor(oss, "someone-else")
    page = visitor.post("/sign-in", person="someone-else")
    assert page.status_code == 422
    assert "Choose one of these people" in words(page)


def test_after_signing_out_the_old_cookie_opens_nothing(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    name = oss.config["SESSION_COOKIE_NAME"]
    stolen = visitor.client.get_cookie(name)
    visitor.post("/sign-out")
    other = oss.test_client()
    assert stolen is not None
    other.set_cookie(name, stolen.value)
    assert other.get("/overview").status_code == 302


@pytest.mark.parametrize(("lang", "said"), [("en", "You are signed out"), ("uk", "Ви вийшли")])
def test_who_signs_out_reads_that_it_is_done(oss: Flask, lang: str, said: str) -> None:
    page = Visitor(oss, "demo-couple", lang).post("/sign-out")
    assert said in words(page)
    assert 'href="/sign-in"' in page.text


def test_a_sign_out_that_cannot_be_noted_says_that_it_is_of_this_device_alone(
    oss: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(oss, "demo-couple")

    def takes_nothing(*_: object) -> None:
        why = sqlite3.OperationalError("attempt to write a readonly database")
        raise OperationalError("update", {}, why)

    monkeypatch.setattr("portal.people.signins.end", takes_nothing)
    page = visitor.post("/sign-out")
    assert page.status_code == 503
    assert "signed out on this device only" in words(page)
    assert visitor.get("/overview").request.path == "/sign-in"


@pytest.mark.parametrize("after", [IDLE + timedelta(seconds=1), LONGEST])
def test_a_session_ends_by_itself_and_the_draft_stays(
    oss: Flask, clock: MovedClock, after: timedelta
) -> None:
    visitor = Visitor(oss, "demo-couple")
    visitor.post("/ask", ask="plan")
    clock.by = after + timedelta(minutes=1)
    page = visitor.get("/overview")
    assert page.request.path == "/sign-in"
    assert "You were signed out because nothing happened" in words(page)
    assert "You were signed out" not in words(visitor.get("/sign-in")), "it is told once"
    visitor.post("/sign-in", person="demo-couple")
    assert "This is not sent yet. Go on with" in words(visitor.get("/overview"))


def test_what_was_sent_too_late_is_said_not_to_be_done_and_leads_back(
    oss: Flask, clock: MovedClock
) -> None:
    visitor = Visitor(oss, "demo-couple")
    case = visitor.post("/ask", ask="plan").request.path.split("/")[2]
    clock.by = IDLE + timedelta(minutes=1)
    page = visitor.post(f"/cases/{case}/check")
    assert "What you were about to do was not done" in words(page)
    assert visitor.post("/sign-in", person="demo-couple").request.path == f"/cases/{case}/check"


def test_the_database_holds_no_secret_of_a_session(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    with visitor.client.session_transaction() as cookie:
        secret = cookie["sid"]
    with oss.extensions["portal"].database.reading() as session:
        (kept,) = session.exec(select(SignIn)).all()
    assert secret not in (kept.digest, "")


def test_what_is_someone_elses_is_not_found(oss: Flask) -> None:
    owner, stranger = Visitor(oss, "demo-several"), Visitor(oss, "demo-couple")
    sent = owner.send(owner.ask("plan", MEANS))
    case = sent.request.path
    letter = sent.text.split('href="/letters/')[1].split('"')[0]
    with oss.extensions["portal"].database.reading() as session:
        claim = session.exec(
            select(Claim.ref).join(Person).where(Person.ref == "demo-several")
        ).first()
    for path in (case, f"{case}/withdrawal", f"/letters/{letter}", f"/claims/{claim}"):
        assert owner.get(path).status_code in (200, 409), path
        assert stranger.get(path).status_code == 404, path
    assert stranger.post("/ask/plan", claims=claim).status_code in (404, 409, 422)
    assert stranger.post(f"{case}/messages", body="hello").status_code == 404


def test_the_language_follows_the_browser_until_one_is_chosen(oss: Flask) -> None:
    client = oss.test_client()
    assert 'lang="da"' in client.get("/", headers={"Accept-Language": "da, en;q=0.5"}).text
    assert 'lang="nl"' in client.get("/", headers={"Accept-Language": "fr"}).text
    client.post("/language", data={"lang": "en", "next": "/sign-in"})
    assert 'lang="en"' in client.get("/", headers={"Accept-Language": "da"}).text


def test_every_form_needs_its_token(make_app: Callable[..., Flask]) -> None:
    client = make_app("oss", tokens=True).test_client()
    for path in ("/sign-in", "/sign-out", "/language"):
        page = client.post(path, data={"person": "demo-couple", "lang": "en"})
        assert page.status_code == 400, path


def test_personal_pages_are_not_kept_by_the_browser_and_run_nothing_foreign(oss: Flask) -> None:
    page = Visitor(oss, "demo-couple").get("/overview")
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_a_page_with_reflected_input_is_not_compressed(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    asks_for = {"Accept-Encoding": "br"}
    assert visitor.client.get("/overview", headers=asks_for).headers["Content-Encoding"] == "br"
    page = visitor.client.post("/ask", data={"ask": "x"}, headers=asks_for)
    assert page.status_code == 422
    assert "Content-Encoding" not in page.headers


def test_a_fault_is_told_without_a_word_of_what_was_typed(
    oss: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("999990019 was typed here")

    monkeypatch.setitem(oss.view_functions, "citizen.overview", broken)
    page = Visitor(oss, "demo-couple").get("/overview")
    assert page.status_code == 500
    assert "Something went wrong on our side" in words(page)
    assert "999990019" not in page.text + caplog.text
    assert "RuntimeError" in caplog.text

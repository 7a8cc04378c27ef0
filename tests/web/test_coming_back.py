"""Stopping and going on: a link by mail, a word before one is signed out, and a shared phone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases import comeback
from portal.jobs.outbox import Senders, send_waiting
from portal.people import signins
from portal.people.models import SignIn
from portal.ports.mail import Mail
from tests.web.conftest import MEANS, Visitor, words


class Letterbox:
    """Keeps mail instead of sending it."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)


@pytest.fixture
def resident(oss: Flask) -> Visitor:
    return Visitor(oss, "demo-couple")


def begun(visitor: Visitor) -> str:
    """Begin a request and answer its first question; return its address."""
    page = visitor.post("/ask", ask="plan")
    page = visitor.post(page.request.path, **MEANS["way"])
    return re.match(r"/cases/[^/]+", page.request.path)[0]


def mailed(app: Flask) -> list[Mail]:
    """Let what waits go out."""
    parts, box = app.extensions["portal"], Letterbox()
    site, now = "https://overblik.example", parts.clock.now()
    send_waiting(parts.database, parts.town, Senders(box), site=site, now=now)
    return [mail for mail in box.mails if "/back/" in mail.body]


def link(visitor: Visitor, case: str, to: str = "me@example.org") -> str:
    """Ask for a link; return its path, out of the mail."""
    visitor.post(f"{case}/link", email=to)
    (mail,) = mailed(visitor.app)
    assert mail.to == to
    return re.search(r"https://overblik\.example(/back/\S+)", mail.body)[1]


def test_the_overview_says_until_when_it_is_kept(resident: Visitor) -> None:
    """It was changed on 21 November 2026; it goes ninety days later, in the night after."""
    begun(resident)
    assert "We keep it up to and including 19 February 2027." in words(resident.get("/overview"))


def test_a_link_brings_the_request_back_on_another_device_after_signing_in(
    resident: Visitor, oss: Flask
) -> None:
    path = link(resident, case := begun(resident))
    phone = oss.test_client()
    phone.set_cookie("lang", "en")
    assert phone.get(path).location == "/sign-in"
    there = phone.post("/sign-in", data={"person": "demo-couple"}, follow_redirects=True)
    assert there.request.path == f"{case}/questions/pension_age"


def test_the_mail_says_no_amount_and_no_name(resident: Visitor, oss: Flask) -> None:
    link(resident, begun(resident))
    resident.post(f"{begun(resident)}/link", email="other@example.org")
    (mail,) = mailed(oss)
    said = re.sub(r"https?://\S+|0412-000 000", "", mail.body)
    assert not re.search(r"€|\d,\d\d|\d\.\d\d|Testveld", said)


@pytest.mark.parametrize("other", ["demo-several", "demo-worker"])
def test_a_link_of_somebody_else_opens_nothing_and_names_nobody(
    resident: Visitor, oss: Flask, other: str
) -> None:
    path = link(resident, case := begun(resident))
    page = Visitor(oss, other).get(path)
    assert page.status_code == 403
    assert "belongs to somebody else" in words(page)
    assert "Testveld" not in page.text
    assert case not in page.text


def test_a_link_that_is_over_or_was_changed_says_that_nothing_is_lost(
    resident: Visitor, oss: Flask
) -> None:
    path, parts = link(resident, begun(resident)), oss.extensions["portal"]
    old = _made(parts, resident, until=-1)
    for wrong in (path[:-1], path + "x", "/back/x", "/back/" + "x" * 5_000, old):
        page = resident.get(wrong)
        assert page.status_code == 410, wrong
        assert "what you filled in is saved" in words(page)


def _made(parts: Any, visitor: Visitor, until: int) -> str:
    told = {"case": "x", "person": "demo-couple"}
    over = parts.clock.now() + timedelta(days=until)
    return f"/back/{parts.tokens.sign(comeback.PURPOSE, told, over)}"


def test_a_link_of_another_purpose_opens_nothing(resident: Visitor, oss: Flask) -> None:
    parts = oss.extensions["portal"]
    told = {"case": begun(resident).rsplit("/", 1)[1], "person": "demo-couple"}
    token = parts.tokens.sign("something-else", told, parts.clock.now() + timedelta(days=1))
    assert resident.get(f"/back/{token}").status_code == 410


def test_what_became_of_the_request_is_said(resident: Visitor) -> None:
    path = link(resident, case := begun(resident))
    resident.post(f"{case}/discard")
    assert "no longer there" in words(resident.get(path))


def test_nobody_is_flooded(resident: Visitor, oss: Flask) -> None:
    case = begun(resident)
    for number in range(5):
        page = resident.post(f"{case}/link", email=f"{number}@example.org")
        resident.post(f"{case}/link", email=f"{number}@example.org")
    assert page.status_code == 409
    assert "4@example.org" in page.text
    assert len(mailed(oss)) == comeback.MOST


@pytest.mark.parametrize("typed", ["", "x", "a@b", "a b@c.nl", "x" * 300 + "@c.nl"])
def test_an_address_that_cannot_be_one_is_told(resident: Visitor, oss: Flask, typed: str) -> None:
    page = resident.post(f"{begun(resident)}/link", email=typed)
    assert page.status_code == 422
    assert mailed(oss) == []


def idle(app: Flask, minutes: float) -> None:
    """Let everybody do nothing for so long."""
    with app.extensions["portal"].database.unit_of_work() as session:
        for sign_in in session.exec(select(SignIn)).all():
            sign_in.seen_at -= timedelta(minutes=minutes)


def part(visitor: Visitor, path: str = "/session") -> str:
    return visitor.client.get(path, headers={"HX-Request": "true"}).text


def test_a_word_comes_two_minutes_before_the_end_and_one_can_stay(
    resident: Visitor, oss: Flask
) -> None:
    assert "signed out" not in part(resident)
    idle(oss, 13.5)
    assert "You will be signed out in about 2 minutes" in part(resident)
    assert "You stay signed in" in part(resident, "/session/stay")
    idle(oss, 12)
    assert "signed out" not in part(resident)
    assert resident.client.get("/overview").status_code == 200


def test_to_ask_how_long_it_lasts_is_no_use_of_the_portal(resident: Visitor, oss: Flask) -> None:
    for _ in range(4):
        idle(oss, 3.6)
        part(resident)
    idle(oss, 1)
    assert "You have been signed out" in part(resident)


def test_after_a_time_out_the_request_is_as_it_was(resident: Visitor, oss: Flask) -> None:
    case = begun(resident)
    idle(oss, signins.IDLE.total_seconds() / 60 + 1)
    page = resident.get(f"{case}/resume")
    assert page.request.path == "/sign-in"
    page = resident.post("/sign-in", person="demo-couple")
    assert page.request.path == f"{case}/questions/pension_age"


def test_a_shared_phone_keeps_no_page(resident: Visitor) -> None:
    case = begun(resident)
    for path in ("/overview", f"{case}/questions/household", "/messages", "/session"):
        assert "no-store" in resident.client.get(path).headers["Cache-Control"]
    assert "history:false" in resident.get("/overview").text
    gone = resident.client.post("/sign-out")
    assert gone.headers["Clear-Site-Data"] == '"cache"'

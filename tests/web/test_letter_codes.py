"""The code on a letter opens what the letter says, no more; wrong codes are few and all alike."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.cases.letterbox.codes import LIMITS
from portal.cases.letters import write
from portal.ledger.models import Claim
from portal.people.models import Person
from portal.texts import text
from tests.letters.shown import RECORDS
from tests.web.conftest import TODAY, Visitor, words

OWNER = "demo-several"
RECORD = {
    "address": "Voorbeeldstraat 2, 0000 AA Demostad",
    "number": "V2026-00002",
    "description": "Bijstand mei 2026",
    "kind": "benefit_recovery",
    "unit": "Team Terugvordering",
    "unit_phone": "0412-000 101",
    "amount": 85_00,
    "due_on": "2027-01-04",
    "period_from": None,
    "period_to": None,
    "scheme": "pw",
    "payment_reference": "8052510879898108",
    "account": "NL91ABNA0417164300",
    "account_name": "Gemeente Oss",
    "objection_until": "2027-01-02",
    "made_on": TODAY.isoformat(),
}
"""What a bill's letter holds, without the name."""


class Passer:
    """Someone who holds a letter and does not sign in."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.client.set_cookie("lang", "en")

    def open(self, code: str, network: str = "192.0.2.1") -> TestResponse:
        """Follow the short address from a network."""
        return self.client.get(f"/l/{code}", environ_base={"REMOTE_ADDR": network})

    def type(self, code: str) -> TestResponse:
        """Type a code on the page for it."""
        return self.client.post("/l", data={"code": code}, follow_redirects=True)


def letter(app: Flask, days_ago: int = 0) -> str:
    """A bill that was written to the owner; its reference."""
    made_on = TODAY - timedelta(days=days_ago)
    with app.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == OWNER)).one()
        assert person.id is not None
        content = RECORD | {"name": person.name, "made_on": made_on.isoformat()}
        claim = session.exec(select(Claim).where(Claim.person_id == person.id)).first()
        assert claim is not None
        given: dict[str, Any] = {"person_id": person.id, "claim_id": claim.id}
        return write(session, **given, kind="claim", content=content, made_on=made_on).ref


def first_claim(app: Flask) -> str:
    """The claim the letters are about."""
    with app.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == OWNER)).one()
        return session.exec(select(Claim.ref).where(Claim.person_id == person.id)).first() or ""


def code_on(app: Flask, ref: str) -> str:
    """The code that stands on the letter, as the resident sees it."""
    page = Visitor(app, OWNER).get(f"/letters/{ref}")
    found = re.search(r">([A-Z0-9]{5}-[A-Z0-9]{5})<", page.text)
    assert found, words(page)
    return found[1]


def test_a_code_opens_the_amount_and_how_to_pay_and_no_name(oss: Flask) -> None:
    code = code_on(oss, letter(oss))
    page = Passer(oss).open(code)
    said = words(page)
    assert page.status_code == 200
    for told in ("85.00", "NL91ABNA0417164300", "8052 5108 7989 8108", "0412-000 101"):
        assert told in said
    for secret in ("Proefman", "Voorbeeldstraat", "V2026", "Bijstand", OWNER):
        assert secret not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def let_go(app: Flask) -> str:
    """A decision that let all of a claim go; its reference."""
    content, *_ = (
        one["content"]
        for one in RECORDS
        if one["kind"] == "decision" and one["content"]["ask"] == "remission"
    )
    with app.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == OWNER)).one()
        given: dict[str, Any] = {"person_id": person.id, "kind": "decision", "made_on": TODAY}
        return write(session, **given, content=content).ref


def test_the_code_of_a_letter_that_asks_for_nothing_is_not_said_to_show_how_to_pay(
    oss: Flask,
) -> None:
    pays, lets_go = (Visitor(oss, OWNER).get(f"/letters/{one(oss)}") for one in (letter, let_go))
    pays_how, nothing = "the amount and how to pay", text("en", "letter-code-what-nothing")
    assert pays_how in words(pays)
    assert pays_how not in words(lets_go)
    assert nothing in words(lets_go)
    assert "hoe u betaalt" in words(pays), "in the letter's own language"
    assert "hoe u betaalt" not in words(lets_go)
    code = re.search(r">([A-Z0-9]{5}-[A-Z0-9]{5})<", lets_go.text)
    assert code is not None
    page = words(Passer(oss).open(code[1]))
    assert text("en", "code-nothing") in page
    assert "How to pay" not in page


def test_the_code_says_that_something_changed_once_the_claim_was_handed_over(oss: Flask) -> None:
    code = code_on(oss, letter(oss, days_ago=3))
    assert "Something has changed" not in words(Passer(oss).open(code))
    with oss.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == OWNER)).one()
        claim = session.exec(select(Claim).where(Claim.person_id == person.id)).first()
        claim.stage, claim.transferred_on = "transferred", TODAY
    assert "Something has changed" in words(Passer(oss).open(code))


def test_a_code_can_be_typed_as_people_type(oss: Flask) -> None:
    code = code_on(oss, letter(oss))
    assert "85.00" in words(Passer(oss).type(f" {code.lower().replace('-', ' ')} "))
    wrong = Passer(oss).type("my letter")
    assert wrong.status_code == 422
    assert "my letter" in wrong.text


def test_each_use_is_shown_to_whom_the_letter_is_for(oss: Flask) -> None:
    ref = letter(oss)
    code = code_on(oss, ref)
    resident = Visitor(oss, OWNER)
    assert "Nobody has used the code yet" in words(resident.get(f"/letters/{ref}"))
    Passer(oss).open(code)
    assert "opened with the code on: 21 November 2026" in words(resident.get(f"/letters/{ref}"))
    assert "Opened with the code on a letter" in words(resident.get("/my-data/looks"))
    assert f"/letters/{ref}#code" in resident.get(f"/claims/{first_claim(oss)}").text


@pytest.mark.parametrize("who", [OWNER, "demo-worker"])
def test_a_resident_or_staff_stop_a_code_and_let_it_work_again(oss: Flask, who: str) -> None:
    ref = letter(oss)
    code, visitor = code_on(oss, ref), Visitor(oss, who)
    path = f"/letters/{ref}/code" if who == OWNER else f"/staff/letters/{ref}/code"
    visitor.post(path, act="stop")
    assert visitor.post(path, act="stop").status_code == 409
    assert Passer(oss).open(code).status_code == 404
    assert code not in Visitor(oss, OWNER).get(f"/letters/{ref}").text
    visitor.post(path, act="again")
    assert Passer(oss).open(code).status_code == 200


def test_nobody_else_stops_a_code(oss: Flask) -> None:
    ref = letter(oss)
    assert Visitor(oss, "demo-couple").post(f"/letters/{ref}/code", act="stop").status_code == 404


def test_a_code_is_over_after_its_days(oss: Flask) -> None:
    last, over = letter(oss, days_ago=90), letter(oss, days_ago=91)
    assert Passer(oss).open(code_on(oss, last)).status_code == 200
    page = Visitor(oss, OWNER).get(f"/letters/{over}")
    assert "/l/" not in page.text


def test_unknown_stopped_and_misshapen_codes_are_answered_alike(oss: Flask) -> None:
    ref = letter(oss)
    stopped = code_on(oss, ref)
    Visitor(oss, OWNER).post(f"/letters/{ref}/code", act="stop")
    answers = [Passer(oss).open(code) for code in ("BCDFG-23456", stopped, "x" * 200)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    token = re.compile(r'name="csrf_token" value="[^"]+"|name="code" value="\w*"|value="/l/[^"]+"')
    assert len({token.sub("", answer.text) for answer in answers}) == 1


def test_a_code_typed_wrong_stays_to_be_mended(oss: Flask) -> None:
    typed = Passer(oss).open("BCDFG-23456").text
    assert 'name="code" value="BCDFG23456"' in typed


def test_a_code_that_was_not_typed_is_asked_for(oss: Flask) -> None:
    typed = words(Passer(oss).type(""))
    assert "Type the code that is in your letter." in typed
    assert "opens no letter" not in typed


def test_after_five_wrong_codes_a_network_waits_whatever_it_sends(oss: Flask) -> None:
    code, passer = code_on(oss, letter(oss)), Passer(oss)
    for _ in range(LIMITS.tries):
        assert passer.open("BCDFG-23456").status_code == 404
    assert passer.open(code).status_code == 429
    assert passer.open("BCDFG-23456").status_code == 429
    assert passer.open(code, network="192.0.2.2").status_code == 200


def test_a_house_of_ipv6_is_one_network(oss: Flask) -> None:
    passer = Passer(oss)
    for last in range(LIMITS.tries):
        assert passer.open("BCDFG-23456", f"2001:db8:0:1::{last}").status_code == 404
    assert passer.open("BCDFG-23456", "2001:db8:0:1:ffff::1").status_code == 429
    assert passer.open("BCDFG-23456", "2001:db8:0:2::1").status_code == 404


def test_the_database_holds_no_code(oss: Flask) -> None:
    code = code_on(oss, letter(oss))
    with oss.extensions["portal"].database.engine.connect() as connection:
        dump = "".join(
            str(row)
            for table in ("letter_code", "letter", "letter_look", "audit_event", "outgoing")
            for row in connection.exec_driver_sql(f"select * from {table}")
        )
    assert code not in dump
    assert code.replace("-", "") not in dump

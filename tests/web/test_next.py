"""What is next with a claim, as who owes it reads it, and as staff do."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from portal.ledger import own
from portal.ledger.models import Claim
from portal.ledger.online.models import OnlinePayment
from portal.money import plain
from portal.people import signins
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.ports import Identity
from tests import builders
from tests.web.conftest import TODAY, Visitor, words
from tests.web.staff.desk import REASON, Desk, rows, say, sent

WHO = "demo-several"
HALF = {"half": "yes", "half_when": "now", "money_from": "family"}


def claims_of(session: Session, ref: str) -> list[Claim]:
    person = session.exec(select(Person).where(Person.ref == ref)).one()
    ids = [view.id for view in own.views(session, person_actor(person), TODAY) if view.takes_money]
    return [session.get_one(Claim, one) for one in ids]


def signed_in(app: Flask, session: Session, person: Person) -> FlaskClient:
    """A resident who is not of the demo."""
    now = app.extensions["portal"].clock.now()
    secret = signins.begin(session, Identity("resident", person.ref), now)
    client = app.test_client()
    client.set_cookie("lang", "en")
    with client.session_transaction() as cookie:
        cookie["sid"] = secret
    return client


def test_the_list_of_what_is_owed_names_half_at_once_and_its_day(oss: Flask) -> None:
    asked = sent(oss, WHO, "settlement", **{name: {name: value} for name, value in HALF.items()})
    me, desk, matter = Visitor(oss, WHO), Desk(oss), asked.replace("/cases/", "/matters/")
    assert say("next-waiting") in words(me.get("/overview"))
    desk.act(matter, "answered", outcome="accepted", reason=REASON, pay_by="2026-12-11")
    listed = words(me.get("/overview"))
    assert "by 11 December 2026: that is half." in listed
    assert say("next-held") not in listed
    with oss.extensions["portal"].database.unit_of_work() as session:
        for claim in claims_of(session, WHO):
            builders.pay(session, claim, -(-builders.owed(session, claim) // 2) + 1)
    assert say("next-half-in") in words(me.get("/overview"))


def test_no_reminder_is_named_while_somebody_waits_for_an_answer_about_the_plan(
    norddjurs: Flask,
) -> None:
    due = TODAY - timedelta(days=20)
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        owner = builders.person(session)
        asked, beside = (
            builders.claim(session, owner, 900_00, kind="culture_school", due_on=due)
            for _ in range(2)
        )
        made = {"made_on": due, "first_due": due, "country": "DK"}
        builders.plan(session, owner, [asked, beside], 300_00, **made)
        me = signed_in(norddjurs, session, owner)
    is_named = r"a reminder"
    assert is_named in words(me.get(f"/claims/{beside.ref}"))
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        builders.case(session, owner, [asked])
    for path in (f"/claims/{beside.ref}", f"/claims/{asked.ref}", "/overview"):
        shown = words(me.get(path))
        assert say("next-missed-held") in shown, path
    desk = words(Desk(norddjurs).get(f"/staff/people/{owner.ref}"))
    assert desk.count(say("staff-next-missed-held")) == 2


@pytest.mark.parametrize("address", ["/staff/people/demo-time-bar", "/staff/unit"])
def test_staff_read_about_who_owes_what_residents_read_of_themselves(
    norddjurs: Flask, address: str
) -> None:
    staff = "demo-unit" if address == "/staff/unit" else "demo-worker"
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == "demo-time-bar")).one()
        fields = {"unit": "Kulturskolen", "time_bar_on": date(2026, 11, 1)}
        builders.claim(session, person, 500_00, kind="culture_school", **fields)
    told = words(Visitor(norddjurs, staff).get(address))
    assert say("staff-next-barred") in told
    assert say("next-barred") not in told
    assert say("next-barred") in words(Visitor(norddjurs, "demo-time-bar").get("/overview"))


def test_half_paid_online_waits_for_staff_as_soon_as_the_provider_says_so(oss: Flask) -> None:
    with oss.extensions["portal"].database.reading() as session:
        claim = next(one for one in claims_of(session, WHO) if one.kind == "benefit_recovery")
    me, desk = Visitor(oss, WHO), Desk(oss)
    answers = {name: {name: value} for name, value in HALF.items()}
    asked = me.send(me.ask("settlement", answers, claims=[claim.ref])).request.path
    matter = asked.replace("/cases/", "/staff/matters/")
    desk.act(matter, "answered", outcome="accepted", reason=REASON, pay_by="2026-12-11")
    assert "Look again by 11 December 2026" in words(desk.get("/staff/"))
    key = re.search(r'name="key" value="([^"]+)"', me.get(f"/claims/{claim.ref}/pay").text)
    assert key is not None
    half = plain(-(-claim.principal // 2))
    form = {"key": key[1], "scope": "amount", "amount": half}
    me.client.post(f"/claims/{claim.ref}/pay", data=form)
    (begun,) = rows(oss, OnlinePayment)
    oss.extensions["portal"].payments.provider.come_out(begun.provider_id, "paid")
    with me.client.post("/payments/webhook", data={"id": begun.provider_id}) as told:
        assert told.status_code == 200
    assert "Look again by 21 November 2026" in words(desk.get("/staff/"))
    told = words(desk.get(matter))
    assert "Half came in" in told
    assert say("staff-half-in") in told

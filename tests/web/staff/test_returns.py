"""A claim goes back to its unit, stands still, is mended or withdrawn there, and comes back."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from portal import money
from portal.cases.models import Letter
from portal.check import broken
from portal.jobs.standstill import standing_still
from portal.ledger import balances
from portal.ledger.models import Claim
from portal.ledger.origin.models import Correction, Return
from portal.people.outbox import Outgoing
from tests import builders
from tests.web.conftest import TODAY, Visitor, words
from tests.web.staff.desk import rows


@pytest.fixture
def claim(norddjurs: Flask) -> Claim:
    """An open claim of the unit."""
    with norddjurs.extensions["portal"].database.reading() as session:
        wanted = select(Claim).where(Claim.unit == "Kulturskolen", Claim.stage == "open")
        owed = balances.of_claim
        return next(one for one in session.exec(wanted) if owed(session, one.id or 0).total > 5000)


@pytest.fixture
def back(norddjurs: Flask, claim: Claim) -> Return:
    """It was given back to the unit."""
    worker = Visitor(norddjurs, "demo-worker")
    page = worker.post(
        f"/staff/claims/{claim.ref}/returned", lacks=["period_missing"], words="Which weeks?"
    )
    assert page.request.path == "/staff/returned"
    found = rows(norddjurs, Return)[-1]
    assert isinstance(found, Return)
    return found


def now(app: Flask, table: Any, row: Any) -> Any:
    with app.extensions["portal"].database.reading() as session:
        return session.get_one(table, row.id)


def still(app: Flask, claim: Claim) -> bool:
    with app.extensions["portal"].database.reading() as session:
        return bool(standing_still(session, [claim.id or 0], TODAY))


def left(app: Flask, claim: Claim) -> int:
    with app.extensions["portal"].database.reading() as session:
        return balances.of_claim(session, claim.id or 0).total


def sound(app: Flask) -> bool:
    with app.extensions["portal"].database.reading() as session:
        return not broken(session)


def test_a_returned_claim_stands_still_and_both_sides_see_why(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    assert still(norddjurs, claim)
    listed = words(Visitor(norddjurs, "demo-worker").get("/staff/returned"))
    assert "Period is missing" in listed
    assert "0 days" in listed
    unit = Visitor(norddjurs, "demo-unit")
    assert "Came back to you (1)" in words(unit.get("/staff/unit"))
    page = words(unit.get(f"/staff/unit/returned/{back.ref}"))
    assert "Fill in the first and the last day of the period." in page
    assert "Which weeks?" in page


@pytest.mark.parametrize("act", ["", "/lower"])
def test_the_unit_reads_the_amount_of_the_bill_and_what_is_left_of_it(
    norddjurs: Flask, claim: Claim, back: Return, act: str
) -> None:
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        builders.pay(session, session.get_one(Claim, claim.id), 10_00)
    page = words(Visitor(norddjurs, "demo-unit").get(f"/staff/unit/returned/{back.ref}{act}"))
    bill, rest = (f"{money.plain(one)} kr." for one in (claim.principal, left(norddjurs, claim)))
    assert f"Amount of the bill: {bill} Left to pay: {rest}" in page


def test_what_the_machine_sees_lacking_is_ticked_beforehand(norddjurs: Flask, claim: Claim) -> None:
    page = Visitor(norddjurs, "demo-worker").get(f"/staff/claims/{claim.ref}/returned").text
    ticked = [part for part in page.split("<input") if " checked" in part]
    assert any('value="period_missing"' in part for part in ticked)


def test_a_correction_keeps_what_was_there_and_the_claim_comes_back(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    unit, path = Visitor(norddjurs, "demo-unit"), f"/staff/unit/returned/{back.ref}"
    fields = {
        "description": "Undervisning i klaver, efterår 2026",
        "arose_on": str(claim.arose_on),
        "period_from": "2026-08-01",
        "period_to": "2026-10-31",
    }
    page = unit.post(f"{path}/correct", **fields)
    assert "Looks put right" in words(page)
    mended = now(norddjurs, Claim, claim)
    assert (mended.description, mended.period_to) == (fields["description"], date(2026, 10, 31))
    kept = {row.field: (row.old, row.new) for row in rows(norddjurs, Correction)}
    assert kept["period_from"] == ("", "2026-08-01")
    assert kept["description"] == (claim.description, fields["description"])
    unit.post(f"{path}/sent-back", words="The autumn term.", version="1")
    assert not still(norddjurs, claim)
    listed = words(Visitor(norddjurs, "demo-worker").get("/staff/returned"))
    assert "The autumn term." in listed
    assert "Given back by the unit" in listed


def test_a_correction_that_mends_nothing_is_told(norddjurs: Flask, back: Return) -> None:
    unit = Visitor(norddjurs, "demo-unit")
    wrong = {"description": "Elev 010190-1238, klaver", "arose_on": "2026-11-02"}
    page = unit.post(f"/staff/unit/returned/{back.ref}/correct", **wrong)
    assert page.status_code == 422
    assert "identity number" in words(page)
    assert wrong["description"] in page.text
    assert rows(norddjurs, Correction) == []


def test_a_lower_amount_is_a_credit_with_a_letter(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    before = left(norddjurs, claim)
    unit, path = Visitor(norddjurs, "demo-unit"), f"/staff/unit/returned/{back.ref}/lower"
    too_much = unit.post(path, amount=money.plain(claim.principal))
    assert too_much.status_code == 422
    unit.post(path, amount="10", version="1")
    assert unit.post(path, amount="10", version="1").status_code == 409
    assert left(norddjurs, claim) == before - 10_00
    letter = rows(norddjurs, Letter)[-1]
    assert (letter.kind, letter.content["off"], letter.content["whole"]) == (
        "claim-lowered",
        10_00,
        False,
    )
    assert now(norddjurs, Return, back).state == "open"
    assert sound(norddjurs)


def test_a_withdrawn_claim_is_owed_by_nobody_and_they_are_told(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    unit = Visitor(norddjurs, "demo-unit")
    path = f"/staff/unit/returned/{back.ref}/withdrawn"
    unit.post(path, words="Billed to the wrong family.", version="1")
    assert left(norddjurs, claim) == 0
    assert not still(norddjurs, claim)
    assert rows(norddjurs, Outgoing)[-1].kind == "claim-lowered"
    assert unit.post(path, words="Again.", version="2").status_code == 409
    assert sound(norddjurs)


def test_a_return_is_taken_back(norddjurs: Flask, claim: Claim, back: Return) -> None:
    worker = Visitor(norddjurs, "demo-worker")
    path = f"/staff/returned/{back.ref}/undone"
    assert worker.post(path, version="9").status_code == 409
    worker.post(path, version="1")
    assert not still(norddjurs, claim)
    assert worker.post(path, version="2").status_code == 409
    page = worker.post(f"/staff/claims/{claim.ref}/returned", lacks=["period_missing"], words="")
    assert page.request.path == "/staff/returned"
    assert still(norddjurs, claim)


def test_a_claim_is_given_back_once_and_with_a_reason(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    worker, path = Visitor(norddjurs, "demo-worker"), f"/staff/claims/{claim.ref}/returned"
    assert "with its unit already" in words(worker.post(path, lacks=["principal"], words=""))
    worker.post(f"/staff/returned/{back.ref}/undone", version="1")
    assert "Tick what is wrong" in words(worker.post(path, words=" "))


def test_another_units_returned_claim_is_not_found(
    norddjurs: Flask, claim: Claim, back: Return
) -> None:
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        session.get_one(Claim, claim.id).unit = "Dagtilbud"
    unit = Visitor(norddjurs, "demo-unit")
    for act in ("", "/correct", "/lower", "/withdrawn", "/sent-back", "/nothing"):
        assert unit.get(f"/staff/unit/returned/{back.ref}{act}").status_code == 404, act
    path = f"/staff/unit/returned/{back.ref}/withdrawn"
    assert unit.post(path, words="x", version="1").status_code == 404


def test_whoever_owes_it_reads_that_it_is_checked_and_whom_to_call(norddjurs: Flask) -> None:
    owner = Visitor(norddjurs, "demo-carries")
    path = owner.get("/overview").text.split('href="/claims/')[1].split('"')[0]
    worker = Visitor(norddjurs, "demo-worker")
    worker.post(f"/staff/claims/{path}/returned", lacks=["period_missing"], words="Which sign?")
    page = words(owner.get(f"/claims/{path}"))
    assert "We check this bill On 21 November 2026 we sent this bill back to Vej og Park" in page
    assert "Questions? Call 00 00 01 09" in page
    assert "Which sign?" not in page

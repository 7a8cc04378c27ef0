"""A unit registers a bill: page by page, told what it lacks before it goes out, sent once."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.cases.models import Letter
from portal.ledger import balances
from portal.ledger.models import Claim
from portal.ledger.origin.models import Registration
from portal.ledger.records import Hold, Liability
from portal.people.models import Person, StaffMember
from portal.people.outbox import Outgoing
from tests.web.conftest import Visitor, words
from tests.web.staff.desk import rows

DEBTOR = {
    "identity_scheme": "cpr",
    "number": "6101700001",
    "name": "A. Eksempel",
    "address": "Eksempelvej 1, 0000 Prøveby",
    "born_on": "",
    "language": "da",
}
ABOUT = {
    "description": "Undervisning i klaver, efterår 2026",
    "arose_on": "2026-11-02",
    "period_from": "2026-08-01",
    "period_to": "2026-12-31",
}
PAGES: dict[str, dict[str, str]] = {
    "kind": {"kind": "culture_school"},
    "debtor": DEBTOR,
    "about": ABOUT,
    "amount": {"amount": "950"},
    "basis": {"basis": "ordinary", "basis_on": ""},
}


class Unit(Visitor):
    """Someone of a unit who makes bills."""

    def begin(self) -> TestResponse:
        return self.post("/staff/unit/register")

    def fill(self, page: TestResponse, **other: dict[str, str]) -> TestResponse:
        """Fill in page after page, until there are none or one is not taken."""
        while page.status_code == 200 and len(page.request.path.split("/")) == 6:
            step = page.request.path.rsplit("/", 1)[1]
            page = self.post(page.request.path, **(PAGES[step] | other.get(step, {})))
        return page

    def send(self, page: TestResponse) -> TestResponse:
        version = re.search(r'name="version" value="(\d+)"', page.text)
        assert version, words(page)
        return self.post(page.request.path, version=version[1])


@pytest.fixture
def unit(norddjurs: Flask) -> Unit:
    return Unit(norddjurs, "demo-unit")


def newest(app: Flask, table: Any) -> Any:
    return max(rows(app, table), key=lambda row: row.id)


def test_a_bill_becomes_a_claim_with_letter_and_message(unit: Unit, norddjurs: Flask) -> None:
    check = unit.fill(unit.begin())
    assert "21 December 2026" in words(check)
    assert unit.send(check).request.path == "/staff/unit"
    claim = newest(norddjurs, Claim)
    assert (claim.kind, claim.unit, claim.principal) == ("culture_school", "Kulturskolen", 950_00)
    assert (str(claim.billed_on), str(claim.due_on)) == ("2026-11-21", "2026-12-21")
    assert (str(claim.period_from), claim.unit_phone) == ("2026-08-01", "00 00 01 02")
    assert newest(norddjurs, Liability).claim_id == claim.id
    letter, message = newest(norddjurs, Letter), newest(norddjurs, Outgoing)
    assert (letter.kind, letter.claim_id, letter.language) == ("claim", claim.id, "da")
    assert (message.kind, message.letter_ref) == ("new-claim", letter.ref)
    with norddjurs.extensions["portal"].database.reading() as session:
        assert balances.of_claim(session, claim.id).total == 950_00


def test_the_debtor_reads_the_bill_in_their_language(unit: Unit, norddjurs: Flask) -> None:
    unit.send(unit.fill(unit.begin()))
    claim, letter = newest(norddjurs, Claim), newest(norddjurs, Letter)
    debtor = next(one for one in rows(norddjurs, Person) if one.id == claim.person_id)
    page = words(Visitor(norddjurs, debtor.ref).get(f"/letters/{letter.ref}"))
    for part in ("Regning fra Kulturskolen", "950,00", "21. december 2026", "+71", "musikloven"):
        assert part in page
    assert "modregning" in page
    assert "Gældsstyrelsen" in page


def test_the_identity_number_is_kept_nowhere(unit: Unit, norddjurs: Flask) -> None:
    unit.fill(unit.begin())
    draft = newest(norddjurs, Registration)
    assert "6101700001" not in str(draft.content)
    again = unit.get(f"/staff/unit/register/{draft.ref}/debtor")
    assert "6101700001" not in again.text
    assert unit.post(again.request.path, **(DEBTOR | {"number": ""})).status_code == 200
    assert newest(norddjurs, Registration).content["digest"] == draft.content["digest"]


@pytest.mark.parametrize(
    ("step", "change", "told"),
    [
        ("kind", {"kind": ""}, "Choose"),
        ("kind", {"kind": "property_tax"}, "Choose"),
        ("debtor", {"number": "123"}, "number"),
        ("debtor", {"born_on": "2027-01-01"}, "day"),
        ("about", {"period_to": ""}, "first and the last day of the period"),
        ("about", {"period_to": "2026-07-01"}, "ends before it begins"),
        ("about", {"arose_on": "2026-11-22"}, "still to come"),
        ("about", {"description": "Elev 010190-1238, klaver"}, "identity number"),
        ("about", {"description": "Klaver under sygdommen"}, "health"),
        ("amount", {"amount": "0"}, "above zero"),
    ],
)
def test_what_is_wrong_is_told_at_its_page(
    unit: Unit, step: str, change: dict[str, str], told: str
) -> None:
    page = unit.fill(unit.begin(), **{step: change})
    assert (page.status_code, page.request.path.rsplit("/", 1)[1]) == (422, step)
    assert told in words(page)
    assert step == "kind" or next(iter(change.values())) in page.text


def test_below_the_floor_nothing_is_billed(unit: Unit, norddjurs: Flask) -> None:
    before = len(rows(norddjurs, Claim))
    check = unit.fill(unit.begin(), amount={"amount": "24,99"})
    assert "We do not collect amounts under 25.00" in words(check)
    assert "Send the bill" not in words(check)
    assert unit.post(check.request.path, version="5").status_code == 409
    assert len(rows(norddjurs, Claim)) == before
    assert "Send the bill" in words(unit.fill(unit.begin(), amount={"amount": "25"}))


def test_damages_say_that_a_judgment_is_needed_later(unit: Unit) -> None:
    check = unit.fill(unit.begin(), kind={"kind": "damages"})
    assert "only with a judgment" in words(check)
    assert "Send the bill" in words(check)


def test_a_number_known_under_another_name_is_pointed_out(unit: Unit) -> None:
    page = words(unit.fill(unit.begin(), debtor={"name": "C. Helt-Anden"}))
    assert "We know this number under another name" in page
    assert "Eksempel," not in page


def test_a_bill_for_a_child_waits_for_a_person(unit: Unit, norddjurs: Flask) -> None:
    child = {"number": "6101124009", "name": "D. Barn"}
    unit.send(unit.fill(unit.begin(), debtor=child))
    hold, claim = newest(norddjurs, Hold), newest(norddjurs, Claim)
    assert (hold.kind, hold.claim_id) == ("minor", claim.id)


def test_sent_twice_is_once(unit: Unit, norddjurs: Flask) -> None:
    check = unit.fill(unit.begin())
    unit.send(check)
    before = len(rows(norddjurs, Claim))
    assert unit.send(check).status_code == 200
    assert len(rows(norddjurs, Claim)) == before


def test_unfinished_bills_wait_on_the_units_page_and_can_be_thrown_away(unit: Unit) -> None:
    page = unit.post(unit.begin().request.path, kind="culture_school")
    draft = page.request.path.split("/")[4]
    assert "Not sent yet (1)" in words(unit.get("/staff/unit"))
    unit.post(f"/staff/unit/register/{draft}/discarded")
    assert "Not sent yet" not in words(unit.get("/staff/unit"))
    assert unit.get(f"/staff/unit/register/{draft}").status_code == 404


def test_another_units_bill_is_not_found(unit: Unit, norddjurs: Flask) -> None:
    page = unit.begin()
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        session.exec(select(Registration)).one().unit = "Dagtilbud"
    assert unit.get(page.request.path).status_code == 404
    assert unit.post(page.request.path, kind="daycare").status_code == 404


def test_a_dutch_unit_fills_in_act_and_cause_and_hears_of_a_crumb(oss: Flask) -> None:
    with oss.extensions["portal"].database.unit_of_work() as session:
        member = Unit(oss, "demo-worker")
        one = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
        one.role, one.unit = "decentral_unit", "Team Terugvordering"
    debtor = {"identity_scheme": "bsn", "number": "999990007", "language": "nl"}
    about = {
        "description": "Bijstand mei 2026: vakantiegeld niet verrekend",
        "scheme_act": "pw",
        "cause": "none",
    }
    check = member.fill(
        member.begin(),
        kind={"kind": "benefit_recovery"},
        debtor=debtor,
        about=about,
        amount={"amount": "85.00"},
    )
    assert "the rules let go of it" in words(check)
    member.send(check)
    claim, letter = newest(oss, Claim), newest(oss, Letter)
    assert (claim.scheme, str(claim.due_on)) == ("pw", "2027-01-04")
    debtor_ref = next(one for one in rows(oss, Person) if one.id == claim.person_id).ref
    page = words(Visitor(oss, debtor_ref).get(f"/letters/{letter.ref}"))
    assert "artikel 58 van de Participatiewet" in page
    assert "bezwaar maken" in page


OTHER = {
    "identity_scheme": "cpr",
    "number": "6202710002",
    "name": "B. Prøvesen",
    "address": "Eksempelvej 2",
    "born_on": "",
    "language": "da",
    "liability": "joint",
    "share": "",
}


def add_other(unit: Unit, check: TestResponse, **other: str) -> TestResponse:
    return unit.post(f"{check.request.path}/others", **(OTHER | other))


def test_two_people_owe_a_bill_and_each_gets_it_with_what_they_owe(
    unit: Unit, norddjurs: Flask
) -> None:
    check = add_other(unit, unit.fill(unit.begin()), liability="share", share="300")
    assert "B. Prøvesen, Eksempelvej 2 Owes at most 300.00" in words(check).replace("kr. ", "")
    unit.send(check)
    claim = newest(norddjurs, Claim)
    owed = [one for one in rows(norddjurs, Liability) if one.claim_id == claim.id]
    assert [(one.form, one.share) for one in owed] == [("joint", None), ("share", 300_00)]
    told = [one for one in rows(norddjurs, Letter) if one.claim_id == claim.id]
    assert sorted(one.content["amount"] for one in told) == [300_00, 950_00]
    second = next(one for one in told if one.content["amount"] == 300_00)
    ref = next(one.ref for one in rows(norddjurs, Person) if one.id == second.person_id)
    letter = words(Visitor(norddjurs, ref).get(f"/letters/{second.ref}"))
    assert "Andre skylder også dette. Hele regningen er 950,00" in letter
    assert "A. Eksempel" not in letter


def test_someone_else_is_named_once_for_a_part_there_is_and_can_be_taken_off(unit: Unit) -> None:
    check = unit.fill(unit.begin())
    same = add_other(unit, check, number=DEBTOR["number"])
    assert same.status_code == 409
    assert "B. Prøvesen" in same.text, "nothing typed is lost"
    too_much = add_other(unit, check, liability="share", share="950,01")
    assert too_much.status_code == 422
    assert "not more than the claim" in words(too_much)
    assert "B. Prøvesen" in words(add_other(unit, check))
    off = unit.post(f"{check.request.path}/others/0/off")
    assert "B. Prøvesen" not in words(off)
    assert unit.post(f"{check.request.path}/others/0/off").status_code == 404


def test_a_child_on_a_bill_is_pointed_out_before_it_goes(unit: Unit, norddjurs: Flask) -> None:
    check = add_other(unit, unit.fill(unit.begin()), number="6101124009", name="D. Barn")
    assert "Under age when the claim arose: D. Barn." in words(check)
    unit.send(check)
    hold, claim = newest(norddjurs, Hold), newest(norddjurs, Claim)
    assert (hold.kind, hold.claim_id) == ("minor", claim.id)

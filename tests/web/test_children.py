"""A claim from when somebody was a child: they need not pay until staff said who owes it."""

from datetime import date

import pytest
from flask import Flask
from sqlmodel import select

from portal.ledger.joint import minors
from portal.ledger.models import Claim
from portal.people.models import Person
from tests.web.conftest import Visitor, moment, words
from tests.web.copies import TODAY

CHILD = "demo-small-debt"


@pytest.fixture
def claim(oss: Flask) -> Claim:
    """The only claim of someone who was a child when it arose; staff are asked who owes it."""
    parts = oss.extensions["portal"]
    with parts.database.unit_of_work() as session:
        child = session.exec(select(Person).where(Person.ref == CHILD)).one()
        child.born_on = date(2011, 3, 4)
        found: Claim = session.exec(select(Claim).where(Claim.person_id == child.id)).one()
        assert minors.look(session, parts.town, found, child, by="x", now=moment(), on=TODAY)
        session.refresh(found)
        session.expunge(found)
    return found


def test_the_child_reads_that_nothing_is_to_be_paid_now(oss: Flask, claim: Claim) -> None:
    page = Visitor(oss, CHILD).get(f"/claims/{claim.ref}")
    assert "You need not pay now This is from when you were a child." in words(page)
    assert "the state can still set the debt off" not in words(page)
    before, _, folded = page.text.partition("<details")
    assert f"/claims/{claim.ref}/pay" not in before
    assert f"/claims/{claim.ref}/pay" in folded


def test_staff_go_from_the_question_to_who_owes_it(oss: Flask, claim: Claim) -> None:
    staff = Visitor(oss, "demo-worker")
    [question] = staff.get("/staff/lists/minor").text.split("/staff/proposals/")[1:]
    page = staff.get(f"/staff/proposals/{question.partition(chr(34))[0]}")
    assert f"/staff/claims/{claim.ref}/debtors" in page.text


def test_a_child_reads_nothing_of_set_off_interest_or_a_direct_debit(norddjurs: Flask) -> None:
    parts = norddjurs.extensions["portal"]
    with parts.database.unit_of_work() as session:
        child = session.exec(select(Person).where(Person.ref == "demo-small-bill")).one()
        child.born_on = date(2011, 3, 4)
        found = session.exec(select(Claim).where(Claim.person_id == child.id)).one()
        assert minors.look(session, parts.town, found, child, by="x", now=moment(), on=TODAY)
        ref = found.ref
    said = words(Visitor(norddjurs, "demo-small-bill").get(f"/claims/{ref}"))
    assert "You need not pay now" in said
    for frightening in ("set-off", "does not stop interest", "Betalingsservice"):
        assert frightening not in said

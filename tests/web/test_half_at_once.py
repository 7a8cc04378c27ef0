"""Half at once of several claims, on the pages of who asked: its part at each, and its day past."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import Flask
from sqlmodel import select

from portal.cases.work.models import WorkItem
from portal.ledger import balances
from portal.ledger.models import Claim
from portal.people.models import Person
from tests.web.conftest import Visitor, moment, words
from tests.web.copies import TODAY
from tests.web.staff.desk import REASON, Desk
from tests.web.staff.test_money import bank

WHO = "demo-several"
TOLD: dict[str, dict[str, object]] = {
    "half": {"half": "yes"},
    "half_when": {"half_when": "now"},
    "money_from": {"money_from": "savings"},
}
BY = TODAY + timedelta(days=28)


class Later:
    """A clock the day after the last day to pay the half."""

    def now(self) -> datetime:
        return moment() + timedelta(days=29)

    def today(self) -> date:
        return BY + timedelta(days=1)


def agreed(app: Flask) -> tuple[str, list[str]]:
    """Ask half at once for two claims and get a yes; return the request and the claims."""
    with app.extensions["portal"].database.reading() as session:
        owner = session.exec(select(Person).where(Person.ref == WHO)).one()
        numbers = ("V2026-00002", "V2026-00003")
        found = select(Claim).where(Claim.person_id == owner.id)
        refs = [one.ref for one in session.exec(found).all() if one.number in numbers]
    me = Visitor(app, WHO)
    page = me.send(me.answer(me.post("/ask/settlement", claims=refs), TOLD))
    case = page.request.path
    matter = case.replace("/cases/", "/staff/matters/")
    Desk(app).act(matter, "answered", outcome="accepted", reason=REASON, pay_by=BY.isoformat())
    return case, refs


def test_each_claim_names_its_own_part_and_after_the_day_the_request_says_so(oss: Flask) -> None:
    case, refs = agreed(oss)
    told = [words(Visitor(oss, WHO).get(f"/claims/{ref}")) for ref in refs]
    assert all("Pay €562.50 in all by 19 December 2026." in page for page in told)
    assert any("On this claim you pay €437.50." in page for page in told)
    assert any("On this claim you pay €125.00." in page for page in told)
    assert "The day is past" not in words(Visitor(oss, WHO).get(case))
    oss.extensions["portal"] = replace(oss.extensions["portal"], clock=Later())
    assert "On 19 December 2026 the half had not all come in." in words(Visitor(oss, WHO).get(case))


def waits_for(app: Flask) -> date:
    """The day for which the request stands in the queue."""
    with app.extensions["portal"].database.reading() as session:
        return session.exec(select(WorkItem.day).where(WorkItem.source == "case")).one()


def test_money_placed_by_hand_lets_it_wait_at_once_and_taking_it_back_undoes_that(
    oss: Flask,
) -> None:
    _, (first, second) = agreed(oss)
    line = f"/staff/money/lines/{bank(oss, 437_50, 125_00)[0]}"
    other = line[: line.rindex("/")] + f"/{int(line.rsplit('/', 1)[1]) + 1}"
    desk = Desk(oss)
    big, small = (first, second) if owed(oss, first) > owed(oss, second) else (second, first)
    desk.post(f"{line}/matches", claim=big)
    assert waits_for(oss) == BY, "a part is not the half"
    desk.post(f"{other}/matches", claim=small)
    assert waits_for(oss) == TODAY
    desk.post(f"{other}/undone", claim=small)
    assert waits_for(oss) == BY


def owed(app: Flask, ref: str) -> int:
    with app.extensions["portal"].database.reading() as session:
        claim = session.exec(select(Claim).where(Claim.ref == ref)).one()
        return balances.of_claim(session, claim.id or 0).total


def test_paying_begins_with_the_half_and_not_with_the_whole_or_an_instalment(oss: Flask) -> None:
    _case, refs = agreed(oss)
    pages = [Visitor(oss, WHO).get(f"/claims/{ref}/pay").text for ref in refs]
    [part] = [page for page in pages if 'value="437.50"' in page]
    assert re.search(r'value="amount"[^>]*checked', part) or re.search(
        r'checked[^>]*value="amount"', part
    )
    [whole] = [page for page in pages if page is not part]
    assert re.search(r'value="whole"[^>]*checked|checked[^>]*value="whole"', whole)


def test_of_a_claim_in_a_plan_the_bank_is_given_its_part_of_the_half(oss: Flask) -> None:
    with oss.extensions["portal"].database.reading() as session:
        owner = session.exec(select(Person).where(Person.ref == WHO)).one()
        found = session.exec(select(Claim).where(Claim.person_id == owner.id)).all()
        [planned] = [one.ref for one in found if one.number == "V2024-00004"]
    me = Visitor(oss, WHO)
    page = me.send(me.answer(me.post("/ask/settlement", claims=[planned]), TOLD))
    matter = page.request.path.replace("/cases/", "/staff/matters/")
    Desk(oss).act(matter, "answered", outcome="accepted", reason=REASON, pay_by=BY.isoformat())
    said = words(me.get(f"/claims/{planned}/pay"))
    assert "Amount €371.08" in said
    assert "Amount €25.00" not in said

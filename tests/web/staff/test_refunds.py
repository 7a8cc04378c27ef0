"""Paying back on the pages of staff, and what the resident reads of it."""

import re
from datetime import timedelta

from flask import Flask
from sqlmodel import select

from portal.ledger.models import BankLine, Claim
from portal.ledger.refunds.models import Refund
from portal.ledger.statements import take_statement
from portal.people.models import Person
from tests import builders
from tests.builders import ORDER
from tests.web.conftest import TODAY, Visitor, moment, words
from tests.web.staff.desk import Desk, rows, say

NUMBER, IBAN = "V2026-00003", "NL91ABNA0417164300"
DAY = TODAY - timedelta(days=1)


def take(app: Flask, *lines: object, currency: str = "EUR") -> int:
    """Take a statement in; return the id of its last line."""
    with app.extensions["portal"].database.unit_of_work() as session:
        told = builders.statement(*lines, currency=currency)
        given = {"file_name": "f.xml", "currency": currency, "order": ORDER}
        given |= {"on": TODAY, "now": moment()}
        take_statement(session, told, actor="import", **given)
        return max(session.exec(select(BankLine.id)))


def too_much(app: Flask) -> tuple[Claim, str]:
    """Pay 30.00 too much on a claim; return it, and the address of the payment."""
    claim = next(one for one in rows(app, Claim) if one.number == NUMBER)
    paid = builders.line(155_00, claim.payment_reference, counterparty_account=IBAN, booked_on=DAY)
    return claim, f"/staff/money/lines/{take(app, paid)}"


def propose(desk: Desk, payment: str, **changed: object) -> object:
    given = {
        "seen": "3000",
        "amount": "30",
        "account": IBAN,
        "name": "B",
        "reason": "It was too much",
    }
    return desk.post(f"{payment}/refund", **(given | changed))


def test_two_people_pay_back_and_the_resident_reads_it(oss: Flask) -> None:
    claim, payment = too_much(oss)
    first, second = Desk(oss), Desk(oss, "demo-supervisor")
    assert IBAN in first.get(f"{payment}/refund").text
    page = propose(first, payment)
    assert "Somebody else must agree" in words(page)
    assert "Waits for a second person" in words(second.get("/staff/"))
    ref = page.request.path
    own = first.post(f"{ref}/approved", version="1")
    assert own.status_code == 409
    assert "to be paid back" in words(second.post(f"{ref}/approved", version="1"))
    resident = Visitor(oss, owner(oss, claim))
    assert "We pay back €30.00" in words(resident.get(f"/claims/{claim.ref}"))
    (refund,) = rows(oss, Refund)
    take(oss, builders.line(-30_00, refund.reference, booked_on=DAY))
    told = words(resident.get(f"/claims/{claim.ref}"))
    assert "We paid back €30.00 on 20 November 2026" in told
    assert "paid back" in words(first.get("/staff/refunds"))


def test_a_refund_without_an_account_asks_for_it(oss: Flask) -> None:
    _, payment = too_much(oss)
    desk = Desk(oss)
    assert say("error-iban-missing") in words(propose(desk, payment, account=" "))
    assert say("error-iban") in words(propose(desk, payment, account="NL00 WRONG"))


def owner(app: Flask, claim: Claim) -> str:
    """Return the reference of who owes it."""
    return next(one.ref for one in rows(app, Person) if one.id == claim.person_id)


def test_the_file_for_the_bank_holds_what_was_approved(oss: Flask) -> None:
    _, payment = too_much(oss)
    first, second = Desk(oss), Desk(oss, "demo-supervisor")
    ref = propose(first, payment).request.path
    second.post(f"{ref}/approved", version="1")
    page = first.post("/staff/refunds/files")
    (link,) = re.findall(r"/staff/refunds/files/[^\"]+", page.text)
    file = first.get(link)
    assert file.mimetype == "application/xml"
    assert file.text == first.get(link).text
    assert f"<IBAN>{IBAN}</IBAN>" in file.text
    assert '<InstdAmt Ccy="EUR">30.00</InstdAmt>' in file.text
    assert first.post("/staff/refunds/files").status_code == 409


def test_a_danish_refund_goes_to_the_nemkonto_and_needs_no_account(norddjurs: Flask) -> None:
    claim = next(one for one in rows(norddjurs, Claim) if one.stage == "open")
    line = builders.line(90_000_00, claim.payment_reference, booked_on=DAY)
    payment = f"/staff/money/lines/{take(norddjurs, line, currency='DKK')}"
    desk = Desk(norddjurs)
    shown = desk.get(f"{payment}/refund").text
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen is not None
    page = propose(desk, payment, seen=seen[1], amount="100", account="", way="nemkonto")
    assert "to the NemKonto" in words(page)
    assert desk.post("/staff/refunds/files").status_code == 404


def test_an_account_with_a_wrong_sign_is_told_and_nothing_is_lost(oss: Flask) -> None:
    _, payment = too_much(oss)
    page = propose(Desk(oss), payment, account="NL91ABNA0417164301", name="B. Proefman")
    assert page.status_code == 422
    assert "This account number cannot be right" in words(page)
    assert "NL91ABNA0417164301" in page.text
    assert "B. Proefman" in page.text


def test_a_correction_by_one_is_done_and_a_large_one_waits(oss: Flask) -> None:
    claim = next(one for one in rows(oss, Claim) if one.number == NUMBER)
    desk, page = Desk(oss), f"/staff/claims/{claim.ref}/correction"
    told = {"what": "too_high", "reason": "Counted twice"}
    assert "€115.00" in words(desk.post(page, once="a", amount="10", **told))
    done = desk.post(page, once="b", amount="600", **told | {"what": "too_low"})
    assert "Waits for a second person (1)" in words(done)


def test_a_person_says_which_payment_the_bank_took_back(oss: Flask) -> None:
    claim, payment = too_much(oss)
    desk = Desk(oss)
    out = take(oss, builders.line(-155_00, "unclear", is_reversal=True, booked_on=DAY))
    assert "Taken back by the bank" in words(desk.get("/staff/money"))
    page = f"/staff/money/lines/{out}"
    assert "Which payment did the bank take back?" in words(desk.get(page))
    line = payment.rsplit("/", 1)[1]
    assert "This line is booked" in words(desk.post(f"{page}/taken-back", payment=line))
    assert "€125.00" in words(Visitor(oss, owner(oss, claim)).get(f"/claims/{claim.ref}"))


def test_other_money_out_is_listed_and_can_be_opened(oss: Flask) -> None:
    out = take(oss, builders.line(-9_00, text="costs", booked_on=DAY))
    page = Desk(oss).get("/staff/money")
    assert "Money that went out and is not booked" in words(page)
    assert f"/staff/money/lines/{out}" in page.text

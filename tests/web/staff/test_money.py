"""Money without a claim: a person finds the claim, and can take it back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from portal.ledger import balances
from portal.ledger.models import BankLine, Claim, LedgerEntry
from portal.ledger.statements import take_statement
from portal.people.models import AuditEvent
from tests import builders
from tests.builders import ORDER
from tests.web.conftest import TODAY, moment, words
from tests.web.staff.counting import statements
from tests.web.staff.desk import Desk, rows, say


def bank(app: Flask, *amounts: int, name: str = "B. Proefman", **fields: object) -> list[int]:
    """Take in a statement of these amounts without a reference; return the ids of its lines."""
    day = TODAY - timedelta(days=1)
    lines = [
        builders.line(amount, counterparty_name=name, text=f"no {no}", booked_on=day)
        for no, amount in enumerate(amounts)
    ]
    with app.extensions["portal"].database.unit_of_work() as session:
        take_statement(
            session,
            builders.statement(*lines, **{"number": str(len(amounts)), **fields}),
            file_name="november.xml",
            currency="EUR",
            order=ORDER,
            on=TODAY,
            now=moment(),
            actor="import",
        )
        return [line.id or 0 for line in session.exec(select(BankLine)).all()]


def claim(app: Flask, number: str) -> Claim:
    """Return the claim with this number."""
    return next(one for one in rows(app, Claim) if one.number == number)


def left(app: Flask, number: str) -> int:
    """Return what is left to pay of it."""
    with app.extensions["portal"].database.reading() as session:
        return balances.of_claim(session, claim(app, number).id or 0).total


def test_no_money_waits(oss: Flask) -> None:
    page = words(Desk(oss).get("/staff/money"))
    assert "All money that came in stands on a claim" in page
    assert "No statement was taken in yet" in page


def test_what_waits_is_shown_with_its_sum_and_counted_on_the_queue(oss: Flask) -> None:
    bank(oss, 40_00, 60_00)
    page = words(Desk(oss).get("/staff/money"))
    assert "Waits for a claim €100.00 number of payments: 2" in page
    assert "Payment without a claim 2" in words(Desk(oss).get("/staff/"))


def test_a_payment_reaches_the_claim_a_person_names_and_comes_back(oss: Flask) -> None:
    (line,) = bank(oss, 25_00)
    path, worker = f"/staff/money/lines/{line}", Desk(oss)
    assert "B. Proefman" in words(worker.get(path))
    wanted = claim(oss, "V2026-00003").ref
    page = words(worker.post(f"{path}/matches", claim=wanted))
    assert "waits for a claim" not in page
    assert "Stands on V2026-00003" in page
    assert left(oss, "V2026-00003") == 100_00
    assert "Payments that stand on a claim" in words(worker.get("/staff/money"))
    page = words(worker.post(f"{path}/undone", claim=wanted))
    assert "waits for a claim: €25.00" in page
    assert left(oss, "V2026-00003") == 125_00


def test_what_a_claim_does_not_need_goes_on_waiting(oss: Flask) -> None:
    (line,) = bank(oss, 200_00)
    path, worker = f"/staff/money/lines/{line}", Desk(oss)
    page = words(worker.post(f"{path}/matches", claim=claim(oss, "V2026-00003").ref))
    assert "waits for a claim: €75.00" in page
    assert "€75.00" in words(worker.get("/staff/money"))


def test_a_match_sent_twice_is_booked_once(oss: Flask) -> None:
    (line,) = bank(oss, 25_00)
    path, worker = f"/staff/money/lines/{line}", Desk(oss)
    wanted = claim(oss, "V2026-00003").ref
    worker.post(f"{path}/matches", claim=wanted)
    again = worker.post(f"{path}/matches", claim=wanted)
    assert again.status_code == 409
    assert "Nothing of this payment waits any more" in words(again)
    assert len([row for row in rows(oss, LedgerEntry) if row.kind == "match"]) == 1


def test_a_claim_that_takes_no_money_is_told(norddjurs: Flask) -> None:
    with norddjurs.extensions["portal"].database.unit_of_work() as session:
        gone = session.exec(select(Claim).where(Claim.stage == "transferred")).first()
        assert gone is not None
        ref = gone.ref
    (line,) = bank_of(norddjurs)
    page = Desk(norddjurs).post(f"/staff/money/lines/{line}/matches", claim=ref)
    assert page.status_code == 409
    assert "This claim was handed over" in words(page)


def bank_of(app: Flask) -> list[int]:
    """One waiting payment, in the currency of whoever's demo this is."""
    with app.extensions["portal"].database.unit_of_work() as session:
        take_statement(
            session,
            builders.statement(builders.line(10_00), currency="DKK"),
            file_name="november.xml",
            currency="DKK",
            order=ORDER,
            on=TODAY,
            now=moment(),
            actor="import",
        )
        return [line.id or 0 for line in session.exec(select(BankLine)).all()]


@pytest.mark.parametrize("wrong", ["", "nothing", "x" * 500])
def test_a_claim_that_is_not_there_is_not_found(oss: Flask, wrong: str) -> None:
    (line,) = bank(oss, 25_00)
    worker = Desk(oss)
    assert worker.post(f"/staff/money/lines/{line}/matches", claim=wrong).status_code == 404
    assert worker.post(f"/staff/money/lines/{line}/undone", claim=wrong).status_code == 404


@pytest.mark.parametrize("line", ["0", "999999", "2147483647", "9" * 30, "x"])
def test_a_line_that_is_not_there_is_not_found(oss: Flask, line: str) -> None:
    assert Desk(oss).get(f"/staff/money/lines/{line}").status_code == 404


def test_searching_by_number_reference_and_name(oss: Flask) -> None:
    (line,) = bank(oss, 25_00, name="")
    path, worker = f"/staff/money/lines/{line}", Desk(oss)
    reference = claim(oss, "V2026-00003").payment_reference
    grouped = " ".join(reference[start : start + 4] for start in range(0, 16, 4))
    for query in ("v2026-00003", reference, grouped):
        found = words(worker.post(f"{path}/claims", q=query))
        assert "Claims found: 1 V2026-00003" in found, query
    assert "Claims found: 4" in words(worker.post(f"{path}/claims", q="b. proefman"))
    assert "You see the first 6" in words(worker.post(f"{path}/claims", q="V2026"))
    assert "Search with at least 3 characters" in words(worker.post(f"{path}/claims", q="zz"))
    for nothing in ("%%%", "___", "%25%25%25", "no such claim"):
        found = words(worker.post(f"{path}/claims", q=nothing))
        assert "Nothing found." in found, nothing
        assert "at least 3 characters." not in found.partition("Nothing found")[2], nothing


def test_what_is_searched_is_in_no_address_and_that_somebody_searched_is_on_record(
    oss: Flask,
) -> None:
    (line,) = bank(oss, 25_00, name="")
    path, worker = f"/staff/money/lines/{line}", Desk(oss)
    assert 'method="post"' in worker.get(f"{path}/claims").text
    assert "V2026-00003" not in words(worker.get(f"{path}/claims?q=V2026-00003"))
    assert "Claims found: 4" in words(worker.post(f"{path}/claims", q="b. proefman"))
    (search,) = [event for event in rows(oss, AuditEvent) if event.act == "claims:search"]
    assert "proefman" not in search.detail.lower() + search.subject.lower()


def test_a_time_barred_claim_is_marked_before_money_goes_there(oss: Flask) -> None:
    (line,) = bank(oss, 25_00, name="K. Verlopen")
    page = words(Desk(oss).get(f"/staff/money/lines/{line}"))
    assert "Time-barred since 15 September 2026" in page


def test_a_statement_that_does_not_add_up_is_named(oss: Flask) -> None:
    bank(oss, 40_00, -10_00, opening=1_000_00, closing=1_000_00)
    page = words(Desk(oss).get("/staff/money"))
    assert "Does not add up: −€30.00 difference" in page
    assert say("staff-statement-out", count=1) in page


def test_a_statement_in_a_foreign_currency_says_that_nothing_was_booked(oss: Flask) -> None:
    lines = bank(oss, 40_00, currency="USD")
    page = words(Desk(oss).get("/staff/money"))
    assert "In USD: recorded, nothing booked" in page
    assert "All money that came in stands on a claim" in page
    assert Desk(oss).get(f"/staff/money/lines/{lines[0]}").status_code == 404


def test_the_page_costs_as_many_statements_for_much_money_as_for_little(oss: Flask) -> None:
    worker = Desk(oss)
    bank(oss, 40_00)
    with statements(oss) as for_little:
        worker.get("/staff/money")
    bank(oss, *(amount * 100 for amount in range(1, 30)))
    with statements(oss) as for_much:
        worker.get("/staff/money")
    assert len(for_much) == len(for_little)

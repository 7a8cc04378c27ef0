"""Bank statements: what was paid reaches its claim, the rest waits, and nothing is taken twice."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.ledger import balances
from portal.ledger.models import BankLine, BankStatement, Claim, LedgerEntry
from portal.ledger.statements import Taken, take_statement
from portal.ledger.waiting import waiting_money
from portal.people.models import Person
from portal.ports.bank import Statement
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def claim(session: Session, owner: Person) -> Claim:
    return builders.claim(session, owner, 100_00, payment_reference="5000056789012345")


def take(session: Session, told: Statement) -> Taken:
    return take_statement(
        *(session, told),
        file_name="day.xml",
        currency="EUR",
        order=ORDER,
        on=DAY,
        now=NOW,
        actor="import",
    )


def assert_sound(session: Session) -> None:
    assert broken(session) == []


def test_a_payment_with_a_known_reference_reaches_its_claim(session: Session, claim: Claim) -> None:
    taken = take(session, statement(line(40_00, claim.payment_reference)))
    assert taken == Taken(new=True, matched=1)
    assert builders.owed(session, claim) == 60_00
    assert_sound(session)


@pytest.mark.parametrize(
    "text",
    [
        "5000056789012345",
        "Betalingskenmerk 5000 0567 8901 2345 dank u",
        "BETALINGSKENM.  5000056789\n012345 FACTUUR 2026",
        "bill 2026-11, ref. 5000056789012345.",
        "5000056789012345 77",
    ],
)
def test_the_reference_is_found_in_what_the_payer_wrote(
    session: Session, claim: Claim, text: str
) -> None:
    assert take(session, statement(line(40_00, text=text))).matched == 1


@pytest.mark.parametrize(
    "text",
    ["", "for the bill", "15000056789012345", "50000567890123456", "500005678901234", "x" * 9_000],
)
def test_other_numbers_wait_for_a_person(session: Session, claim: Claim, text: str) -> None:
    assert take(session, statement(line(40_00, text=text))) == Taken(new=True, suspense=1)
    assert builders.owed(session, claim) == 100_00
    assert [waiting.waiting for waiting in waiting_money(session)] == [40_00]


def test_a_danish_payment_line_names_its_claim(session: Session, owner: Person) -> None:
    claim = builders.claim(session, owner, 100_00, payment_reference="000000000123455")
    take(session, statement(line(40_00, "+71<000000000123455+81234567<")))
    assert builders.owed(session, claim) == 60_00


def test_the_structured_reference_goes_before_the_text(
    session: Session, owner: Person, claim: Claim
) -> None:
    other = builders.claim(session, owner, 100_00)
    told = line(40_00, claim.payment_reference, text=other.payment_reference)
    take(session, statement(told))
    assert (builders.owed(session, claim), builders.owed(session, other)) == (60_00, 100_00)


def test_a_text_that_names_two_claims_waits(session: Session, owner: Person, claim: Claim) -> None:
    other = builders.claim(session, owner, 100_00)
    text = f"{claim.payment_reference} and {other.payment_reference}"
    assert take(session, statement(line(40_00, text=text))).suspense == 1


def test_the_same_statement_twice_changes_nothing(session: Session, claim: Claim) -> None:
    told = statement(line(40_00, claim.payment_reference), line(5_00))
    take(session, told)
    rows = len(session.exec(select(LedgerEntry)).all())
    assert take(session, told) == Taken(new=False)
    assert len(session.exec(select(LedgerEntry)).all()) == rows
    assert len(session.exec(select(BankStatement)).all()) == 1


def test_two_equal_lines_are_two_payments(session: Session, claim: Claim) -> None:
    twice = line(40_00, claim.payment_reference)
    assert take(session, statement(twice, twice)).matched == 2
    assert builders.owed(session, claim) == 20_00


def test_the_next_days_equal_payment_is_another_one(session: Session, claim: Claim) -> None:
    first = statement(line(40_00, claim.payment_reference))
    take(session, first)
    take(session, replace(first, number="2", opening=first.closing, closing=first.closing + 40_00))
    assert builders.owed(session, claim) == 20_00


def test_a_foreign_currency_is_recorded_and_books_nothing(session: Session, claim: Claim) -> None:
    taken = take(session, statement(line(40_00, claim.payment_reference), currency="USD"))
    assert taken == Taken(new=True, skipped=1)
    assert builders.owed(session, claim) == 100_00
    assert [row.posted for row in session.exec(select(BankLine))] == [False]
    assert_sound(session)


def test_money_out_is_recorded_and_books_nothing(session: Session, claim: Claim) -> None:
    taken = take(session, statement(line(-40_00, claim.payment_reference), line(0)))
    assert taken == Taken(new=True, skipped=2)
    assert builders.owed(session, claim) == 100_00


def test_too_much_money_pays_the_claim_and_the_rest_waits(session: Session, claim: Claim) -> None:
    assert take(session, statement(line(130_00, claim.payment_reference))).suspense == 1
    assert builders.owed(session, claim) == 0
    assert [waiting.waiting for waiting in waiting_money(session)] == [30_00]
    assert_sound(session)


def test_money_for_a_paid_claim_waits(session: Session, claim: Claim) -> None:
    told = line(100_00, claim.payment_reference)
    assert take(session, statement(told, told)) == Taken(new=True, matched=1, suspense=1)
    assert balances.of_claim(session, claim.id).total == 0


def test_money_for_a_claim_handed_over_waits(session: Session, owner: Person) -> None:
    gone = builders.claim(session, owner, 100_00, stage="transferred")
    assert take(session, statement(line(40_00, gone.payment_reference))).suspense == 1
    assert builders.owed(session, gone) == 100_00


def test_a_statement_that_does_not_add_up_is_taken_and_says_so(session: Session) -> None:
    told = statement(line(40_00))
    taken = take(session, replace(told, closing=told.closing + 10_00))
    assert (taken.new, taken.difference) == (True, 10_00)
    assert session.exec(select(BankStatement.difference)).one() == 10_00


def test_a_payment_counts_from_the_day_the_bank_booked_it(session: Session, claim: Claim) -> None:
    day = builders.DAY.replace(day=1)
    take(session, statement(line(40_00, claim.payment_reference, booked_on=day)))
    booked = session.exec(select(LedgerEntry.booked_on).where(LedgerEntry.kind == "payment")).one()
    assert booked == day


def test_a_long_statement_with_many_references(session: Session, owner: Person) -> None:
    claims = [builders.claim(session, owner, 10_00) for _ in range(30)]
    lines = [line(1_00, f"{number:016d}") for number in range(10**9, 10**9 + 600)]
    lines += [line(1_00, claim.payment_reference) for claim in claims]
    assert take(session, statement(*lines)) == Taken(new=True, matched=30, suspense=600)
    assert_sound(session)

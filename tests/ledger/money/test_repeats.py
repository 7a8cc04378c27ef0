"""Statements sent anew, and files that overlap: an old line is never booked twice, a new one is."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import NotNow
from portal.ledger.doubles import leave_out
from portal.ledger.models import BankRepeat, Claim
from portal.ledger.statements import Taken
from portal.ledger.waiting import waiting_money
from portal.ports.bank import Statement, StatementLine
from tests import builders
from tests.builders import DAY, line
from tests.payments import ACT, amounts, take

OPENING = 50_000_00
NEXT_DAY = DAY.replace(day=DAY.day + 1)


def told(*lines: StatementLine, opening: int = OPENING, **fields: object) -> Statement:
    """A statement of one day that begins with this much on the account."""
    return builders.statement(
        *lines,
        **{"opening": opening, "closing": opening + sum(one.amount for one in lines), **fields},
    )


def payment(amount: int = 40_00, **fields: object) -> StatementLine:
    given = {"counterparty_account": "NL84BANK0000000101", "counterparty_name": "V. Test"}
    return line(amount, **{**given, "text": "rent", **fields})


def waits(session: Session) -> list[int]:
    assert broken(session) == []
    return sorted(amounts(waiting_money(session)))


def test_a_statement_with_one_more_line_books_that_line(session: Session) -> None:
    take(session, told(payment()))
    taken = take(session, told(payment(), payment(7_00)))
    assert taken == Taken(new=True, suspense=1, repeated=1)
    assert waits(session) == [7_00, 40_00]


def test_the_new_line_may_stand_between_old_ones_or_before_them(session: Session) -> None:
    take(session, told(payment(), payment(9_00)))
    take(session, told(payment(7_00), payment(), payment(8_00), payment(9_00)))
    assert waits(session) == [7_00, 8_00, 9_00, 40_00]


def test_a_second_equal_line_is_a_second_payment(session: Session) -> None:
    take(session, told(payment()))
    assert take(session, told(payment(), payment())) == Taken(new=True, suspense=1, repeated=1)
    assert waits(session) == [40_00, 40_00]


def test_a_payment_on_its_claim_is_not_booked_again(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    first = payment(reference=claim.payment_reference)
    take(session, told(first))
    taken = take(session, told(first, payment(10_00, reference=claim.payment_reference)))
    assert taken == Taken(new=True, matched=1, repeated=1)
    assert builders.owed(session, claim) == 50_00


def test_a_file_of_two_days_over_a_file_of_one(session: Session) -> None:
    take(session, told(payment()))
    longer = told(payment(), payment(5_00, booked_on=NEXT_DAY), closing_on=NEXT_DAY)
    assert take(session, longer).repeated == 1
    assert waits(session) == [5_00, 40_00]


def test_a_file_of_one_day_inside_a_file_of_three(session: Session) -> None:
    day3 = DAY.replace(day=DAY.day + 2)
    lines = (payment(1_00), payment(2_00, booked_on=NEXT_DAY), payment(3_00, booked_on=day3))
    take(session, told(*lines, closing_on=day3))
    middle = told(lines[1], opening=OPENING + 1_00, opening_on=NEXT_DAY, closing_on=NEXT_DAY)
    assert take(session, middle) == Taken(new=True, repeated=1)
    assert waits(session) == [1_00, 2_00, 3_00]


def test_pages_of_one_day_are_not_the_same_page(session: Session) -> None:
    """Three pages, each with the same payment: three payments."""
    for page in range(3):
        number, opening = f"12/{page + 1}", OPENING + page * 40_00
        assert take(session, told(payment(), number=number, opening=opening)).repeated == 0
    assert waits(session) == [40_00] * 3


def test_the_next_day_with_an_equal_payment_is_another_one(session: Session) -> None:
    take(session, told(payment()))
    days = {"opening_on": DAY, "closing_on": NEXT_DAY}
    take(session, told(payment(booked_on=NEXT_DAY), opening=OPENING + 40_00, **days))
    assert waits(session) == [40_00, 40_00]


def test_the_banks_own_reference_knows_a_line_whose_text_changed(session: Session) -> None:
    take(session, told(payment(bank_reference="B1", text="RENT JUN")))
    taken = take(session, told(payment(bank_reference="B1", text="Rent June"), payment(1_00)))
    assert taken.repeated == 1


def test_equal_payments_with_references_of_their_own_are_two(session: Session) -> None:
    take(session, told(payment(bank_reference="B1")))
    assert take(session, told(payment(bank_reference="B2"), payment(1_00))).repeated == 0


def test_the_same_statement_in_another_format_is_the_same(session: Session) -> None:
    take(session, told(payment(bank_reference="B1", text="/REMI/rent"), payment(3_00)))
    other = told(payment(text="rent", end_to_end="E1"), payment(3_00, text="x"), number="1/1")
    assert take(session, other) == Taken(new=True, repeated=2)
    assert waits(session) == [3_00, 40_00]


def test_what_nobody_can_be_sure_of_waits_for_a_person(session: Session, claim: Claim) -> None:
    """Two statements with nothing that ties them together, and a line that is alike."""
    paid = payment(reference=claim.payment_reference)
    take(session, told(paid))
    apart = told(paid, opening=90_000_00, number="7")
    assert take(session, apart) == Taken(new=True, suspense=1)
    assert builders.owed(session, claim) == 60_00
    assert waits(session) == [40_00]


def test_a_person_says_that_it_is_the_same_line(session: Session, claim: Claim) -> None:
    test_what_nobody_can_be_sure_of_waits_for_a_person(session, claim)
    (double,) = waiting_money(session)
    leave_out(session, double.id, ACT)
    assert waits(session) == []
    assert [row.sure for row in session.exec(select(BankRepeat))] == [True]
    with pytest.raises(NotNow):
        leave_out(session, double.id, ACT)


def test_a_third_time_is_known_too(session: Session) -> None:
    first = told(payment())
    take(session, first)
    take(session, told(payment(), payment(7_00)))
    assert take(session, told(payment(), payment(7_00), payment(8_00))).repeated == 2
    assert take(session, first) == Taken(new=False)
    assert waits(session) == [7_00, 8_00, 40_00]


def test_another_account_has_payments_of_its_own(session: Session) -> None:
    take(session, told(payment()))
    taken = take(session, replace(told(payment()), account="NL00TEST9999999999"))
    assert taken.repeated == 0


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00)

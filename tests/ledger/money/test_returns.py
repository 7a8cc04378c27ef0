"""Money the bank takes back: the payment is undone when it is surely known, else a person says."""

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import NotFound, NotNow
from portal.ledger.claims import overview
from portal.ledger.models import BankLine, Claim
from portal.ledger.movements import movements
from portal.ledger.plans.ending import end
from portal.ledger.returns import take_back_by_hand
from portal.ledger.suspense import match
from portal.ledger.waiting import waiting_money
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.builders import DAY, line
from tests.payments import ACT, approve, booked, comes_in, proposed


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


@pytest.fixture
def claim(session: Session, owner: Person) -> Claim:
    return builders.claim(session, owner, 100_00, fee=9_00)


def back(amount: int, reference: str = "", **fields: object) -> object:
    return line(-amount, reference, **{"is_reversal": True, **fields})


def assert_sound(session: Session) -> None:
    assert broken(session) == []


def test_a_payment_taken_back_is_owed_again(session: Session, claim: Claim, owner: Person) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    booked(session, back(40_00, claim.payment_reference))
    assert builders.owed(session, claim) == 109_00
    kinds = [row.kind for row in movements(session, claim.id)]
    assert kinds == ["charge", "fee", "payment", "payment", "reversal", "reversal"]
    assert overview(session, owner.id, DAY).total == 109_00
    assert waiting_money(session) == []
    assert_sound(session)


def test_who_owes_it_is_told(session: Session, claim: Claim, owner: Person) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    booked(session, back(40_00, claim.payment_reference))
    (message,) = session.exec(select(Outgoing)).all()
    assert (message.person_id, message.kind) == (owner.id, "payment-returned")
    assert message.content == {"amount": 40_00, "number": claim.number}


def test_money_that_waited_is_taken_back_too(session: Session) -> None:
    comes_in(session, 40_00, end_to_end="E1")
    booked(session, back(40_00, end_to_end="E1"))
    assert waiting_money(session) == []
    assert_sound(session)


def test_a_payment_a_person_matched_is_undone_wherever_it_is(
    session: Session, claim: Claim, owner: Person
) -> None:
    other = builders.claim(session, owner, 20_00)
    paid = comes_in(session, 50_00, bank_reference="B7")
    match(session, paid, claim.ref, ACT, 30_00)
    match(session, paid, other.ref, ACT)
    booked(session, back(50_00, bank_reference="B7"))
    assert (builders.owed(session, claim), builders.owed(session, other)) == (109_00, 20_00)
    assert_sound(session)


@pytest.mark.parametrize(
    ("amount", "reference"), [(40_00, ""), (39_00, "same"), (40_00, "another")]
)
def test_without_the_reference_and_the_amount_a_person_decides(
    session: Session, claim: Claim, amount: int, reference: str
) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    booked(session, back(amount, claim.payment_reference if reference == "same" else reference))
    assert builders.owed(session, claim) == 69_00
    assert_sound(session)


def test_of_two_equal_payments_nobody_knows_which_one(session: Session, claim: Claim) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    second = comes_in(session, 40_00, claim.payment_reference)
    out = booked(session, back(40_00, claim.payment_reference))
    assert builders.owed(session, claim) == 29_00
    take_back_by_hand(session, out.id, second.id, ACT)
    assert builders.owed(session, claim) == 69_00
    assert_sound(session)


def test_an_ordinary_payment_out_undoes_nothing(session: Session, claim: Claim) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    booked(session, line(-40_00, claim.payment_reference))
    assert builders.owed(session, claim) == 69_00


def test_a_payment_is_taken_back_once(session: Session, claim: Claim) -> None:
    paid = comes_in(session, 40_00, claim.payment_reference)
    first = booked(session, back(40_00, claim.payment_reference))
    second = booked(session, back(40_00, claim.payment_reference))
    for out in (first, second):
        with pytest.raises((NotFound, NotNow)):
            take_back_by_hand(session, out.id, paid.id, ACT)
    assert builders.owed(session, claim) == 109_00
    assert_sound(session)


def test_money_that_is_being_paid_back_is_not_taken_back_without_a_person(
    session: Session, claim: Claim
) -> None:
    paid = comes_in(session, 150_00, claim.payment_reference)
    approve(session, proposed(session, paid, 41_00))
    out = booked(session, back(150_00, claim.payment_reference))
    assert builders.owed(session, claim) == 0
    with pytest.raises(NotNow, match="error-not-taken-back"):
        take_back_by_hand(session, out.id, paid.id, ACT)
    assert_sound(session)


def test_a_claim_handed_over_stays_as_it_is(session: Session, claim: Claim) -> None:
    comes_in(session, 40_00, claim.payment_reference)
    claim.stage = "transferred"
    out = booked(session, back(40_00, claim.payment_reference))
    assert builders.owed(session, claim) == 69_00
    assert session.get_one(BankLine, out.id).posted is False


def test_a_plan_that_was_paid_runs_on_when_the_money_went_back(
    session: Session, claim: Claim, owner: Person
) -> None:
    plan = builders.plan(session, owner, [claim], 60_00)
    comes_in(session, 109_00, claim.payment_reference)
    end(session, plan, DAY, "paid")
    booked(session, back(109_00, claim.payment_reference))
    session.refresh(plan)
    assert (plan.ended_on, plan.end_reason) == (None, "")
    assert_sound(session)

"""Writing to the ledger: what is owed, what is paid, what is let go, and doing it twice."""

from typing import Any

import pytest
from sqlmodel import Session

from portal.errors import Conflict, NotFound
from portal.ledger import balances, debtors, postings
from portal.ledger.balances import Balance
from tests import builders
from tests.builders import ORDER, booking


def movement(**changes: Any) -> dict[str, Any]:
    given = booking("key") | {
        "debit": "bank",
        "credit": "suspense",
        "amount": 10_00,
        "claim_id": None,
        "kind": "suspense",
    }
    return given | changes


def test_the_same_movement_is_booked_once(session: Session) -> None:
    assert postings.post(session, **movement()) is True
    assert postings.post(session, **movement()) is False


def test_who_and_when_it_was_recorded_is_not_part_of_the_movement(session: Session) -> None:
    postings.post(session, **movement())
    later = builders.NOW.replace(hour=23)
    assert postings.post(session, **movement(recorded_at=later, actor="import")) is False


@pytest.mark.parametrize(
    "change", [{"amount": 10_01}, {"booked_on": builders.DAY.replace(day=3)}, {"debit": "waived"}]
)
def test_a_key_stands_for_one_movement_only(session: Session, change: dict[str, Any]) -> None:
    postings.post(session, **movement())
    with pytest.raises(Conflict):
        postings.post(session, **movement(**change))


def test_charging_makes_a_debt(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00, fee=9_00, interest=1_23)
    assert balances.of_claim(session, claim.id) == Balance(100_00, 9_00, 1_23)


def test_a_payment_goes_to_fee_and_interest_first_where_the_order_says_so(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00, fee=9_00, interest=1_00)
    paid = postings.pay(session, claim.id, 30_00, ("fee", "interest", "principal"), **booking("p"))
    assert paid == postings.Paid(on_claim=30_00, rest=0)
    assert balances.of_claim(session, claim.id) == Balance(80_00, 0, 0)


def test_the_order_is_the_municipalitys(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00, fee=9_00, interest=1_00)
    postings.pay(session, claim.id, 5_00, ("interest", "principal", "fee"), **booking("p"))
    assert balances.of_claim(session, claim.id) == Balance(96_00, 9_00, 0)


def test_what_a_claim_does_not_need_waits(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    paid = postings.pay(session, claim.id, 150_00, ORDER, **booking("p"))
    assert paid == postings.Paid(on_claim=100_00, rest=50_00)
    assert builders.owed(session, claim) == 0


def test_a_payment_sent_again_is_booked_once_though_the_balance_moved(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00, fee=9_00)
    first = postings.pay(session, claim.id, 60_00, ORDER, **booking("p"))
    again = postings.pay(session, claim.id, 60_00, ORDER, **booking("p"))
    assert again == first
    assert builders.owed(session, claim) == 49_00


def test_a_payment_key_used_for_another_amount_is_a_conflict(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    postings.pay(session, claim.id, 60_00, ORDER, **booking("p"))
    with pytest.raises(Conflict):
        postings.pay(session, claim.id, 61_00, ORDER, **booking("p"))


def test_a_payment_key_used_for_another_claim_is_a_conflict(session: Session) -> None:
    owner = builders.person(session)
    one, other = builders.claim(session, owner), builders.claim(session, owner)
    postings.pay(session, one.id, 60_00, ORDER, **booking("p"))
    with pytest.raises(Conflict):
        postings.pay(session, other.id, 60_00, ORDER, **booking("p"))


def test_waiving_lets_all_of_a_claim_go_once(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00, fee=9_00)
    assert postings.waive(session, claim.id, **booking("w")) == 109_00
    assert postings.waive(session, claim.id, **booking("w")) == 109_00
    assert builders.owed(session, claim) == 0


def test_waiving_a_part_never_lets_go_more_than_is_left(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    assert postings.waive(session, claim.id, 30_00, **booking("w1")) == 30_00
    assert postings.waive(session, claim.id, 300_00, **booking("w2")) == 70_00
    assert postings.waive(session, claim.id, 1_00, **booking("w3")) == 0


def test_a_claim_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        postings.pay(session, 404, 1_00, ORDER, **booking("p"))


def test_what_a_person_owes_is_the_sum_of_their_claims(session: Session) -> None:
    owner, other = builders.person(session), builders.person(session)
    builders.claim(session, owner, 100_00, fee=5_00)
    builders.claim(session, owner, 20_00)
    builders.claim(session, other, 999_00)
    assert debtors.of_person(session, owner.id) == 125_00


def test_balances_of_many_claims_include_those_never_charged(session: Session) -> None:
    claim = builders.claim(session, builders.person(session), 100_00)
    assert balances.of_claims(session, [claim.id, 404]) == {
        claim.id: Balance(100_00),
        404: Balance(),
    }

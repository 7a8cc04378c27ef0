"""Money of a payment that goes back comes off where it was put, once; the claim is open again."""

from datetime import date

import pytest

from portal.adapters.mollie import Mollie
from portal.db import Database
from portal.ledger.claims import claim_for
from portal.ledger.models import Claim, Incoming, Plan
from portal.ledger.online.models import OnlinePayment, OnlineReturn
from portal.ledger.plans.ending import end
from portal.ledger.plans.running import running_plan
from portal.ledger.postings import take_from_suspense
from portal.ledger.sources import Source
from portal.people.outbox import Outgoing
from tests.builders import DAY, ORDER, booking
from tests.online.bench import Payer, payer_at
from tests.online.mischief import Mischief


@pytest.fixture
def payer(database: Database, mollie: Mollie) -> Payer:
    return payer_at(database, mollie)


def paid(
    payer: Payer, provider: Mischief, claim: Claim, amount: int | None = None
) -> OnlinePayment:
    begun = payer.begin(claim, amount)
    provider.come_out(begun.provider_id or "", "paid")
    return payer.look(begun)


def test_a_charge_back_opens_the_claim_again_once(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes(100_00, fee=9_00)
    payment = paid(payer, provider, claim)
    provider.book.charge_back(payment.provider_id, 109_00)
    for _ in range(3):
        payer.look(payment)
    assert payer.owed(claim) == 109_00
    assert payer.moved()[2:] == [
        ("reversal", "receivable_principal", "provider", 100_00),
        ("reversal", "receivable_fee", "provider", 9_00),
    ]
    with payer.desk.database.reading() as session:
        assert claim_for(session, payer.actor.id, claim.ref, DAY).phase == "open"
    (told,) = payer.rows(Outgoing)
    assert (told.kind, told.content["amount"]) == ("payment-returned", 109_00)
    assert payer.broken() == []


def test_a_charge_back_that_is_undone_pays_again(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes(100_00)
    payment = paid(payer, provider, claim)
    taken = provider.book.charge_back(payment.provider_id, 100_00)
    payer.look(payment)
    taken.reversed_at = "2026-11-02T10:00:00+00:00"
    for _ in range(2):
        payer.look(payment)
    assert payer.owed(claim) == 0
    assert [one.kind for one in payer.rows(OnlineReturn)] == ["chargeback", "reversed"]
    assert payer.broken() == []


def test_a_refund_takes_what_waits_first(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes(100_00)
    payment = paid(payer, provider, claim, 60_00)
    second = payer.begin(claim, 40_00)
    third = payer.begin(claim, 30_00)
    for one in (second, third):
        provider.come_out(one.provider_id or "", "paid")
        payer.look(one)
    provider.book.refund(third.provider_id, 10_00)
    payer.look(third)
    assert payer.moved()[-1] == ("refund", "suspense", "provider", 10_00)
    provider.book.refund(payment.provider_id, 5_00)
    payer.look(payment)
    assert payer.moved()[-1] == ("refund", "receivable_principal", "provider", 5_00)
    assert payer.owed(claim) == 5_00
    assert payer.broken() == []


def test_money_that_staff_moved_on_comes_off_where_it_is_now(
    payer: Payer, provider: Mischief
) -> None:
    first, second = payer.owes(100_00), payer.owes(50_00)
    one, other = payer.begin(first), payer.begin(first, 30_00)
    for payment in (one, other):
        provider.come_out(payment.provider_id or "", "paid")
        payer.look(payment)
    money = payer.rows(Incoming)[-1]
    with payer.desk.database.unit_of_work() as session:
        given = booking("match:1", incoming_id=money.id)
        take_from_suspense(session, Source.other(money.id), second.id or 0, ORDER, **given)
    assert payer.owed(second) == 20_00
    provider.book.charge_back(other.provider_id, 30_00)
    payer.look(other)
    assert (payer.owed(first), payer.owed(second)) == (0, 50_00)
    assert payer.broken() == []


def test_more_than_there_is_left_is_flagged_for_a_person(payer: Payer, provider: Mischief) -> None:
    payment = paid(payer, provider, payer.owes(100_00))
    provider.book.refund(payment.provider_id, 100_00)
    provider.book.charge_back(payment.provider_id, 100_00)
    assert payer.look(payment).problem == "back"
    assert payer.broken() == []


def test_a_plan_that_had_ended_because_all_was_paid_runs_on(
    payer: Payer, provider: Mischief
) -> None:
    claim = payer.owes(100_00)
    payer.plans(claim)
    payment = paid(payer, provider, claim)
    with payer.desk.database.unit_of_work() as session:
        plan = running_plan(session, [claim.id or 0])
        assert plan is not None
        end(session, plan, date(2026, 11, 3), "paid")
    provider.book.charge_back(payment.provider_id, 100_00)
    payer.look(payment)
    (plan,) = payer.rows(Plan)
    assert (plan.ended_on, plan.end_reason) == (None, "")
    with payer.desk.database.reading() as session:
        assert claim_for(session, payer.actor.id, claim.ref, DAY).phase == "in_plan"
    assert payer.broken() == []

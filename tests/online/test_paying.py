"""Paying on the provider's page: what can be begun, what is booked, and what never is."""

from datetime import timedelta

import pytest
from sqlmodel import update

from portal.adapters.mollie import Mollie
from portal.db import Database
from portal.errors import Conflict, NotFound, NotNow, PaymentDown, PaymentRefused, PaymentUnknown
from portal.ledger import balances, postings
from portal.ledger.models import Claim, Incoming
from portal.ledger.online.models import OnlinePayment
from portal.ledger.records import Liability
from portal.people.installation import Purpose
from portal.people.installation import claim as claim_installation
from tests.builders import DAY, NOW, booking
from tests.online.bench import Payer, payer_at
from tests.online.conftest import SHORT, client
from tests.online.mischief import Mischief, other_amount


@pytest.fixture
def payer(database: Database, mollie: Mollie) -> Payer:
    return payer_at(database, mollie)


def test_a_payment_is_booked_when_the_provider_says_so_and_not_before(
    payer: Payer, provider: Mischief
) -> None:
    claim = payer.owes(100_00, fee=9_00)
    begun = payer.begin(claim)
    assert (begun.state, begun.amount) == ("open", 109_00)
    assert begun.checkout_url.startswith(provider.url)
    assert (payer.look(begun).state, payer.moved()) == ("open", [])
    provider.come_out(begun.provider_id or "", "paid")
    assert payer.look(begun).state == "paid"
    assert payer.look(begun).state == "paid"
    assert payer.moved() == [
        ("payment", "provider", "receivable_fee", 9_00),
        ("payment", "provider", "receivable_principal", 100_00),
    ]
    (money,) = payer.rows(Incoming)
    assert (money.key, money.person_id) == (f"online:{begun.provider_id}", payer.person.id)
    assert payer.owed(claim) == 0
    assert payer.broken() == []


@pytest.mark.parametrize("state", ["canceled", "expired", "failed"])
def test_a_payment_that_came_to_nothing_books_nothing(
    payer: Payer, provider: Mischief, state: str
) -> None:
    begun = payer.begin(payer.owes())
    provider.come_out(begun.provider_id or "", state)
    assert payer.look(begun).state == state
    assert payer.moved() == []
    assert payer.begin(payer.rows(Claim)[0]).ref != begun.ref, "one can try again"


def test_one_instalment_goes_to_the_chosen_claim_first_then_to_its_plan(
    payer: Payer, provider: Mischief
) -> None:
    first, second = payer.owes(100_00), payer.owes(10_00)
    payer.plans(first, second, monthly=25_00)
    begun = payer.begin(second, scope="instalment")
    assert begun.amount == 25_00
    provider.come_out(begun.provider_id or "", "paid")
    payer.look(begun)
    assert (payer.owed(first), payer.owed(second)) == (85_00, 0)
    assert payer.broken() == []
    third = payer.begin(first, scope="instalment")
    assert third.amount == 25_00, "the next one"


def test_what_goes_on_to_another_claim_covers_its_interest_first(
    mollie: Mollie, provider: Mischief, database: Database
) -> None:
    with database.unit_of_work() as session:
        claim_installation(session, Purpose("norddjurs", demo=True))
    payer = payer_at(database, mollie, "norddjurs")
    old = {"arose_on": DAY - timedelta(days=300), "due_on": DAY - timedelta(days=200)}
    bearing = payer.owes(1_000_00, kind="wage_overpaid", **old)
    small = payer.owes(10_00, kind="youth_club")
    payer.plans(bearing, small, monthly=100_00)
    begun = payer.begin(small, scope="instalment")
    provider.come_out(begun.provider_id or "", "paid")
    payer.look(begun)
    with database.reading() as session:
        left = balances.of_claim(session, bearing.id or 0)
    assert left.interest == 0
    assert left.principal > 1_000_00 - 90_00, "a part went to the interest"
    assert payer.broken() == []


def test_an_amount_of_ones_own_up_to_what_is_left(payer: Payer) -> None:
    claim = payer.owes(100_00)
    assert payer.begin(claim, 1_00).amount == 1_00
    for amount in (0, 99, 100_01):
        with pytest.raises(NotNow):
            payer.begin(claim, amount)


def test_what_cannot_be_paid_here_is_told(payer: Payer, database: Database) -> None:
    claim, strange = payer.owes(), payer_at(database, payer.desk.provider).owes()
    with pytest.raises(NotFound):
        payer.begin(strange)
    with pytest.raises(NotNow, match="error-no-instalment"):
        payer.begin(claim, scope="instalment")
    with database.unit_of_work() as session:
        session.exec(update(Claim).values(stage="transferred", transferred_on=DAY))
    with pytest.raises(NotNow, match="error-pay-transferred"):
        payer.begin(claim)
    assert payer.rows(OnlinePayment) == []


def test_a_payment_that_was_made_meanwhile_is_not_begun_again(
    payer: Payer, provider: Mischief
) -> None:
    claim = payer.owes()
    begun = payer.begin(claim, 5_00)
    provider.come_out(begun.provider_id or "", "paid")
    assert payer.begin(claim, 5_00).state == "paid"
    assert len(provider.book.payments) == 1
    assert payer.begin(claim, 5_00).ref != begun.ref, "another 5.00, after that"


def test_a_payment_the_provider_knows_no_more_is_given_up(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes()
    begun = payer.begin(claim)
    provider.book.payments.clear()
    assert payer.begin(claim).state == "failed"
    assert payer.begin(claim).ref != begun.ref


def test_two_tabs_and_a_double_click_begin_one_payment(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes()
    begun = [payer.begin(claim, 5_00, key=key) for key in ("tab-1", "tab-1", "tab-2")]
    assert len({one.ref for one in begun}) == 1
    assert len(provider.book.payments) == 1


def test_the_same_page_sent_again_with_another_amount_changes_nothing(
    payer: Payer, provider: Mischief
) -> None:
    claim = payer.owes()
    payer.begin(claim, 5_00, key="tab-1")
    for amount, scope in ((6_00, "amount"), (None, "whole")):
        with pytest.raises(Conflict):
            payer.begin(claim, amount, scope, key="tab-1")
    assert len(provider.book.payments) == 1


def test_a_payment_whose_page_closes_is_not_gone_on_with(payer: Payer) -> None:
    claim = payer.owes()
    begun = payer.begin(claim)
    assert begun.expires_at is not None
    assert payer.begin(claim, now=begun.expires_at - timedelta(minutes=5)).ref == begun.ref
    assert payer.begin(claim, now=begun.expires_at).ref != begun.ref


def test_nobody_begins_payments_without_end(payer: Payer) -> None:
    claim = payer.owes()
    for amount in range(12):
        payer.begin(claim, 10_00 + amount)
    with pytest.raises(NotNow, match="error-pay-too-often"):
        payer.begin(claim, 50_00)
    payer.begin(claim, 50_00, now=NOW + timedelta(hours=1, minutes=1))


def test_another_amount_than_was_asked_for_is_booked_as_it_came_and_flagged(
    payer: Payer, provider: Mischief
) -> None:
    claim = payer.owes(100_00)
    begun = payer.begin(claim)
    provider.come_out(begun.provider_id or "", "paid")
    provider.change = other_amount("130.00")
    found = payer.look(begun)
    assert (found.problem, found.paid_amount) == ("amount", 130_00)
    assert payer.owed(claim) == 0
    assert ("suspense", "provider", "suspense", 30_00) in payer.moved()
    assert payer.broken() == []


def test_another_currency_is_not_booked_and_a_person_looks(
    payer: Payer, provider: Mischief
) -> None:
    begun = payer.begin(payer.owes())
    provider.come_out(begun.provider_id or "", "paid")
    provider.change = lambda told: told | {"amount": {"currency": "DKK", "value": "100.00"}}
    assert payer.look(begun).problem == "currency"
    assert payer.moved() == []


def test_paying_while_staff_let_go_of_the_claim_loses_no_money(
    payer: Payer, provider: Mischief, database: Database
) -> None:
    claim = payer.owes(100_00)
    begun = payer.begin(claim)
    with database.unit_of_work() as session:
        postings.waive(session, claim.id or 0, 70_00, **booking("w"))
    provider.come_out(begun.provider_id or "", "paid")
    payer.look(begun)
    assert payer.owed(claim) == 0
    assert ("suspense", "provider", "suspense", 70_00) in payer.moved()
    assert payer.broken() == []


def test_money_for_a_claim_that_was_handed_over_meanwhile_waits_for_a_person(
    payer: Payer, provider: Mischief, database: Database
) -> None:
    claim = payer.owes()
    begun = payer.begin(claim)
    with database.unit_of_work() as session:
        session.exec(update(Claim).values(stage="transferred", transferred_on=DAY))
    provider.come_out(begun.provider_id or "", "paid")
    payer.look(begun)
    assert payer.moved() == [("suspense", "provider", "suspense", 100_00)]


def test_a_provider_that_is_not_there_begins_nothing(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes()
    for status, trouble in ((503, PaymentDown), (422, PaymentRefused)):
        provider.status = status
        with pytest.raises(trouble):
            payer.begin(claim)
    assert {one.state for one in payer.rows(OnlinePayment)} == {"refused"}
    provider.behave()
    assert payer.begin(claim).state == "open"


def test_an_answer_that_was_lost_is_found_out_later(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes()
    provider.cut = 2
    lost = payer.begin(claim)
    assert (lost.state, lost.provider_id) == ("unknown", None)
    provider.behave()
    assert payer.begin(claim).ref == lost.ref, "asked again with the key of before"
    assert len(provider.book.payments) == 1


def test_a_lost_payment_that_was_paid_is_found_at_night(payer: Payer, provider: Mischief) -> None:
    claim = payer.owes()
    provider.cut = 2
    lost = payer.begin(claim)
    provider.behave()
    (there,) = provider.book.payments
    provider.come_out(there, "paid")
    assert list(payer.desk.look_at_all(DAY, NOW)) == [True]
    assert payer.now(lost).state == "paid"
    assert payer.owed(claim) == 0


def test_a_payment_the_provider_never_heard_of_ends(payer: Payer, provider: Mischief) -> None:
    provider.cut = 2
    lost = payer.begin(payer.owes())
    provider.book.payments.clear()
    assert payer.look(lost).state == "unknown"
    assert payer.look(lost, now=NOW + timedelta(hours=2)).state == "failed"


def test_a_night_without_provider_changes_nothing_and_the_next_one_catches_up(
    payer: Payer, provider: Mischief
) -> None:
    begun = [payer.begin(payer.owes()) for _ in range(3)]
    for one in begun:
        provider.come_out(one.provider_id or "", "paid")
    provider.status = 503
    assert list(payer.desk.look_at_all(DAY, NOW)) == [False] * 3
    with pytest.raises(PaymentDown):
        payer.look(begun[0])
    provider.behave()
    assert list(payer.desk.look_at_all(DAY, NOW)) == [True] * 3
    assert len(payer.rows(Incoming)) == 3
    provider.asked.clear()
    list(payer.desk.look_at_all(DAY + timedelta(days=15), NOW + timedelta(days=15)))
    assert provider.asked == [], "paid long ago: nothing to ask"


def test_what_is_told_about_another_payment_is_not_believed(
    payer: Payer, provider: Mischief
) -> None:
    begun = payer.begin(payer.owes())
    provider.change = lambda told: told | {"metadata": {"reference": "somebody-else"}}
    with pytest.raises(Conflict):
        payer.look(begun)


def test_an_id_that_is_not_ours_is_nothing(payer: Payer, provider: Mischief) -> None:
    assert payer.desk.look_by_id("tr_not_ours", DAY, NOW) is None
    assert provider.asked == []


def test_one_debtor_of_several_pays_their_own_part(payer: Payer, database: Database) -> None:
    claim, other = payer.owes(100_00), payer_at(database, payer.desk.provider)
    shares = {"claim_id": claim.id, "person_id": other.person.id, "form": "share", "share": 40_00}
    with database.unit_of_work() as session:
        session.add(Liability(**shares, since=DAY))
    assert (payer.begin(claim).amount, other.begin(claim).amount) == (100_00, 40_00)


def test_a_slow_provider_leaves_a_payment_as_it_was(database: Database, provider: Mischief) -> None:
    payer = payer_at(database, client(provider, patience=SHORT))
    begun = payer.begin(payer.owes())
    provider.be_slow()
    with pytest.raises(PaymentUnknown):
        payer.look(begun)
    with pytest.raises(PaymentDown):
        payer.look(begun)
    assert payer.now(begun).state == "open"

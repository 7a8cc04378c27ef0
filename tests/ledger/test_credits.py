"""A credit takes off what was charged wrongly; nothing goes below zero, money too much waits."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.errors import Conflict, NotNow
from portal.ledger import claims, incoming, postings
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.origin.credits import Wanted, credit, credit_whole
from portal.ledger.statements import take_statement
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking, owed


@pytest.fixture
def claim(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00, fee=9_00)


def give(
    session: Session, claim: Claim, amount: int, key: str = "note:K1", **more: str
) -> int | None:
    assert claim.id is not None
    wanted = Wanted(key, claim.id, amount, "note", DAY, **more)
    return credit(session, wanted, now=NOW, actor="import")


def sound(session: Session) -> bool:
    return not broken(session)


def waiting(session: Session, kind: str = "") -> int:
    rows = session.exec(select(LedgerEntry)).all()
    rows = [row for row in rows if not kind or getattr(row, kind) is not None]
    put = sum(row.amount for row in rows if row.credit == "suspense")
    return put - sum(row.amount for row in rows if row.debit == "suspense")


def test_a_credit_lowers_the_claim_and_the_principal_the_rules_see(
    session: Session, claim: Claim
) -> None:
    assert give(session, claim, 40_00) == 0
    (view,) = claims.views(session, claim.person_id, DAY)
    assert (view.balance, view.principal, view.charged) == (69_00, 100_00, 60_00)
    assert claims.claim_facts(view).principal == 60_00
    assert sound(session)


def test_the_same_credit_twice_is_one_and_another_under_its_key_is_a_conflict(
    session: Session, claim: Claim
) -> None:
    give(session, claim, 40_00)
    assert give(session, claim, 40_00) is None
    assert owed(session, claim) == 69_00
    with pytest.raises(Conflict):
        give(session, claim, 41_00)


def test_money_paid_too_much_goes_back_to_where_it_came_from_the_newest_first(
    session: Session, claim: Claim
) -> None:
    lines = [builders.line(69_00, claim.payment_reference)]
    taken = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    take_statement(session, builders.statement(*lines), actor="import", **taken)
    online = incoming.Money("tr_1", "online", DAY, 30_00)
    incoming.receive(session, online, claim.id, ORDER, now=NOW, actor="provider")
    assert give(session, claim, 45_00) == 35_00
    assert owed(session, claim) == 0
    assert (waiting(session, "incoming_id"), waiting(session, "bank_line_id")) == (30_00, 5_00)
    assert sound(session)


def test_what_was_let_go_of_a_debt_that_never_was_falls_away_first(
    session: Session, claim: Claim
) -> None:
    builders.pay(session, claim, 69_00)
    postings.waive(session, claim.id, 30_00, **booking("w"))
    give(session, claim, 50_00)
    assert (owed(session, claim), waiting(session)) == (0, 10_00)
    assert sound(session)


def test_nothing_is_credited_beyond_what_was_charged(session: Session, claim: Claim) -> None:
    give(session, claim, 40_00)
    with pytest.raises(NotNow, match="error-credit-too-much"):
        give(session, claim, 60_01, key="note:K2")
    assert owed(session, claim) == 69_00


def test_a_claim_that_was_handed_over_is_not_credited_here(session: Session, claim: Claim) -> None:
    claim.stage, claim.transferred_on = "transferred", DAY
    with pytest.raises(NotNow, match="error-claim-transferred"):
        give(session, claim, 1_00)


def test_a_claim_is_credited_whole_with_its_fees(session: Session, claim: Claim) -> None:
    builders.pay(session, claim, 19_00)
    assert claim.id is not None
    given = credit_whole(session, claim.id, key="x", on=DAY, now=NOW, actor="staff:x")
    assert (given, owed(session, claim), waiting(session)) == (109_00, 0, 19_00)
    assert credit_whole(session, claim.id, key="x", on=DAY, now=NOW, actor="staff:x") == 0
    (view,) = claims.views(session, claim.person_id, DAY)
    assert claims.claim_facts(view).balance == 0
    assert sound(session)


def test_a_credit_counts_as_done_in_the_plan_of_its_claim(session: Session) -> None:
    owner = builders.person(session)
    claim = builders.claim(session, owner, 100_00)
    builders.plan(session, owner, [claim], 25_00)
    give(session, claim, 40_00)
    (view,) = claims.views(session, owner.id, DAY + timedelta(days=1))
    assert view.plan is not None
    assert (view.plan.progress.to_go, view.plan.progress.met) == (3, 0)
    assert sound(session)

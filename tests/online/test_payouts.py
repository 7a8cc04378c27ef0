"""The provider's account: what it has of ours, and what its payouts on the statement settle."""

import pytest
from sqlmodel import Session, func, select

from portal.check import broken
from portal.errors import NotNow
from portal.ledger.models import BankLine
from portal.ledger.online.payouts import account, paid_out, pay_out, undo_pay_out
from portal.ledger.sources import Source
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act
from portal.ports.payments import MoneyBack
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement
from tests.online.booked import paid_online

ACT = Act(ORDER, NOW, "staff:x")


def bank_brings(session: Session, amount: int) -> Source:
    told = statement(line(amount, counterparty_name="Provider"))
    given = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
    take_statement(session, told, actor="import", **given)
    return Source.line(session.exec(select(func.max(BankLine.id))).one())


@pytest.fixture
def paid(session: Session) -> Session:
    """100.00 and 50.00 came; of the second 20.00 went back."""
    owner = builders.person(session)
    paid_online(session, builders.claim(session, owner, 100_00), 100_00)
    taken = MoneyBack("chb_1", "chargeback", 20_00, NOW)
    paid_online(session, builders.claim(session, owner, 50_00), 50_00, taken)
    return session


def test_a_payout_settles_what_the_provider_owes(paid: Session) -> None:
    assert account(paid).owes == 130_00
    source = bank_brings(paid, 125_00)
    assert pay_out(paid, source, ACT) == 125_00
    left = account(paid)
    assert (left.came, left.back, left.paid_out, left.owes) == (150_00, 20_00, 125_00, 5_00)
    assert paid_out(paid, source) == 125_00
    assert broken(paid) == []


def test_a_payout_can_be_taken_back_and_said_again(paid: Session) -> None:
    source = bank_brings(paid, 125_00)
    pay_out(paid, source, ACT)
    assert undo_pay_out(paid, source, ACT) == 125_00
    assert account(paid).owes == 130_00
    with pytest.raises(NotNow):
        undo_pay_out(paid, source, ACT)
    assert pay_out(paid, source, ACT) == 125_00
    with pytest.raises(NotNow):
        pay_out(paid, source, ACT)
    assert broken(paid) == []


def test_more_than_the_provider_owes_is_no_payout(paid: Session) -> None:
    with pytest.raises(NotNow, match="error-payout-too-much"):
        pay_out(paid, bank_brings(paid, 130_01), ACT)

"""Interest on a claim: exact, day by day on the open principal, however late money is told."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session
from sqlmodel import select as choose

from portal.ledger import balances, interest, postings, suspense
from portal.ledger.balances import side, total
from portal.ledger.incoming import Money, receive
from portal.ledger.interest.running import Change, interest_through, rates_of
from portal.ledger.models import Claim, Incoming
from portal.ledger.origin import credits as crediting
from portal.ledger.sources import Source
from portal.ledger.tables import ENTRY, run
from portal.municipality import load
from portal.people import installation
from tests import builders

TOWN = load("norddjurs")
DUE = date(2026, 1, 31)
RATE = Fraction(975, 100 * 100 * 365)
"""9.75 % a year, a day, as it is known for 2026."""


def wages(session: Session, amount: int = 10_000_00, **more: object) -> Claim:
    """Wages that were paid by mistake: a kind that bears interest."""
    owner = builders.person(session)
    given = {"kind": "wage_overpaid", "arose_on": date(2026, 1, 1), "due_on": DUE} | more
    return builders.claim(session, owner, amount, **given)


def accrue(session: Session, debt: Claim, through: date) -> int:
    assert debt.id is not None
    now = builders.NOW
    return interest.accrue(session, TOWN, [debt.id], through, now=now, actor="night")


def of(session: Session, debt: Claim) -> int:
    assert debt.id is not None
    return balances.of_claim(session, debt.id).interest


def test_it_begins_the_day_after_the_last_day_to_pay(session: Session) -> None:
    debt = wages(session)
    accrue(session, debt, DUE)
    assert of(session, debt) == 0
    accrue(session, debt, DUE + timedelta(days=1))
    assert of(session, debt) == int(10_000_00 * RATE)


def test_month_by_month_it_comes_to_the_same_as_at_once(session: Session) -> None:
    by_month, at_once = wages(session), wages(session)
    for month in range(3, 13):
        accrue(session, by_month, date(2026, month, 1))
    accrue(session, at_once, date(2026, 12, 1))
    assert of(session, by_month) == of(session, at_once) == int(10_000_00 * RATE * 304)


def test_the_same_day_again_books_nothing(session: Session) -> None:
    debt = wages(session)
    assert accrue(session, debt, date(2026, 3, 1)) == 1
    assert accrue(session, debt, date(2026, 3, 1)) == 0


def test_it_bears_no_interest_itself_nor_do_fees(session: Session) -> None:
    debt = wages(session, fee=100_00)
    accrue(session, debt, date(2027, 1, 31))
    assert of(session, debt) == int(10_000_00 * RATE * 365)


def test_each_day_has_the_rate_of_its_day(session: Session) -> None:
    debt = wages(session, due_on=date(2024, 12, 31), arose_on=date(2024, 12, 1))
    accrue(session, debt, date(2025, 7, 1))
    first_half, one_day = Fraction(1075 * 181, 3_650_000), Fraction(975, 3_650_000)
    assert of(session, debt) == int(10_000_00 * (first_half + one_day))


@pytest.mark.parametrize("kind", ["culture_school", "property_tax", "housing_loan"])
def test_no_interest_where_the_kind_has_none_or_no_rate_was_entered(
    session: Session, kind: str
) -> None:
    debt = wages(session, kind=kind)
    assert accrue(session, debt, date(2026, 12, 1)) == 0


def test_money_meets_the_interest_up_to_its_day_first(session: Session) -> None:
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    debt = wages(session)
    paid(session, debt, 1_000_00, on=DUE + timedelta(days=100), key="a")
    borne = int(10_000_00 * RATE * 100)
    assert debt.id is not None
    left = balances.of_claim(session, debt.id)
    assert (left.principal, left.interest) == (10_000_00 - (1_000_00 - borne), 0)


def test_money_told_late_takes_back_what_was_too_much(session: Session) -> None:
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    debt = wages(session)
    accrue(session, debt, date(2026, 6, 1))
    paid(session, debt, 10_000_00, on=DUE + timedelta(days=1), key="late")
    one_day = int(10_000_00 * RATE)
    assert builders.owed(session, debt) == one_day + int(one_day * RATE * 120)
    assert accrue(session, debt, date(2026, 6, 1)) == 0


def test_too_much_money_told_late_waits_under_its_own_source(session: Session) -> None:
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    debt = wages(session)
    accrue(session, debt, date(2026, 6, 1))
    paid(session, debt, 11_000_00, on=DUE, key="more")
    assert builders.owed(session, debt) == 0
    assert sum(balances_waiting(session)) == 1_000_00


def balances_waiting(session: Session) -> list[int]:
    """What waits of money that came in."""
    waits = run(session, select(total(-side("suspense"))).group_by(ENTRY.c.incoming_id))
    return [int(row[0]) for row in waits]


def paid(session: Session, debt: Claim, amount: int, *, on: date, key: str) -> None:
    money = Money(key, "online", on, amount)
    order = TOWN.payment.imputation
    receive(session, money, debt.id, order, now=builders.NOW, actor="provider")


BACK = DUE + timedelta(days=50)
"""The day on which money went back; interest was booked up to it."""


def went_back(session: Session, debt: Claim, kind: str) -> None:
    """All that was paid on the last day to pay goes back."""
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    paid(session, debt, 10_000_00, on=DUE, key="a")
    (money,) = session.exec(choose(Incoming)).all()
    given = builders.booking("back", BACK, incoming_id=money.id)
    with interest.settled(session, debt.id or 0, given):
        postings.post(
            session,
            debit="receivable_principal",
            credit="provider",
            amount=10_000_00,
            claim_id=debt.id,
            kind=kind,
            **given,
        )


def test_money_the_bank_took_back_was_never_there(session: Session) -> None:
    debt = wages(session)
    went_back(session, debt, "reversal")
    assert of(session, debt) == int(10_000_00 * RATE * 50)
    accrue(session, debt, BACK + timedelta(days=10))
    assert of(session, debt) == int(10_000_00 * RATE * 60)


def test_money_we_paid_back_was_there_until_then(session: Session) -> None:
    debt = wages(session)
    went_back(session, debt, "refund")
    assert of(session, debt) == 0
    accrue(session, debt, BACK + timedelta(days=10))
    assert of(session, debt) == int(10_000_00 * RATE * 10)


def test_money_matched_to_the_wrong_claim_bears_interest_again_at_once(session: Session) -> None:
    debt = wages(session)
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    paid(session, debt, 10_000_00, on=DUE, key="a")
    accrue(session, debt, BACK)
    (money,) = session.exec(choose(Incoming)).all()
    act = suspense.Act(TOWN.payment.imputation, builders.NOW, "staff:x")
    suspense.undo_match(session, Source.other(money.id or 0), debt.ref, act)
    accrue(session, debt, BACK)
    assert of(session, debt) == int(10_000_00 * RATE * 50)


def give(session: Session, debt: Claim, amount: int) -> None:
    wanted = crediting.Wanted("note", debt.id or 0, amount, "note", BACK)
    crediting.credit(session, wanted, now=builders.NOW, actor="import")


def test_what_was_charged_wrongly_bore_no_interest(session: Session) -> None:
    debt = wages(session)
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    accrue(session, debt, BACK)
    give(session, debt, 4_000_00)
    assert of(session, debt) == int(6_000_00 * RATE * 50)


def test_interest_paid_on_what_was_charged_wrongly_comes_back(session: Session) -> None:
    debt = wages(session)
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    paid(session, debt, 11_000_00, on=BACK, key="a")
    give(session, debt, 10_000_00)
    assert builders.owed(session, debt) == 0
    assert sum(balances_waiting(session)) == 11_000_00


def test_interest_that_was_let_go_is_not_paid_out(session: Session) -> None:
    debt = wages(session)
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    accrue(session, debt, BACK)
    postings.waive(session, debt.id or 0, **builders.booking("w", BACK))
    give(session, debt, 10_000_00)
    assert (builders.owed(session, debt), sum(balances_waiting(session))) == (0, 0)


def test_a_withdrawn_claim_leaves_no_interest(session: Session) -> None:
    debt = wages(session)
    installation.claim(session, installation.Purpose("norddjurs", demo=False))
    accrue(session, debt, BACK)
    crediting.credit_whole(session, debt.id or 0, key="x", on=BACK, now=builders.NOW, actor="s")
    accrue(session, debt, BACK + timedelta(days=90))
    assert builders.owed(session, debt) == 0


CHANGES = st.lists(
    st.tuples(st.integers(-40, 700), st.integers(1, 50_000)), max_size=6, unique_by=lambda c: c[0]
)


@given(CHANGES, st.integers(1, 700))
def test_it_is_the_sum_over_the_days(payments: list[tuple[int, int]], days: int) -> None:
    rates = rates_of(TOWN, "wage_overpaid", date(2026, 11, 1))
    assert rates is not None
    due_on = date(2024, 2, 28)
    changes = [Change(date(2024, 1, 1), 300_000)]
    changes += [Change(due_on + timedelta(days=at), -amount) for at, amount in payments]
    by_day = 0
    for number in range(1, days + 1):
        day = due_on + timedelta(days=number)
        opening = sum(change.amount for change in changes if change.on < day)
        rate = [entry.value for entry in rates.series if entry.start <= day][-1]
        assert isinstance(rate, int)
        by_day += opening * rate
    through = due_on + timedelta(days=days)
    assert interest_through(rates, due_on, changes, through) == by_day // 3_650_000

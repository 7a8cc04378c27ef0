"""Missed instalments: what fell due against what was paid, with days for money on its way."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from portal.ledger import plans, postings
from portal.ledger.bankdays import add_bank_days, bank_days_before, is_bank_day
from portal.ledger.missed import Missed, missed_between
from portal.ledger.models import Claim, Plan
from portal.municipality import load
from portal.people.models import Person
from tests import builders
from tests.builders import booking

OSS = load("oss")
FIRST = date(2026, 12, 1)
"""A Tuesday; three bank days later it is Friday."""
MISSED = date(2026, 12, 5)


@pytest.fixture
def debt(session: Session) -> Claim:
    return builders.claim(session, builders.person(session), 100_00)


@pytest.fixture
def plan(session: Session, debt: Claim) -> Plan:
    owner = owner_of(session, debt)
    return builders.plan(session, owner, [debt], 25_00, first_due=FIRST)


def owner_of(session: Session, debt: Claim) -> Person:
    return session.get_one(Person, debt.person_id)


def write_down(session: Session, debt: Claim, amount: int) -> None:
    """The municipality charged too much."""
    postings.post(
        session,
        debit="charged",
        credit="receivable_principal",
        amount=amount,
        claim_id=debt.id,
        kind="write_down",
        **booking(f"down:{debt.number}"),
    )


def missed(session: Session, plan: Plan, on: date) -> Missed | None:
    assert plan.id is not None
    return next(iter(missed_between(session, plan.id, plan.id, on, OSS)), None)


def test_an_instalment_is_missed_once_the_days_of_grace_are_over(
    session: Session, plan: Plan, debt: Claim
) -> None:
    assert missed(session, plan, date(2026, 12, 4)) is None
    assert debt.id is not None
    assert missed(session, plan, MISSED) == Missed(
        plan.id or 0, plan.person_id, 1, FIRST, 25_00, (debt.id,)
    )


def test_a_weekend_is_no_time_for_money_to_travel(session: Session, debt: Claim) -> None:
    friday = date(2026, 12, 4)
    plan = builders.plan(session, owner_of(session, debt), [debt], 25_00, first_due=friday)
    assert missed(session, plan, date(2026, 12, 9)) is None
    assert missed(session, plan, date(2026, 12, 10)) is not None


def test_a_part_paid_leaves_the_rest_missed(session: Session, plan: Plan, debt: Claim) -> None:
    builders.pay(session, debt, 20_00)
    found = missed(session, plan, MISSED)
    assert found is not None
    assert (found.no, found.amount) == (1, 5_00)


def test_what_was_paid_ahead_counts_on(session: Session, plan: Plan, debt: Claim) -> None:
    builders.pay(session, debt, 60_00)
    assert missed(session, plan, date(2027, 1, 20)) is None
    found = missed(session, plan, date(2027, 2, 20))
    assert found is not None
    assert (found.no, found.due_on, found.amount) == (3, date(2027, 2, 1), 15_00)


def test_two_missed_are_told_with_the_first_and_the_sum(session: Session, plan: Plan) -> None:
    found = missed(session, plan, date(2027, 1, 20))
    assert found is not None
    assert (found.no, found.due_on, found.amount) == (1, FIRST, 50_00)


def test_a_claim_let_go_misses_nothing(session: Session, plan: Plan, debt: Claim) -> None:
    assert debt.id is not None
    postings.waive(session, debt.id, **booking("w"))
    assert missed(session, plan, date(2028, 1, 1)) is None


def test_never_more_is_missed_than_is_owed(session: Session, plan: Plan, debt: Claim) -> None:
    write_down(session, debt, 90_00)
    found = missed(session, plan, MISSED)
    assert found is not None
    assert found.amount == 10_00


def test_a_plan_that_ended_misses_nothing(session: Session, plan: Plan) -> None:
    plans.end(session, plan, FIRST, "withdrawn")
    assert missed(session, plan, date(2028, 1, 1)) is None


def test_all_claims_of_a_plan_are_told(session: Session) -> None:
    owner = builders.person(session)
    claims = [builders.claim(session, owner, 50_00) for _ in range(3)]
    found = missed(session, builders.plan(session, owner, claims, 25_00, first_due=FIRST), MISSED)
    assert found is not None
    assert found.claim_ids == tuple(claim.id for claim in claims)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(paid=st.lists(st.integers(1, 60_00), max_size=3), day=st.integers(0, 200))
def test_what_is_missed_is_what_the_plan_is_behind(
    session: Session, paid: list[int], day: int
) -> None:
    debt = builders.claim(session, builders.person(session), 100_00)
    owner = owner_of(session, debt)
    made = builders.plan(session, owner, [debt], 30_00, first_due=FIRST)
    for amount in paid:
        builders.pay(session, debt, amount)
    on = FIRST + timedelta(days=day)
    found = missed(session, made, on)
    view = plans.running(session, owner.id or 0, bank_days_before(on, 3, "NL"))
    behind = view[0].progress.behind if view else 0
    assert (found.amount if found else 0) == min(behind, builders.owed(session, debt))


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.integers(0, 9))
def test_bank_days_back_undo_bank_days_on(on: date, number: int) -> None:
    day = bank_days_before(on, number, "DK")
    assert number == 0 or is_bank_day(day, "DK")
    if is_bank_day(on, "DK"):
        assert add_bank_days(day, number, "DK") == on

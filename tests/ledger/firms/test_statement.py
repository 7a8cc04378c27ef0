"""The account of a business over a period agrees with the ledger to the cent."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import Session

from portal.db import Database
from portal.ledger import balances, postings
from portal.ledger.claims import views
from portal.ledger.firms.statement import account
from portal.ledger.models import Claim
from portal.ledger.records import Liability
from portal.people.models import Person
from tests import builders
from tests.builders import DAY, ORDER, booking

FIRST = DAY - timedelta(days=20)
DAYS = some.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
MOVES = some.lists(
    some.tuples(
        some.sampled_from(("charge", "pay", "waive")),
        some.integers(0, 2),
        some.integers(1, 90_00),
        DAYS,
    ),
    max_size=12,
)


def firm(session: Session) -> Person:
    return builders.person(session, kind="business", identity_scheme="kvk")


def move(session: Session, what: str, claim: Claim, amount: int, on: date, key: str) -> None:
    assert claim.id is not None
    told = booking(key, on)
    match what:
        case "charge":
            postings.charge(session, claim.id, amount, "interest", **told)
        case "pay":
            postings.pay(session, claim.id, amount, ORDER, **told)
        case _:
            postings.waive(session, claim.id, amount, **told)


@pytest.fixture
def open_session(embedded: Database) -> Iterator[Session]:
    with Session(embedded.engine) as working:
        yield working


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, days=some.tuples(DAYS, DAYS, DAYS).map(sorted))
def test_every_period_agrees_with_the_ledger(
    open_session: Session, moves: list[tuple[str, int, int, date]], days: list[date]
) -> None:
    session, (first, middle, last) = open_session, days
    owner = firm(session)
    claims = [builders.claim(session, owner, 100_00 + n, arose_on=FIRST) for n in range(3)]
    for no, (what, which, amount, on) in enumerate(moves):
        move(session, what, claims[which], amount, on, f"{owner.ref}:{no}")
    assert owner.id is not None
    whole = account(session, owner.id, first, last)
    one = account(session, owner.id, first, middle)
    two = account(session, owner.id, middle + timedelta(days=1), last)
    ever = account(session, owner.id, date(2000, 1, 1), date(2100, 1, 1))
    assert whole.opening + sum(line.amount for line in whole.lines) == whole.closing
    assert (one.closing, two.closing) == (two.opening, whole.closing)
    assert whole.lines == one.lines + two.lines or middle >= last
    after = last + timedelta(days=1)
    assert whole.closing == account(session, owner.id, after, after).opening
    owed = balances.of_claims(session, [claim.id or 0 for claim in claims])
    assert ever.opening == 0
    assert ever.closing == sum(balance.total for balance in owed.values())
    assert ever.closing == sum(view.balance for view in views(session, owner.id, DAY))
    session.rollback()


def test_a_line_says_when_what_and_for_which_bill(session: Session) -> None:
    owner = firm(session)
    claim = builders.claim(session, owner, 80_00, fee=5_00, number="F-9")
    builders.claim(session, firm(session), 10_00)
    builders.pay(session, claim, 30_00)
    assert owner.id is not None
    found = account(session, owner.id, DAY, DAY)
    assert (found.opening, found.closing, found.with_others) == (85_00, 55_00, False)
    told = [(line.number, line.kind, line.component, line.amount) for line in found.lines]
    assert told == [("F-9", "payment", "fee", -5_00), ("F-9", "payment", "principal", -25_00)]
    assert (found.added, found.taken_off) == (0, 30_00)


def test_money_of_another_who_owes_a_claim_is_told_as_money_that_came_in(
    session: Session,
) -> None:
    owner, other = firm(session), firm(session)
    claim = builders.claim(session, owner, 80_00)
    session.add(Liability(claim_id=claim.id, person_id=other.id, since=DAY))
    assert claim.id is not None
    assert owner.id is not None
    told = booking("held", DAY)
    postings.pay(session, claim.id, 10_00, ORDER, source="withheld", kind="withholding", **told)
    (line,) = account(session, owner.id, DAY, DAY).lines
    assert (line.kind, line.amount, line.payment) == ("payment", -10_00, "")
    assert account(session, owner.id, DAY, DAY).with_others

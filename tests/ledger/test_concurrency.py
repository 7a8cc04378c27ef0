"""Two at once: the same booking counts once, and no claim is paid below nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.db import Database
from portal.errors import NotNow
from portal.ledger import balances, postings
from portal.ledger.models import BankStatement, LedgerEntry, Plan
from portal.ledger.statements import take_statement
from portal.ledger.suspense import Act, match
from portal.ledger.waiting import waiting_money
from tests import builders
from tests.builders import DAY, NOW, ORDER, booking, line, statement

AT_ONCE = 4
_Result = TypeVar("_Result")


def together(database: Database, act: Callable[[Session, int], _Result]) -> list[_Result]:
    """Let several do this in a unit of work each, all starting at the same moment."""
    start = Barrier(AT_ONCE, timeout=20)

    def one(number: int) -> _Result:
        start.wait()
        with database.unit_of_work() as session:
            return act(session, number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def claim_id(database: Database) -> int:
    """A claim of 100.00."""
    with database.unit_of_work() as session:
        claim = builders.claim(session, builders.person(session), 100_00)
        assert claim.id is not None
        return claim.id


def entries(database: Database, kind: str) -> list[LedgerEntry]:
    with database.reading() as session:
        assert broken(session) == []
        return list(session.exec(select(LedgerEntry).where(LedgerEntry.kind == kind)))


def test_the_same_key_books_once(database: Database) -> None:
    movement = booking("same") | {"debit": "bank", "credit": "suspense", "kind": "suspense"}

    def post(session: Session, _: int) -> bool:
        return postings.post(session, amount=5_00, claim_id=None, **movement)

    assert sorted(together(database, post)) == [False] * (AT_ONCE - 1) + [True]
    assert len(entries(database, "suspense")) == 1


def test_the_same_payment_books_once(database: Database, claim_id: int) -> None:
    def pay(session: Session, _: int) -> postings.Paid:
        return postings.pay(session, claim_id, 30_00, ORDER, **booking("same"))

    assert set(together(database, pay)) == {postings.Paid(30_00, 0)}
    assert [entry.amount for entry in entries(database, "payment")] == [30_00]


def test_payments_at_once_never_take_more_than_is_owed(database: Database, claim_id: int) -> None:
    def pay(session: Session, number: int) -> postings.Paid:
        return postings.pay(session, claim_id, 40_00, ORDER, **booking(f"p{number}"))

    paid = together(database, pay)
    assert sum(one.on_claim for one in paid) == 100_00
    assert sum(one.rest for one in paid) == 60_00
    assert sum(entry.amount for entry in entries(database, "payment")) == 100_00


def test_a_payment_while_staff_lets_the_claim_go(database: Database, claim_id: int) -> None:
    def act(session: Session, number: int) -> int:
        if number % 2:
            return postings.waive(session, claim_id, **booking(f"w{number}"))
        return postings.pay(session, claim_id, 30_00, ORDER, **booking(f"p{number}")).on_claim

    assert sum(together(database, act)) == 100_00
    with database.reading() as session:
        assert balances.of_claim(session, claim_id).total == 0


def test_one_statement_taken_by_several_is_taken_once(database: Database, claim_id: int) -> None:
    told = statement(line(30_00), line(30_00))

    def take(session: Session, _: int) -> bool:
        taken = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
        return take_statement(session, told, actor="import", **taken).new

    assert together(database, take).count(True) == 1
    with database.reading() as session:
        assert len(session.exec(select(BankStatement)).all()) == 1
        assert len(waiting_money(session)) == 2


def test_several_people_matching_one_line_match_it_once(database: Database, claim_id: int) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        refs = [builders.claim(session, owner, 100_00).ref for _ in range(AT_ONCE)]
        taken = {"file_name": "f", "currency": "EUR", "order": ORDER, "on": DAY, "now": NOW}
        take_statement(session, statement(line(30_00)), actor="import", **taken)
        (waiting,) = waiting_money(session)

    def put(session: Session, number: int) -> int:
        try:
            return match(session, waiting.source, refs[number], Act(ORDER, NOW, "staff:x"))
        except NotNow:
            return 0

    assert sorted(together(database, put)) == [0] * (AT_ONCE - 1) + [30_00]
    assert [entry.amount for entry in entries(database, "match")] == [30_00]


def test_plans_made_at_once_leave_one_running(database: Database, claim_id: int) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        claim = builders.claim(session, owner, 100_00)

    def make(session: Session, _: int) -> int:
        return builders.plan(session, owner, [claim], 25_00).total

    assert together(database, make) == [100_00] * AT_ONCE
    assert entries(database, "match") == []
    with database.reading() as session:
        assert len(session.exec(select(Plan).where(Plan.ended_on == None)).all()) == 1  # noqa: E711

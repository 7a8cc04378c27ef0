"""Two people at the same money, and two files of the same day, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlmodel import Session, select

from portal.check import broken
from portal.db import Database
from portal.errors import Conflict, NotNow
from portal.ledger.locks import lock_claims
from portal.ledger.models import LedgerEntry
from portal.ledger.refunds import books, proposing
from portal.ledger.sources import Source
from portal.ledger.suspense import match
from portal.ledger.waiting import waiting_money
from portal.people.actors import Actor
from tests import builders
from tests.builders import DAY, NOW, ORDER, line, statement
from tests.payments import ACT, IBAN, amounts, comes_in, proposed, take, worker

AT_ONCE = 4
Act = Callable[[Session, int], object]


def together(database: Database, act: Act) -> list[str]:
    """Let several do this, each in a unit of work, at one moment; return how it ended for each."""
    start = Barrier(AT_ONCE, timeout=20)

    def one(number: int) -> str:
        start.wait()
        try:
            with database.unit_of_work() as session:
                act(session, number)
        except (NotNow, Conflict) as told:
            return told.message
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = list(pool.map(one, range(AT_ONCE)))
    with database.reading() as session:
        assert broken(session) == []
    return ends


def waits(database: Database) -> list[int]:
    with database.reading() as session:
        return amounts(waiting_money(session))


@pytest.fixture
def source(database: Database) -> Source:
    """Money that waits: 30.00."""
    with database.unit_of_work() as session:
        return comes_in(session, 30_00)


@pytest.fixture
def staff(database: Database) -> list[Actor]:
    with database.unit_of_work() as session:
        return [worker(session) for _ in range(AT_ONCE)]


def test_a_refund_is_signed_once(database: Database, source: Source, staff: list[Actor]) -> None:
    with database.unit_of_work() as session:
        ref = proposed(session, source, 30_00).ref

    def sign(session: Session, number: int) -> None:
        given = {"seen": 1, "order": ORDER, "now": NOW, "on": DAY}
        proposing.approve(session, staff[number], books.by_ref(session, ref), **given)

    assert together(database, sign).count("done") == 1
    assert waits(database) == []


def test_the_same_money_is_proposed_once(
    database: Database, source: Source, staff: list[Actor]
) -> None:
    def ask(session: Session, number: int) -> None:
        wanted = proposing.Wanted(source, 20_00, "x", account=IBAN)
        proposing.propose(session, staff[number], wanted, now=NOW, on=DAY)

    ends = together(database, ask)
    assert sorted(ends) == ["done"] + ["error-refund-too-much"] * (AT_ONCE - 1)


def test_money_is_matched_or_paid_back_and_never_both(
    database: Database, source: Source, staff: list[Actor]
) -> None:
    with database.unit_of_work() as session:
        ref = proposed(session, source, 30_00).ref
        claim = builders.claim(session, builders.person(session), 100_00).ref

    def act(session: Session, number: int) -> None:
        if number % 2:
            match(session, source, claim, ACT)
        else:
            given = {"seen": 1, "order": ORDER, "now": NOW, "on": DAY}
            proposing.approve(session, staff[number], books.by_ref(session, ref), **given)

    assert together(database, act).count("done") == 1
    assert waits(database) == []


def test_files_of_one_day_taken_at_once_book_each_line_once(database: Database) -> None:
    told = statement(*(line(amount, text=f"no {amount}") for amount in (1_00, 2_00, 3_00)))
    parts = [
        replace(told, lines=told.lines[:count], closing=told.opening + sum(range(count + 1)) * 1_00)
        for count in (1, 2, 3, 3)
    ]
    assert set(together(database, lambda session, number: take(session, parts[number]))) == {"done"}
    assert sorted(waits(database)) == [1_00, 2_00, 3_00]
    with database.reading() as session:
        entries = session.exec(select(LedgerEntry).where(LedgerEntry.credit == "suspense")).all()
        assert len(entries) == 3


@pytest.mark.postgresql
def test_of_two_who_wait_for_each_other_one_is_told(postgresql_url: str) -> None:
    database, start = Database(postgresql_url), Barrier(2, timeout=20)
    with database.unit_of_work() as session:
        owner = builders.person(session)
        ids = [builders.claim(session, owner).id or 0 for _ in range(2)]

    def hold(order: list[int]) -> str:
        try:
            with database.unit_of_work() as session:
                lock_claims(session, order[:1])
                start.wait()
                lock_claims(session, order[1:])
        except Conflict:
            return "told"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(hold, [ids, ids[::-1]])) == ["done", "told"]
    database.engine.dispose()

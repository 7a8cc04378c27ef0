"""A night that is killed at any moment and run again ends as if nothing had happened."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select

from portal.check import check
from portal.db import Database
from portal.jobs import night as nights
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.steps import STEPS
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim
from portal.municipality import load
from tests.builders import NOW, ORDER
from tests.life.canonical import picture
from tests.life.conftest import Worlds
from tests.life.town import TODAY, TOWNS

SMALL = 7
"""Rows of a chunk, so that a night has many."""
FORKED = multiprocessing.get_context("fork")
SIGNS = ("before_cursor_execute", "after_cursor_execute", "commit")
"""Moments at which a process can die: before and after a statement, and at a commit."""


class Dying:
    """Counts the moments of an engine and ends the process, without a word, at one of them."""

    def __init__(self, engine: Engine, at: int | None) -> None:
        self.seen, self.at = 0, at
        for sign in SIGNS:
            event.listen(engine, sign, self.moment)

    def moment(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def killed(database: Database, act: Callable[[Database], None], at: int) -> bool:
    """Do this in a process of its own that dies at a moment; return whether it did."""
    database.engine.dispose()

    def live() -> None:
        Dying(database.engine, at)
        act(database)

    process = FORKED.Process(target=live)
    process.start()
    process.join(timeout=60)
    return process.exitcode == -signal.SIGKILL


def moments(database: Database, act: Callable[[Database], None]) -> int:
    """Do this undisturbed and return how many moments it has."""
    counting = Dying(database.engine, None)
    act(database)
    for sign in SIGNS:
        event.remove(database.engine, sign, counting.moment)
    return counting.seen


def some(total: int, number: int, seed: int) -> list[int]:
    return sorted(Random(seed).sample(range(1, total + 1), min(number, total)))


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    original = nights.chunks_of
    monkeypatch.setattr(nights, "chunks_of", lambda session, table: original(session, table, SMALL))


def broken(database: Database) -> list[str]:
    with database.reading() as session:
        return [finding.name for finding in check(session) if not finding.holds]


def kill(worlds: Worlds, act: Callable[[Database], None], number: int, seed: int = 1) -> None:
    """Kill an act at so many moments, do it again, and compare with the undisturbed end."""
    database = worlds.copy("lived")
    before = picture(database)
    count = moments(database, act)
    wanted = picture(database)
    assert broken(database) == []
    assert wanted != before, "nothing was done at all"
    for at in some(count, number, seed):
        database = worlds.copy("lived")
        assert killed(database, act, at), f"still alive at moment {at} of {count}"
        act(database)
        assert picture(database) == wanted, f"killed at moment {at} of {count}, seed {seed}"
    assert broken(database) == []


def nightly(town: str) -> Callable[[Database], None]:
    def act(database: Database) -> None:
        run_night(database, Night(load(town), TODAY, NOW), STEPS, InProcess(database))

    return act


@pytest.mark.parametrize("town", TOWNS)
def test_a_killed_night_run_again_ends_the_same(world: Callable[[str], Worlds], town: str) -> None:
    kill(world(town), nightly(town), 5)


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
def test_a_night_killed_many_times_ends_the_same(world: Callable[[str], Worlds], town: str) -> None:
    kill(world(town), nightly(town), 200, seed=2)


def pay_all(database: Database) -> None:
    """Money that comes in online for every claim, each with a key of its own."""
    with database.reading() as session:
        claims = list(session.exec(select(Claim.id, Claim.number).order_by(col(Claim.id))).all())
    for claim_id, number in claims:
        with database.unit_of_work() as session:
            money = Money(f"online:{number}", "online", TODAY, 50_00)
            receive(session, money, claim_id, ORDER, now=NOW, actor="provider")


def test_a_killed_payment_told_again_counts_once(world: Callable[[str], Worlds]) -> None:
    kill(world("oss"), pay_all, 10)


@pytest.mark.long
def test_payments_killed_many_times_count_once(world: Callable[[str], Worlds]) -> None:
    kill(world("norddjurs"), pay_all, 200, seed=3)

"""A night that is killed at any moment and run again ends as if nothing had happened."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from portal.db import Database
from portal.jobs import night as nights
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.steps import STEPS
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim
from portal.municipality import load
from tests.builders import NOW, ORDER
from tests.life.canonical import picture
from tests.life.conftest import Make, Worlds, broken
from tests.life.dying import killed, moments, some
from tests.life.town import TODAY, TOWNS

SMALL = 7
"""Rows of a chunk, so that a night has many."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    original = nights.chunks_of
    monkeypatch.setattr(nights, "chunks_of", lambda session, table: original(session, table, SMALL))


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
def test_a_killed_night_run_again_ends_the_same(world: Make, town: str) -> None:
    kill(world(town), nightly(town), 5)


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
def test_a_night_killed_many_times_ends_the_same(world: Make, town: str) -> None:
    kill(world(town), nightly(town), 200, seed=2)


def pay_all(database: Database) -> None:
    """Money that comes in online for every claim, each with a key of its own."""
    with database.reading() as session:
        claims = list(session.exec(select(Claim.id, Claim.number).order_by(col(Claim.id))).all())
    for claim_id, number in claims:
        with database.unit_of_work() as session:
            money = Money(f"online:{number}", "online", TODAY, 50_00)
            receive(session, money, claim_id, ORDER, now=NOW, actor="provider")


def test_a_killed_payment_told_again_counts_once(world: Make) -> None:
    kill(world("oss", people=4), pay_all, 10)


@pytest.mark.long
def test_payments_killed_many_times_count_once(world: Make) -> None:
    kill(world("norddjurs", people=8), pay_all, 200, seed=3)

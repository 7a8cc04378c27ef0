"""Many workers on one night: they end where one ends alone, also when some of them die."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from random import Random

import pytest
from sqlmodel import Session

from portal.db import Database
from portal.jobs import night as nights
from portal.jobs import queue as queues
from portal.jobs.night import Chunk, InProcess, Night, Work, run_night
from portal.jobs.queue import Queued, open_queue, work_off
from portal.jobs.steps import STEPS
from portal.municipality import load
from tests.builders import NOW
from tests.life.canonical import picture
from tests.life.conftest import Make, Worlds, broken
from tests.life.dying import FORKED, Dying, killed
from tests.life.town import TODAY, TOWNS

pytestmark = pytest.mark.postgresql
LEASE = 0.5


@pytest.fixture(autouse=True)
def small_chunks_and_short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = nights.chunks_of
    monkeypatch.setattr(nights, "chunks_of", lambda session, table: cut(session, table, 3))
    monkeypatch.setattr(queues, "LEASE", LEASE)
    monkeypatch.setattr(queues, "_HEARTBEAT", LEASE / 5)


class Crew:
    """Worker processes on a database; each dies after so many moments, if told."""

    def __init__(self, database: Database, town: str) -> None:
        self.database, self.town = database, town
        self.chunks = FORKED.Value("i", 0)
        """How many chunks the workers did, without the one who runs the night."""
        self.members: list[BaseProcess] = []

    def join(self, dies_at: int | None = None) -> None:
        """Let one more worker begin."""
        self.database.engine.dispose()
        self.members.append(FORKED.Process(target=self._work, args=(dies_at,), daemon=True))
        self.members[-1].start()

    def is_at_work(self) -> bool:
        """Whether all have told the queue that they are there."""
        with self.database.engine.connect() as connection:
            there = connection.exec_driver_sql("select count(*) from queue.procrastinate_workers")
            return bool(there.scalar() == len(self.members))

    def fallen(self) -> int:
        """How many have died."""
        return sum(not member.is_alive() for member in self.members)

    def is_dead(self, place: int) -> bool:
        """Whether this one has died. Others may have ended too: who gives no sign of life in time
        counts as dead, and stops when it finds that out.
        """
        return not self.members[place].is_alive()

    def go_home(self) -> None:
        """End them all."""
        for member in self.members:
            member.kill()
            member.join()

    def _work(self, dies_at: int | None) -> None:
        Dying(self.database.engine, dies_at)
        steps = [replace(step, work=self._counted(step.work)) for step in STEPS]
        queue = open_queue(self.database, load(self.town), steps)

        async def until_stopped() -> None:
            async with queue.open_async():
                await work_off(queue, wait=True)

        asyncio.run(until_stopped())

    def _counted(self, work: Work) -> Work:
        def counted(session: Session, night: Night, chunk: Chunk) -> int:
            done = work(session, night, chunk)
            with self.chunks.get_lock():
                self.chunks.value += 1
            return done

        return counted


@contextmanager
def crew(database: Database, town: str, deaths: Sequence[int | None]) -> Iterator[Crew]:
    """A worker for each of these, at work."""
    working = Crew(database, town)
    try:
        for dies_at in deaths:
            working.join(dies_at)
        while not working.is_at_work():
            assert not working.fallen()
        yield working
    finally:
        working.go_home()


NIGHTLY = {town: Night(load(town), TODAY, NOW) for town in TOWNS}


def alone(database: Database, town: str) -> dict[str, list[str]]:
    """Where the night ends that one process does by itself."""
    run_night(database, NIGHTLY[town], STEPS, InProcess(database))
    return picture(database)


def shared(
    worlds: Worlds, town: str, deaths: Sequence[int | None], stopped_at: int | None = None
) -> Crew:
    """Let workers share a night, and hold its end against that of one who is alone.

    `stopped_at` kills the one who runs the night at this moment; then it is run again.
    """
    wanted = alone(worlds.copy("lived"), town)
    database = worlds.copy("lived")

    def act(database: Database) -> None:
        queue = open_queue(database, load(town), STEPS)
        run_night(database, NIGHTLY[town], STEPS, Queued(queue))

    with crew(database, town, deaths) as working:
        if stopped_at is not None:
            assert killed(database, act, stopped_at)
        act(database)
        assert all(working.is_dead(place) for place, when in enumerate(deaths) if when is not None)
    assert picture(database) == wanted
    assert broken(database) == []
    return working


def test_two_workers_end_a_night_where_one_ends_it(served_world: Make) -> None:
    working = shared(served_world("oss"), "oss", [None, None])
    assert working.chunks.value, "the workers had nothing to do"


def test_what_the_dead_left_undone_is_done_by_the_others(served_world: Make) -> None:
    shared(served_world("norddjurs"), "norddjurs", [11, None], stopped_at=30)


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS)
def test_eight_workers_end_a_night_where_one_ends_it(served_world: Make, town: str) -> None:
    working = shared(served_world(town, people=150), town, [None] * 8)
    assert working.chunks.value, "the workers had nothing to do"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_nights_on_which_half_the_workers_die(served_world: Make, seed: int) -> None:
    chance, town = Random(seed), TOWNS[seed % 2]
    deaths = [chance.randrange(1, 60) for _ in range(4)]
    world = served_world(town, people=60, seed=seed)
    shared(world, town, [*deaths, *[None] * 4], stopped_at=chance.randrange(1, 60))

"""The night shared by workers: every chunk is done once, also when a worker dies on it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from portal.db import Database
from portal.errors import Conflict
from portal.jobs.night import Chunk, InProcess, Night, Step, chunks_of, run_night
from portal.jobs.queue import JobFailed, Queued, has_workers, open_queue
from portal.ledger.tables import CLAIM
from portal.municipality import load
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.slow
TOWN = load("oss")
NIGHT = Night(TOWN, date(2026, 11, 2), NOW)


@pytest.fixture
def postgresql(postgresql_url: str, opened: dict[str, Database]) -> Database:
    return opened.setdefault(postgresql_url, Database(postgresql_url))


class Counting:
    """A step that notes the chunks it is given."""

    def __init__(self, failing: int = 0) -> None:
        self.seen: list[Chunk] = []
        self.failing = failing

    def __call__(self, _session: Session, _night: Night, chunk: Chunk) -> int:
        self.seen.append(chunk)
        if self.failing:
            self.failing -= 1
            raise RuntimeError("this chunk cannot be done")
        return 1


def test_chunks_cover_every_row_once(database: Database) -> None:
    with database.unit_of_work() as session:
        owner = builders.person(session)
        ids = [builders.claim(session, owner).id for _ in range(7)]
        chunks = list(chunks_of(session, CLAIM, size=3))
    covered = [row for chunk in chunks for row in range(chunk.first, chunk.last + 1)]
    assert covered == ids


def test_a_chunk_that_fails_takes_back_its_own_rows_only(database: Database) -> None:
    def add(session: Session, _night: Night, chunk: Chunk) -> int:
        builders.message(session, builders.person(session), f"told:{chunk.first}")
        if chunk.first == 2:
            raise RuntimeError
        return 1

    runner = InProcess(database)
    with pytest.raises(RuntimeError):
        runner.run(Step("add", CLAIM, add), NIGHT, [Chunk(1, 1), Chunk(2, 2), Chunk(3, 3)])
    with database.reading() as session:
        kept = session.connection().execute(text("select key from outgoing")).scalars().all()
    assert kept == ["told:1"]


def test_a_chunk_that_met_somebody_else_is_done_again(embedded: Database) -> None:
    meetings = [Conflict, Conflict]

    def add(session: Session, _night: Night, _chunk: Chunk) -> int:
        builders.message(session, builders.person(session), "told")
        if meetings:
            raise meetings.pop()
        return 1

    assert InProcess(embedded).run(Step("add", CLAIM, add), NIGHT, [Chunk(1, 1)]) == 1
    with embedded.reading() as session:
        kept = session.connection().execute(text("select key from outgoing")).scalars().all()
    assert kept == ["told"]


def test_the_queue_gives_every_chunk_once(postgresql: Database) -> None:
    work = Counting()
    step = Step("count", CLAIM, work)
    chunks = [Chunk(number, number) for number in range(40)]
    Queued(open_queue(postgresql, TOWN, [step])).run(step, NIGHT, chunks)
    assert sorted(work.seen, key=lambda chunk: chunk.first) == chunks


def test_a_chunk_that_fails_is_told_and_the_next_night_begins_anew(postgresql: Database) -> None:
    work = Counting(failing=1)
    step = Step("count", CLAIM, work)
    queue = Queued(open_queue(postgresql, TOWN, [step]))
    with pytest.raises(JobFailed):
        queue.run(step, NIGHT, [Chunk(1, 1)])
    queue.run(step, NIGHT, [Chunk(1, 1)])
    assert work.seen == [Chunk(1, 1), Chunk(1, 1)]


def test_a_chunk_left_by_a_dead_worker_is_taken_again(postgresql: Database) -> None:
    work = Counting()
    step = Step("count", CLAIM, work)
    queue = Queued(open_queue(postgresql, TOWN, [step]))
    queue.run(step, NIGHT, [])
    with postgresql.engine.begin() as connection:
        connection.execute(text(DEAD), {"seen": NOW - timedelta(days=300)})
    queue.run(step, NIGHT, [])
    assert work.seen == [Chunk(7, 9)]


DEAD = """
with dead as (
    insert into queue.procrastinate_workers (last_heartbeat) values (:seen) returning id
)
insert into queue.procrastinate_jobs (queue_name, task_name, args, status, worker_id)
select 'night', 'night:chunk',
    '{"step": "count", "on": "2026-11-02", "now": "2026-11-02T09:30:00+00:00",
      "first": 7, "last": 9}',
    'doing', id from dead
"""
"""A worker that was last heard of long ago, in the middle of a chunk."""


def test_nobody_is_working_until_someone_starts(database: Database) -> None:
    assert not has_workers(database)


def test_a_night_runs_its_steps_in_order(database: Database) -> None:
    with database.unit_of_work() as session:
        builders.claim(session, builders.person(session))
    order: list[str] = []

    def step(name: str) -> Step:
        def work(_session: Session, _night: Night, _chunk: Chunk) -> int:
            order.append(name)
            return 1

        return Step(name, CLAIM, work)

    steps = [step("first"), step("second")]
    assert run_night(database, NIGHT, steps, InProcess(database)) == {"first": 1, "second": 1}
    assert order == ["first", "second"]

"""The queue of a night's chunks in PostgreSQL: any number of workers share it, each chunk once.

A worker that dies leaves its chunk to the others: what it had not committed was never done.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import procrastinate
from sqlalchemy import make_url

from portal.adopting.overlay import town_in
from portal.db import Database
from portal.jobs.night import Chunk, Night, Step, do_chunk
from portal.municipality import Municipality

SCHEMA = "queue"
NIGHT = "night"
"""The queue chunks wait in."""
LEASE = 30.0
"""Seconds without a sign of life after which a worker counts as dead."""
_HEARTBEAT = 5.0
_LOOK_AGAIN = 0.05
_TASK = "night:chunk"


class JobFailed(RuntimeError):
    """A chunk failed; its error is in the worker's log."""


def open_queue(database: Database, town: Municipality, steps: Sequence[Step]) -> procrastinate.App:
    """Return the queue of this database, with the one task it knows: a chunk of a step."""
    work = {step.name: step.work for step in steps}
    app = procrastinate.App(connector=_connector(database))

    @app.task(name=_TASK, queue=NIGHT)
    def chunk(step: str, on: str, now: str, first: int, last: int) -> None:
        with database.reading() as session:
            adopted = town_in(session, town)
        night = Night(adopted, date.fromisoformat(on), datetime.fromisoformat(now))
        do_chunk(database, work[step], night, Chunk(first, last))

    return app


def _connector(database: Database) -> procrastinate.PsycopgConnector:
    url = make_url(database.engine.url).set(drivername="postgresql")
    return procrastinate.PsycopgConnector(
        conninfo=url.render_as_string(hide_password=False),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
    )


def has_workers(database: Database) -> bool:
    """Whether a worker gave a sign of life within its lease."""
    if database.engine.dialect.name == "sqlite":
        return False
    with database.engine.connect() as connection:
        alive = connection.exec_driver_sql(
            f"select 1 from {SCHEMA}.procrastinate_workers"  # noqa: S608  (a constant)
            " where last_heartbeat > now() - make_interval(secs => %s) limit 1",
            (LEASE,),
        )
        return alive.first() is not None


class Queued:
    """Runs a step's chunks by all workers there are, this process among them."""

    def __init__(self, app: procrastinate.App, advance: Callable[[], None] = lambda: None) -> None:
        """`advance` is called when a step is done."""
        self.app, self.advance = app, advance

    def run(self, step: Step, night: Night, chunks: Sequence[Chunk]) -> int | None:
        """Return nothing: how much was done is known to the workers only.

        Raises JobFailed when a chunk failed.
        """
        with ThreadPoolExecutor(1) as apart:  # whoever calls may have a loop of their own
            apart.submit(asyncio.run, self._run(step, night, chunks)).result()
        self.advance()
        return None

    async def _run(self, step: Step, night: Night, chunks: Sequence[Chunk]) -> None:
        async with self.app.open_async():
            await self.app.job_manager.delete_old_jobs(0, queue=NIGHT, include_failed=True)
            if chunks:
                await self.app.tasks[_TASK].batch_defer_async(
                    *(_told(step, night, chunk) for chunk in chunks)
                )
            while True:
                await work_off(self.app, wait=False)
                left = await self._left()
                if left["failed"]:
                    raise JobFailed(step.name)
                if not left["todo"] + left["doing"]:
                    return
                await give_back_stalled(self.app)
                await asyncio.sleep(_LOOK_AGAIN)

    async def _left(self) -> dict[str, int]:
        rows: list[dict[str, Any]] = list(await self.app.job_manager.list_queues_async(queue=NIGHT))
        found = rows[0] if rows else {}
        return {state: int(found.get(state, 0)) for state in ("todo", "doing", "failed")}


def _told(step: Step, night: Night, chunk: Chunk) -> dict[str, Any]:
    return {
        "step": step.name,
        "on": night.on.isoformat(),
        "now": night.now.isoformat(),
        "first": chunk.first,
        "last": chunk.last,
    }


async def work_off(app: procrastinate.App, *, wait: bool) -> None:
    """Take chunks until none waits, or with `wait` until stopped."""
    await app.run_worker_async(
        queues=[NIGHT, "builtin"],
        wait=wait,
        concurrency=1,
        delete_jobs="successful",
        update_heartbeat_interval=_HEARTBEAT,
        stalled_worker_timeout=LEASE,
        install_signal_handlers=wait,
        fetch_job_polling_interval=1.0,
    )


async def give_back_stalled(app: procrastinate.App) -> None:
    """Let chunks of workers that died be taken again."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(queue=NIGHT, seconds_since_heartbeat=LEASE):
        await manager.retry_job(job)

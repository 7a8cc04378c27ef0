"""`portal bench faults`: what breaks while visitors are at it, and whether anything is lost by it.

A web process is killed, the database stops as when its machine fails and starts again, the payment
provider and the mail server are down, a night is killed and so is a worker that shares one, and the
clock jumps an hour. PORTAL_BENCH_VISITORS and PORTAL_BENCH_SECONDS
say how many visitors and how long; PostgreSQL comes from the wheel of the tests.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from time import perf_counter
from typing import Any

from portal.bench.load import Day, differences, live, summary
from portal.bench.measure import Measured, none
from portal.bench.others import Others, beside
from portal.bench.places import own_server, place_at
from portal.bench.served import FORKED, Served
from portal.bench.site import DAY, NOW, Crowd, Kit, Site, made, open_to
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.queue import Queued, open_queue, work_off
from portal.jobs.steps import STEPS

HOUR = 3600
AWAY = 3.0
"""Seconds the database is away."""
THINK = (0.2, 0.6)


class Jumping:
    """A clock that goes on from the day of the benchmark, and jumps when it is told to."""

    def __init__(self) -> None:
        """It is shared by all processes."""
        self.began, self.ahead = perf_counter(), FORKED.Value("d", 0.0)

    def now(self) -> datetime:
        """Return the moment."""
        return NOW + timedelta(seconds=perf_counter() - self.began + self.ahead.value)

    def today(self) -> date:
        """Return its day."""
        return DAY


def bench(say: Callable[[str], None], kit: Kit) -> Iterator[Measured]:
    """Break one thing after the other under load; then count."""
    with own_server() as server:
        if server is None:
            say("PostgreSQL of the wheel is not there: nothing is broken.")
        else:
            yield from _broken(say, kit, server)


def _broken(say: Callable[[str], None], kit: Kit, server: Any) -> Iterator[Measured]:  # noqa: ANN401
    visitors = int(os.environ.get("PORTAL_BENCH_VISITORS", "20"))
    seconds = float(os.environ.get("PORTAL_BENCH_SECONDS", "120"))
    clock = Jumping()
    crowds = [Crowd("visitor", int(visitors * (2 + seconds / 8)), 3), Crowd("payer", 60, 3)]
    site = made(place_at(server), "faults", kit, crowds, clock=clock)
    with beside(site) as others, open_to(site, kit) as there:
        acts: list[tuple[str, Callable[[], None]]] = [
            ("calm", lambda: None),
            ("a web process is killed", lambda: _kill(there)),
            ("the database stops", lambda: _stop(server)),
            ("the database is back", server.ensure_postgres_running),
            ("provider and mail are down", lambda: _away(others, is_down=True)),
            ("provider and mail are back", lambda: _away(others, is_down=False)),
            ("a night is killed", lambda: _night(site, killed_after=1.0)),
            ("a worker is killed", lambda: _worker(site)),
            ("the clock jumps an hour", lambda: _jump(clock)),
        ]
        day, marks = asyncio.run(_lived(there, site, visitors, seconds, acts, others))
        say(summary(day, seconds))
        for line in _seen(day, marks):
            say(line)
        say(f"those who paid were answered, by status: {dict(others.answers)}")
        yield from others.ends()
    _night(site, killed_after=None)
    wrong = differences(site, day.told)
    yield none("requests lost or doubled, rules broken", wrong)
    last = marks[-1][1]
    after = [one.status for one in day.asked if one.at > last + 5]
    bad = sum(status == 0 or status >= 500 for status in after)  # noqa: PLR2004
    yield none("faults five seconds after the last of it", bad)


async def _lived(
    there: Served,
    site: Site,
    visitors: int,
    seconds: float,
    acts: list[tuple[str, Callable[[], None]]],
    others: Others,
) -> tuple[Day, list[tuple[str, float]]]:
    """Let visitors go on while one thing after the other happens."""
    marks: list[tuple[str, float]] = []

    async def happen() -> None:
        for name, act in acts:
            marks.append((name, perf_counter()))
            await asyncio.to_thread(act)
            back = name == "the database stops"
            await asyncio.sleep(AWAY if back else seconds * 0.8 / len(acts))

    people = site.people["visitor"]
    ends = asyncio.get_running_loop().time() + seconds
    day, *_ = await asyncio.gather(
        live(there.port, people, visitors, seconds, THINK),
        happen(),
        others.pay(there.port, site.people["payer"], ends),
        others.send(ends),
    )
    return day, marks


def _seen(day: Day, marks: list[tuple[str, float]]) -> Iterator[str]:
    """Say what visitors saw after each."""
    ends = (*marks, ("", float("inf")))
    for (name, since), (_, until) in pairwise(ends):
        told = Day([one for one in day.asked if since <= one.at < until])
        waited = {one.retry_after for one in told.asked if one.retry_after}
        slowest = max((one.took for one in told.asked), default=0)
        yield (
            f"{name}: {len(told.asked)} answers, none or faults {dict(told.bad())},"
            f" slowest {slowest:.1f} s, told to come again after {sorted(waited)} s"
        )


def _kill(there: Served) -> None:
    with suppress(ProcessLookupError, IndexError):
        os.kill(there.workers[0], signal.SIGKILL)


def _stop(server: Any) -> None:  # noqa: ANN401
    process = server.get_postmaster_info().process
    os.kill(process.pid, signal.SIGQUIT)
    process.wait(30)


def _jump(clock: Jumping) -> None:
    clock.ahead.value += HOUR


def _away(others: Others, *, is_down: bool) -> None:
    others.provider.is_down = others.mail.is_down = is_down


def _worker(site: Site) -> None:
    """Let a night be shared with a worker that is killed in the midst of it."""

    def work() -> None:
        site.database.engine.dispose(close=False)
        queue = open_queue(site.database, site.town, STEPS)

        async def until_killed() -> None:
            async with queue.open_async():
                await work_off(queue, wait=True)

        asyncio.run(until_killed())

    worker = FORKED.Process(target=work, daemon=True)
    worker.start()
    night = FORKED.Process(target=lambda: _shared(site))
    night.start()
    worker.join(1.0)
    worker.kill()
    worker.join()
    night.join()


def _shared(site: Site) -> None:
    site.database.engine.dispose(close=False)
    queue = open_queue(site.database, site.town, STEPS)
    run_night(site.database, Night(site.town, DAY, NOW), STEPS, Queued(queue))


def _night(site: Site, killed_after: float | None) -> None:
    """Do the night in a process of its own; kill it after so many seconds."""

    def live_through() -> None:
        site.database.engine.dispose(close=False)
        run_night(site.database, Night(site.town, DAY, NOW), STEPS, InProcess(site.database))

    process = FORKED.Process(target=live_through)
    process.start()
    process.join(killed_after)
    if process.is_alive():
        process.kill()
        process.join()

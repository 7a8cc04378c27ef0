"""`portal bench load`: so many visitors at once through the main job, with time to think.

PORTAL_BENCH_VISITORS and PORTAL_BENCH_SECONDS say how many and how long. Then as many as can ask at
once, to see that whoever comes too many is told so, and that it is over soon.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from statistics import median, quantiles
from time import perf_counter

from sqlmodel import select

from portal.bench.hammer import hammer
from portal.bench.journey import Told, Traveller
from portal.bench.measure import Measured, none
from portal.bench.places import MISSING, Place, postgresql, sqlite
from portal.bench.served import Served
from portal.bench.site import Crowd, Kit, Site, made, open_to
from portal.bench.visitor import NO_ANSWER, Asked, Visitor, request
from portal.cases.models import Case
from portal.check import broken

SEED = 7
THINK = (5.0, 15.0)
"""Seconds somebody looks at a page: these are read, and most of them ask something."""
SLOWEST = 0.5
"""Seconds in which 99 of 100 answers are there."""
GRACE = 20.0
"""Seconds in which visitors may end what they are at."""
CALLERS = 200
"""How many ask at once, without a thought, to be too many."""
SOON = 5.0
FAULT = 500
TOO_MANY = 503


@dataclass
class Day:
    """All that was asked, and what was told to those who asked."""

    asked: list[Asked] = field(default_factory=list)
    told: Told = field(default_factory=Told)

    @property
    def slow(self) -> float:
        """Seconds in which 99 of 100 answers were there."""
        return quantiles([one.took for one in self.asked], n=100)[-1]

    @property
    def middle(self) -> float:
        """Seconds in which half of the answers were there."""
        return median(one.took for one in self.asked)

    def bad(self) -> Counter[int]:
        """Count faults, and requests without an answer, by status."""
        found = (one.status for one in self.asked)
        return Counter(one for one in found if one == NO_ANSWER or one >= FAULT)


def bench(say: Callable[[str], None], kit: Kit) -> Iterator[Measured]:
    """Measure on PostgreSQL, else on the embedded database."""
    visitors = int(os.environ.get("PORTAL_BENCH_VISITORS", "500"))
    seconds = float(os.environ.get("PORTAL_BENCH_SECONDS", "300"))
    with postgresql() as place, sqlite() as embedded:
        if place is None:
            say(MISSING)
        yield from held(say, kit, place or embedded, visitors, seconds)


def held(
    say: Callable[[str], None], kit: Kit, place: Place, visitors: int, seconds: float
) -> Iterator[Measured]:
    """Measure a day of so many visitors, and a moment of too many."""
    people = int(visitors * (2 + seconds / 15))
    site = made(place, "load", kit, [Crowd("visitor", people, 3)])
    with open_to(site, kit) as there:
        day = asyncio.run(live(there.port, site.people["visitor"], visitors, seconds))
        say(summary(day, seconds))
        of = f"{visitors} visitors, {seconds:.0f} s, {place.kind}"
        bad = sum(day.bad().values())
        yield none(f"faults and missing answers ({of})", bad)
        yield Measured(
            f"p99 of an answer, s ({of})", day.slow, day.middle, day.slow, f"<= {SLOWEST}"
        )
        wrong = differences(site, day.told)
        yield none(f"requests lost or doubled ({of})", wrong)
        yield from _too_many(there, site)


def summary(day: Day, seconds: float) -> str:
    """Say what was asked, in a line."""
    said = dict(Counter(one.status for one in day.asked))
    return (
        f"{len(day.asked)} answers, {len(day.asked) / seconds:.0f} a second, by status {said};"
        f" half within {day.middle * 1000:.0f} ms; {len(day.told.sent)} requests sent;"
        f" without a way on: {dict(Counter(day.told.lost))}"
    )


async def live(
    port: int, people: list[str], visitors: int, seconds: float, think: tuple[float, float] = THINK
) -> Day:
    """Let so many go through the main job side by side, each time as somebody else."""
    day, ends, turn = Day(), perf_counter() + seconds, count()

    async def one(number: int) -> None:
        chance = Random(f"{SEED}-{number}")  # noqa: S311  (the same every time)
        await asyncio.sleep(chance.uniform(0, min(think[1] * 5, seconds / 3)))
        while perf_counter() < ends:
            visitor = Visitor(port, day.asked.append)
            await Traveller(visitor, chance, think, day.told).travel(people[next(turn)])

    tasks = [asyncio.create_task(one(number)) for number in range(visitors)]
    _, late = await asyncio.wait(tasks, timeout=seconds + GRACE)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return day


def differences(site: Site, told: Told) -> int:
    """Count requests that were told to be sent and are not, sent twice, and broken rules."""
    with site.database.reading() as session:
        kept = session.exec(select(Case.ref, Case.person_id).where(Case.state != "draft")).all()
        rules = len(broken(session))
    lost = len(told.sent - {ref for ref, _ in kept})
    return lost + len(kept) - len({person for _, person in kept}) + rules


def _too_many(there: Served, site: Site) -> Iterator[Measured]:
    """Ask far more than can be answered; then see how soon one is answered as before."""
    page = request("GET", "/", {})
    calm = hammer(there.port, page, 2, callers=2)
    crowded = hammer(there.port, page, 5, callers=CALLERS)
    ended = perf_counter()
    while hammer(there.port, page, 0.3, callers=2).slow > max(calm.slow * 2, 0.1):
        if perf_counter() - ended > SOON * 4:
            break
    back = perf_counter() - ended
    yield Measured("seconds until all is as before, after too many", back, SOON, back, f"<= {SOON}")
    bad = sum(n for status, n in crowded.statuses.items() if status not in (200, TOO_MANY))
    name = f"answers other than 200 and 503 ({CALLERS} at once: {dict(crowded.statuses)})"
    yield none(name, bad)
    yield none("503 without Retry-After", crowded.mute)

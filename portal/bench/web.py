"""`portal bench web`: how many pages a second, beside an empty one; how soon on a slow phone."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import text

from portal.bench import paint
from portal.bench.hammer import Round, hammer
from portal.bench.journey import ANSWERS, Told, Traveller
from portal.bench.measure import Measured, at_most, none
from portal.bench.places import Place, sqlite
from portal.bench.served import FORKED, Serve, Served, served
from portal.bench.site import DAY, NOW, Crowd, Kit, Site, awake, enter, made, open_as_in_production
from portal.bench.visitor import Visitor, request
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.steps import STEPS
from portal.resources import folder as folder_of

ROUNDS = 4
MANY, FEW = 20_000, 2_000
"""Claims of others in the database."""
TWINS = {"django-whole": ">= 1.8", "django": ">= 1.8", "django-jinja": ">= 1.2"}
"""The same page in Django, with its own templates and with Jinja, and what is expected."""
NICE = 10
"""How far the night stands back for pages, as in its unit of systemd."""
GROWING = 5_000
"""Requests over which memory may grow."""
MOST_MEMORY = 160_000
CROWDS = [Crowd("one", 1, 1), *(Crowd(name, 1, 10) for name in ("ten", "typing"))]
CROWDS += [Crowd("hundred", 1, 100)]


@dataclass
class Asked:
    """One request of the measurement, and its rounds."""

    port: int
    raw: bytes
    rounds: list[Round] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second, in the middle round."""
        return median(one.rate for one in self.rounds)

    @property
    def spread(self) -> float:
        """How many times the middle answer the slowest of a hundred takes, in the middle round."""
        return median(one.slow / one.middle for one in self.rounds)


def bench(say: Callable[[str], None], kit: Kit, bare: Serve) -> Iterator[Measured]:
    """Measure a portal that the kit puts together; `bare` serves one that is none."""
    with sqlite() as place:
        yield from _pages(say, kit, bare, place)
    yield from paint.bench(say, kit.make)


def _pages(say: Callable[[str], None], kit: Kit, bare: Serve, place: Place) -> Iterator[Measured]:
    site, larger = (_site(place, kit, others) for others in (FEW, MANY))
    with ExitStack() as stack:
        empty = stack.enter_context(served(hello(), bare))
        there, also = (
            stack.enter_context(open_as_in_production(one, kit)) for one in (site, larger)
        )
        asyncio.run(awake(empty.port))
        asked = _asked(empty, there, also, site)
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="overblik-bench-")))
        try:
            app, cookies = _twin(site, folder)
        except ImportError:
            say("Django is not installed (pip install --group bench): not measured beside it")
        else:
            twin = stack.enter_context(served(app, bare))
            for kind in TWINS:
                asked[kind] = Asked(twin.port, request("GET", f"/{kind}", cookies))
        for _ in range(ROUNDS):
            for one in asked.values():
                one.rounds.append(hammer(one.port, one.raw))
        for name, one in asked.items():
            say(f"{name}: {one.rate:.0f} a second, p99 {one.spread:.1f} times the middle")
        yield from _compared(asked)
        yield _during_the_night(larger, asked["overview, ten times the data"])
        yield from _memory(there, asked["overview"])


def _site(place: Place, kit: Kit, others: int) -> Site:
    return made(place, f"web-{others}", kit, [*CROWDS, Crowd("other", others // 10, 10)])


def _twin(site: Site, folder: Path) -> tuple[Any, dict[str, str]]:
    """The same page in Django, on the same database, and the cookies that open it."""
    from portal.bench.django_twin import twin  # noqa: PLC0415  (in its own dependency group)

    with site.database.engine.connect() as connection:
        told = {"ref": site.people["ten"][0]}
        person = connection.execute(
            text("select id from person where ref = :ref"), told
        ).scalar_one()
    file = site.database.engine.url.database
    assert file is not None
    return twin(file, person, folder, folder_of("translations"))


def hello() -> Flask:
    """Return an empty view."""
    app = Flask("hello")
    app.add_url_rule("/health", view_func=lambda: "Hello, world")
    return app


def _asked(empty: Served, there: Served, also: Served, site: Site) -> dict[str, Asked]:
    def page(served_at: Served, who: str, path: str, more: str = "") -> Asked:
        visitor = Visitor(served_at.port)
        assert asyncio.run(enter(visitor, site.people[who][0]))
        return Asked(served_at.port, request("GET", path, visitor.cookies, more=more))

    return {
        "empty": Asked(empty.port, request("GET", "/health", {})),
        "overview": page(there, "ten", "/overview"),
        "overview, compressed": page(there, "ten", "/overview", "Accept-Encoding: br\r\n"),
        "overview, one claim": page(there, "one", "/overview"),
        "overview, a hundred claims": page(there, "hundred", "/overview"),
        "overview, ten times the data": page(also, "ten", "/overview"),
        "fragment": page(there, "ten", "/session", "HX-Request: true\r\n"),
        "estimate while typing": _typing(there, site.people["typing"][0]),
    }


def _typing(there: Served, ref: str) -> Asked:
    """What is asked while somebody types an income: what they can carry, as a part of the page."""
    chance = Random(1)  # noqa: S311  (nothing is kept secret with it)
    somebody = Traveller(Visitor(there.port), chance, (0, 0), Told())
    path = asyncio.run(somebody.to_question(ref, "income"))
    told = {"csrf_token": somebody.visitor.token, **ANSWERS["income"], "act": "estimate"}
    form, cookies = urlencode(told), somebody.visitor.cookies
    return Asked(there.port, request("POST", path, cookies, form, "HX-Request: true\r\n"))


def _compared(asked: dict[str, Asked]) -> Iterator[Measured]:
    rate = {name: one.rate for name, one in asked.items()}
    overview = asked["overview"]

    def share(of: str, against: str, bound: str) -> Measured:
        name = f"{of} against {against}, answers a second"
        return Measured(name, rate[of], rate[against], rate[of] / rate[against], bound)

    yield share("overview", "empty", ">= 0.3")
    yield share("overview, compressed", "overview", ">= 0.6")
    yield share("overview, ten times the data", "overview", ">= 0.8")
    yield share("fragment", "overview", ">= 2")
    yield share("overview", "estimate while typing", "<= 1.5")
    for kind, bound in TWINS.items():
        if kind in asked:
            yield share("overview", kind, bound)
    yield at_most("overview, p99 against the middle", overview.spread, 1, 3)
    bad = sum(round_.errors for one in asked.values() for round_ in one.rounds)
    yield none("answers that were none", bad)


def _during_the_night(site: Site, overview: Asked) -> Measured:
    """Pages while nights of this database are done, one month after the other."""

    def live_through() -> None:
        os.nice(NICE)
        site.database.engine.dispose(close=False)
        for month in count():
            on = DAY + timedelta(days=30 * month)
            night = Night(site.town, on, NOW + (on - DAY))
            run_night(site.database, night, STEPS, InProcess(site.database))

    nights = FORKED.Process(target=live_through, daemon=True)
    nights.start()
    try:
        rounds = [hammer(overview.port, overview.raw) for _ in range(ROUNDS)]
    finally:
        nights.kill()
        nights.join()
    rate = median(one.rate for one in rounds)
    name = "overview while a night runs, against without, answers a second"
    return Measured(name, rate, overview.rate, rate / overview.rate, ">= 0.6")


def _memory(there: Served, overview: Asked) -> Iterator[Measured]:
    before = there.memory()
    asked = 0
    while asked < GROWING:
        asked += len(hammer(overview.port, overview.raw).took)
    after, answering = there.memory(), there.memory_of_workers()
    yield at_most("memory of the two processes that answer, kB", answering, MOST_MEMORY, 1)
    yield at_most("memory of these and of the one that starts them, kB", after, MOST_MEMORY, 1)
    yield at_most(f"memory after {asked:,} requests, kB", after, before, 1.05)

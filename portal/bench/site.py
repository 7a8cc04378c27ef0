"""A town's portal to measure: the demo's people, a crowd beside them, served as in production."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from flask import Flask

from portal.bench import debtors
from portal.bench.door import AnyOfThem
from portal.bench.places import Place
from portal.bench.served import Serve, Served, served, served_afresh
from portal.bench.visitor import Visitor
from portal.cases.work import triggers
from portal.config import Settings
from portal.db import Database, writing
from portal.demo import fill
from portal.municipality import Municipality, load, names

DAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = "a key of a benchmark that nobody signs in to"
Make = Callable[..., Flask]
"""Puts a portal together."""


@dataclass(frozen=True)
class Kit:
    """What stands above the benchmarks and is given to them."""

    make: Make
    serve: Serve


@dataclass(frozen=True)
class Crowd:
    """So many people with so many claims each, under one name."""

    name: str
    people: int
    claims: int


@dataclass(frozen=True)
class Site:
    """A portal on a filled database."""

    app: Flask
    again: Make
    """Puts the same portal together in a process that has nothing of this one."""
    database: Database
    town: Municipality
    people: dict[str, list[str]]
    """References by the name of their crowd."""


def made(place: Place, name: str, kit: Kit, crowds: list[Crowd], **more: Any) -> Site:  # noqa: ANN401
    """Fill a database with the demo and these crowds, and put a portal on it."""
    town, database = load(names()[-1]), place.make(name)
    fill(database, town, today=DAY, now=NOW, identity_key=KEY)
    found = {}
    with writing(database.engine).begin() as connection:
        triggers.remove(connection)
        for crowd in crowds:
            told = crowd.name, crowd.people, crowd.claims, DAY
            found[crowd.name] = debtors.owe(connection, town, *told)
        triggers.put_in_place(connection)
        connection.exec_driver_sql("analyze")
    everybody = AnyOfThem([ref for refs in found.values() for ref in refs])
    again = partial(kit.make, _settings(database, town), identity=everybody)
    return Site(again(database=database, **more), again, database, town, found)


def portal_on(database: Database, town: Municipality, make: Make, **more: Any) -> Flask:  # noqa: ANN401
    """Put a portal on a database that holds the demo's people."""
    return make(_settings(database, town), database=database, **more)


def _settings(database: Database, town: Municipality) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return Settings(url, town.name, secret_key=KEY, identity_key=KEY, demo=True, today=DAY)


@contextmanager
def open_to(site: Site, kit: Kit, **options: Any) -> Iterator[Served]:  # noqa: ANN401
    """Serve it, and wait until it answers."""
    with served(site.app, kit.serve, **options) as there:
        asyncio.run(awake(there.port))
        yield there
    site.database.engine.dispose()


@contextmanager
def open_as_in_production(site: Site, kit: Kit) -> Iterator[Served]:
    """Serve it from a process of its own, put together there, and wait until it answers."""
    with served_afresh(site.again, kit.serve) as there:
        asyncio.run(awake(there.port))
        yield there


async def awake(port: int) -> None:
    """Wait until somebody answers, and does not say no."""
    visitor = Visitor(port)
    while (await visitor.get("/health")).status != 200:  # noqa: PLR2004
        await asyncio.sleep(0.05)


async def enter(visitor: Visitor, ref: str) -> bool:
    """Sign somebody in; return whether their overview is there."""
    await visitor.get("/sign-in")
    page = await visitor.post("/sign-in", {"person": ref})
    return page.status == 200 and page.path == "/overview"  # noqa: PLR2004

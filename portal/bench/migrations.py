"""`portal bench migrations`: how long people wait while a full database is brought to a new shape.

On PostgreSQL, from each version since the first release to the newest.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from time import perf_counter

from sqlalchemy import inspect, text

from portal import migrate, versions
from portal.bench import city
from portal.bench.measure import Measured, at_most, none
from portal.bench.places import MISSING, Place, postgresql
from portal.db import Database
from portal.municipality import load, names

FIRST = "0038"
"""The newest version before the first release: nobody upgrades across it while serving."""
DAY = date(2026, 6, 1)
SECONDS = 2.0
"""How long a page may wait."""
MET = ("person", "claim", "ledger_entry", "plan", "instalment", "liability", "letter", "case")
"""Tables the pages of residents read and write."""
_KEPT = ("person", "claim", "ledger_entry", "plan", "instalment", "liability")
"""Tables the city fills, whose rows have to come through as they are."""
_PAUSE = 0.005


def bench(say: Callable[[str], None]) -> Iterator[Measured]:
    """Measure every way up there is; `say` hears what is missing for it."""
    with postgresql() as place:
        if place is None:
            say(MISSING)
        else:
            yield from _ways_up(place)


def _ways_up(place: Place) -> Iterator[Measured]:
    database = place.make("migrations")
    with database.unit_of_work() as session:
        city.fill(session.connection(), load(names()[0]), city.size() // city.INSTALMENTS, DAY)
    url = database.engine.url.render_as_string(hide_password=False)
    for version in reversed([one for one in versions.known()[:-1] if one >= FIRST]):
        before = rows(database)
        database.engine.dispose()
        migrate.downgrade(url, version)
        waited = _longest_wait(database, lambda: migrate.upgrade(url))
        of = f"from {version} to {versions.known()[-1]}, {city.size():,} instalments"
        yield at_most(f"longest wait of a page ({of}), s, against two", waited, SECONDS, 1)
        yield none(f"tables with other rows than before ({of})", others(before, rows(database)))
    database.engine.dispose()


def _longest_wait(database: Database, act: Callable[[], object]) -> float:
    """Return the longest that a small transaction on one of the tables took meanwhile."""
    over = Event()

    def go_on() -> float:
        longest = 0.0
        while not over.wait(_PAUSE):
            for table in MET:
                start = perf_counter()
                with database.engine.begin() as connection:
                    connection.execute(text(f'lock table "{table}" in row exclusive mode'))
                longest = max(longest, perf_counter() - start)
        return longest

    with ThreadPoolExecutor(max_workers=1) as pool:
        page = pool.submit(go_on)
        try:
            act()
        finally:
            over.set()
    return page.result()


def rows(database: Database) -> dict[str, object]:
    """Return a sum over everything that stands in each table, column by column by its name."""
    with database.engine.connect() as connection:
        found: dict[str, object] = {}
        for table in _KEPT:
            columns = sorted(one["name"] for one in inspect(connection).get_columns(table))
            told = ", ".join(f'"{name}"' for name in columns)
            told_rows = f'select sum(hashtextextended(row({told})::text, 0)) from "{table}"'  # noqa: S608
            found[table] = connection.execute(text(told_rows)).scalar()
    return found


def others(before: dict[str, object], after: dict[str, object]) -> int:
    """Return in how many tables something stands otherwise."""
    return sum(before[table] != after[table] for table in _KEPT)

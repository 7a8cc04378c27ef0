"""`portal bench ledger`: a night over a city, and payments that last, on both databases."""

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from time import perf_counter
from typing import Any

from sqlalchemy import func, select

from portal.bench import by_orm, city, night_by_hand
from portal.bench.measure import Measured, at_most, none
from portal.bench.night_by_hand import Numbers
from portal.bench.places import MISSING, Place, postgresql, sqlite
from portal.bench.served import FORKED
from portal.db import Database
from portal.jobs.night import InProcess, Night, chunks_of, run_night
from portal.jobs.steps import STEPS
from portal.ledger.dunning.course import answer_by, course_of
from portal.ledger.incoming import Money, receive
from portal.ledger.interest import rate_of
from portal.ledger.missed import missed_before
from portal.ledger.tables import ENTRY, PROPOSAL, REMINDER, run
from portal.municipality import Municipality, load, names

ON = date(2026, 6, 1)
"""The first of a month, when interest is booked, in a half-year whose rate is known."""
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
TOWN = 20_000
"""Claims of a city on the embedded database."""
SAMPLE = 400
"""Plans the loop over objects does; its time is scaled up."""
POSTINGS = 400
CLIENTS = 8
SYNCS = 1_000


def bench(say: Callable[[str], None]) -> Iterator[Measured]:
    """Measure everything; `say` hears what could not be measured, and why."""
    with postgresql() as place:
        if place is None:
            say(MISSING)
        else:
            plans = city.size() // city.INSTALMENTS
            yield from _memory(place, plans)
            yield from _night(place, plans)
            yield from _workers(place)
            yield from _postings(place, say)
    with sqlite() as place:
        yield from _night(place, TOWN)


def _town() -> Municipality:
    """The first municipality where a missed instalment brings a reminder with a fee."""
    towns = map(load, names())
    return next(town for town in towns if town.terms.word("missed_instalment", ON) != "talk")


def _city(place: Place, town: Municipality, plans: int) -> None:
    database = place.make("city")
    with database.unit_of_work() as session:
        city.fill(session.connection(), town, plans, ON)
    if place.kind == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    database.engine.dispose()


def _numbers(town: Municipality) -> Numbers:
    kinds = city.kinds_of(town, ON)
    plain, bearing = (course_of(town, kind, ON) for kind in (kinds.plain, kinds.bearing))
    rate = rate_of(town, kinds.bearing, ON)
    until = answer_by(town, plain, ON, is_last=True)
    return Numbers(
        on=ON,
        now=NOW,
        before=missed_before(town, ON),
        until=until,
        plain=kinds.plain,
        bearing=kinds.bearing,
        plain_fee=plain.fee,
        bearing_fee=bearing.fee,
        rate=rate[0] if rate else 0,
    )


def _night(place: Place, plans: int) -> Iterator[Measured]:
    """One night against the same in SQL by hand, against a loop over objects, and again."""
    town = _town()
    numbers, night = _numbers(town), Night(town, ON, NOW)
    _city(place, town, plans)
    by_hand = place.copy("city", "by_hand")
    hand = _timed(lambda: _by_hand(by_hand, numbers))
    ours_database = place.copy("city", "ours")
    ours = _timed(lambda: _run(ours_database, night))
    differences = _differences(by_hand, ours_database)
    before = _rows(ours_database)
    again = _timed(lambda: _run(ours_database, night))
    changed = _rows(ours_database) - before
    objects = _by_objects(place.copy("city", "by_orm"), numbers, plans)
    of = f"{place.kind}, {plans * city.INSTALMENTS:,} instalments"
    yield at_most(f"night ({of}), s, against SQL by hand", ours, hand, 2.5)
    yield Measured(
        f"night ({of}), s, against a loop over objects", ours, objects, objects / ours, ">= 40"
    )
    yield at_most(f"the same night again ({of}), s", again, ours, 0.5)
    yield none(f"rows the same night adds again ({of})", changed)
    yield none(f"entries and calls that differ from SQL by hand ({of})", differences)
    for database in (by_hand, ours_database):
        database.engine.dispose()


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def _by_hand(database: Database, numbers: Numbers) -> None:
    with database.unit_of_work() as session:
        night_by_hand.run(session.connection(), numbers)


def _run(database: Database, night: Night) -> None:
    run_night(database, night, STEPS, InProcess(database))


def _by_objects(database: Database, numbers: Numbers, plans: int) -> float:
    """The time for all, from a sample."""
    with database.unit_of_work() as session:
        start = perf_counter()
        by_orm.run(session, numbers, 1, SAMPLE)
        took = perf_counter() - start
    database.engine.dispose()
    return took * plans / SAMPLE


def _rows(database: Database) -> int:
    with database.reading() as session:
        tables = (ENTRY, REMINDER, PROPOSAL)
        counts = (select(func.count()).select_from(table) for table in tables)
        return sum(run(session, count).scalar_one() for count in counts)


def _differences(one: Database, other: Database) -> int:
    """How many movements and calls one has and the other has not."""
    entry, call = ENTRY.c, PROPOSAL.c
    movements = select(entry.key, entry.booked_on, entry.debit, entry.credit, entry.amount).where(
        entry.actor == "night"
    )
    calls = select(
        call.kind, call.reason, call.claim_id, call.person_id, call.detail["missed"].as_integer()
    )
    found: list[set[tuple[Any, ...]]] = []
    for database in (one, other):
        with database.reading() as session:
            found.append(
                {tuple(row) for wanted in (movements, calls) for row in run(session, wanted)}
            )
    return len(found[0] ^ found[1])


def _memory(place: Place, plans: int) -> Iterator[Measured]:
    """The most memory a night takes, over a tenth of the city and over all of it."""
    town = _town()
    most = []
    for size in (plans // 10, plans):
        _city(place, town, size)
        database = place.copy("city", "memory")
        most.append(_peak(database, Night(town, ON, NOW)))
    yield at_most("memory of a night, tenfold city, kB", most[1], most[0], 1.1)


def _peak(database: Database, night: Night) -> int:
    """The most memory of a process of its own that does the night, in kilobytes."""
    queue = FORKED.SimpleQueue()
    database.engine.dispose()

    def live() -> None:
        _run(database, night)
        queue.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    process = FORKED.Process(target=live)
    process.start()
    peak = int(queue.get())
    process.join()
    return peak


def _workers(place: Place) -> Iterator[Measured]:
    """Two processes against one, on the chunks of the dearest step."""
    town = _town()
    _city(place, town, TOWN * 2)
    night = Night(town, ON, NOW)
    took = [_shared(place.copy("city", "workers"), night, number) for number in (1, 2)]
    yield Measured("two workers against one", took[1], took[0], took[0] / took[1], ">= 1.6")


def _shared(database: Database, night: Night, workers: int) -> float:
    """The seconds so many processes take for the step that does most."""
    step = next(step for step in STEPS if step.name == "missed-instalments")
    with database.reading() as session:
        chunks = list(chunks_of(session, step.over))
    database.engine.dispose()
    parts = [chunks[at::workers] for at in range(workers)]
    runner = InProcess(database)
    return _together([partial(runner.run, step, night, part) for part in parts])


def _together(acts: list[Callable[[], object]]) -> float:
    """The seconds until processes that start at once are all done."""
    processes = [FORKED.Process(target=act) for act in acts]
    start = perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return perf_counter() - start


def _postings(place: Place, say: Callable[[str], None]) -> Iterator[Measured]:
    """Payments, each durable before the next, against what the disk can sync."""
    town = _town()
    _city(place, town, POSTINGS * CLIENTS)
    database = place.copy("city", "postings")
    syncs = _sync_rate()
    say(f"The disk syncs {syncs:,.0f} times a second.")
    database.engine.dispose()
    for clients, share in ((1, 0.12), (CLIENTS, 0.35)):
        rate = _posting_rate(database, town, clients)
        yield Measured(
            f"durable postings a second, {clients} client(s), share of the disk's syncs",
            rate,
            syncs,
            rate / syncs,
            f">= {share}",
        )


def _sync_rate() -> float:
    with tempfile.NamedTemporaryFile() as file:
        os.pwrite(file.fileno(), b"x" * 8192, 0)
        start = perf_counter()
        for _ in range(SYNCS):
            os.pwrite(file.fileno(), b"x" * 8192, 0)
            os.fdatasync(file.fileno())
        return SYNCS / (perf_counter() - start)


def _posting_rate(database: Database, town: Municipality, clients: int) -> float:
    """Postings a second of so many processes at once."""
    database.engine.dispose()

    def post(client: int) -> None:
        for number in range(1, POSTINGS + 1):
            claim_id = client * POSTINGS + number
            money = Money(f"bench:{clients}:{claim_id}", "online", ON, 100)
            with database.unit_of_work() as session:
                receive(
                    session, money, claim_id, town.payment.imputation, now=NOW, actor="provider"
                )

    return POSTINGS * clients / _together([partial(post, client) for client in range(clients)])

"""`portal bench figures`: the council's arrears in a ledger of a million entries.

Counted as they are asked for, and as the night counted them ahead.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from time import perf_counter

from sqlalchemy import Connection, text
from sqlmodel import Session

from portal.bench import city
from portal.bench.measure import Measured, at_most
from portal.bench.places import Place, both
from portal.cases.figures import arrears, topics
from portal.db import Database, writing
from portal.municipality import load, names

DAY = date(2026, 11, 21)
CLAIMS, ENTRIES_EACH = 100_000, 10
PAGE_SECONDS, NIGHT_SECONDS = 1.0, 60.0
"""How long a page of the council may take, and what the night takes to count ahead."""
_PAYMENTS = (
    "insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id, kind,"
    " actor) select 'bench:' || :no || ':' || c.id, c.arose_on, '2026-11-21 00:00:00', 'bank',"
    " 'receivable_principal', 100, c.id, 'payment', 'import' from claim c"
)


def bench(say: Callable[[str], None]) -> Iterator[Measured]:
    """Measure both databases; `say` hears what is missing for it."""
    for place in both(say):
        yield from _measured(place)


def _measured(place: Place) -> Iterator[Measured]:
    database = place.make("figures")
    town = load(names()[0])
    with writing(database.engine).begin() as connection:
        city.fill(connection, town, CLAIMS, DAY)
        pay_in_parts(connection)
    at = f"({place.kind}, {CLAIMS * ENTRIES_EACH:,} entries), s"
    asked = _timed(database, topic)
    counted = _timed(database, partial(arrears.keep_day, on=DAY))
    ahead = _timed(database, topic)
    yield at_most(f"arrears counted by a night {at}", counted, NIGHT_SECONDS, 1)
    yield at_most(f"arrears page, counted ahead {at}", ahead, PAGE_SECONDS, 1)
    yield at_most(f"arrears page, counted ahead beside counted when asked {at}", ahead, asked, 1)
    database.engine.dispose()


def pay_in_parts(connection: Connection) -> None:
    """Let every claim have been paid in parts, so that the ledger is long."""
    for no in range(1, ENTRIES_EACH):
        connection.execute(text(_PAYMENTS), {"no": str(no)})
    connection.execute(text("analyze"))


def topic(session: Session) -> None:
    """Count what the council's page of arrears shows."""
    for count in topics.COUNCIL["arrears"]:
        count(session, DAY)


def _timed(database: Database, act: Callable[[Session], object]) -> float:
    """Return how many seconds it takes the second time: the first one warms what is read."""
    for _ in range(2):
        start = perf_counter()
        with database.unit_of_work() as session:
            act(session)
        took = perf_counter() - start
    return took

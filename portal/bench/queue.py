"""`portal bench queue`: the first page of the staff's queue with a hundred thousand things in it.

Beside the very same page over a hundred things, in turns, as a signed-in member of staff gets it.
"""

from collections.abc import Callable, Iterator
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from portal.bench.measure import Measured, times_as_long
from portal.bench.places import Place, both
from portal.bench.site import DAY, KEY, NOW, Make, portal_on
from portal.cases.work import triggers
from portal.db import Database, writing
from portal.demo import fill
from portal.municipality import Municipality, load, names

MANY, FEW = 100_000, 100
WORKER = "demo-worker"
_PEOPLE = (
    "insert into person (ref, kind, name, language, identity_scheme, identity_digest, address)"
    " with recursive n (i) as (select 1 union all select i + 1 from n where i < :many)"
    " select 'bench-' || i, 'person', 'Bench ' || i, 'en', 'bsn', 'bench-' || i, '' from n"
)
_CLAIMS = (
    "insert into claim (ref, number, person_id, kind, description, unit, unit_phone, arose_on,"
    " due_on, principal, payment_reference, stage, cause, months_paid, time_bar_on)"
    " select p.ref, p.ref, p.id, 'invoice', 'A bill', 'Parks', '0', '2026-01-01', '2026-02-01',"
    " 10000, p.ref, 'open', 'none', 0, {bar} from person p where p.ref like 'bench-%'"
)
_LATER = {
    "sqlite": "date('2026-12-01', '+' || (p.id % 900) || ' days')",
    "postgresql": "date '2026-12-01' + (p.id % 900)::integer",
}
_CASES = (
    'insert into "case" (ref, person_id, ask, state, started_at, changed_at, sent_at, answer_by,'
    " to_weigh, version) select k.ref, k.person_id, 'plan', 'sent', :now, :now, :now, {day},"
    " :no, 1 from claim k where k.ref like 'bench-%' and k.id % 2 = 0"
)
_ABOUT = (
    'insert into case_claim (case_id, claim_id) select c.id, k.id from "case" c'
    " join claim k on k.ref = c.ref where c.ref like 'bench-%'"
)
_PROPOSALS = (
    "insert into proposal (ref, key, kind, claim_id, made_on, prepared, reason, detail,"
    " signatures, state, first_reason, second_reason, version)"
    " select k.ref, k.ref, case k.id % 3 when 0 then 'handover' when 1 then 'talk'"
    " else 'time-bar-warning' end, k.id, '2026-11-20', '', 'instalment-missed', '{}', 1, 'open',"
    " '', '', 1 from claim k where k.ref like 'bench-%' and k.id % 2 = 1"
)


def bench(say: Callable[[str], None], make: Make) -> Iterator[Measured]:
    """Measure portals that `make` puts together; `say` hears what is missing for it."""
    for place in both(say):
        yield from _measured(place, make)


def _measured(place: Place, make: Make) -> Iterator[Measured]:
    town = load(names()[-1])
    sides = [_worker(place, town, make, many) for many in (MANY, FEW)]
    many, few = (partial(_first_page, client) for _, client in sides)
    name = f"first page of the queue ({place.kind}, {MANY:,} things against {FEW}), s"
    yield times_as_long(name, many, few, 2)
    for database, _ in sides:
        database.engine.dispose()


def _worker(
    place: Place, town: Municipality, make: Make, many: int
) -> tuple[Database, FlaskClient]:
    """Return somebody signed in to a portal in which so many things wait."""
    database = place.make(f"queue-{many}")
    fill(database, town, today=DAY, now=NOW, identity_key=KEY)
    with writing(database.engine).begin() as connection:
        let_wait(connection, many)
    if place.kind == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as settled:
            settled.execute(text("vacuum analyze"))
    app = portal_on(database, town, make)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"person": WORKER})
    _first_page(client)
    return database, client


def let_wait(connection: Connection, many: int) -> None:
    """Put in so many requests and proposals, half and half, each of somebody else."""
    bar = _LATER[connection.dialect.name]
    triggers.remove(connection)
    connection.execute(text(_PEOPLE), {"many": many})
    connection.execute(text(_CLAIMS.format(bar=bar)))
    day = bar.replace("p.id", "k.id")
    connection.execute(text(_CASES.format(day=day)), {"now": NOW, "no": False})
    connection.execute(text(_ABOUT))
    connection.execute(text(_PROPOSALS))
    triggers.put_in_place(connection)


def _first_page(client: FlaskClient) -> None:
    page = client.get("/staff/")
    assert page.status_code == 200, page.status  # noqa: PLR2004

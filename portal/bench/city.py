"""A city for measuring: people with a plan each, a tenth of all open instalments overdue.

Filled by plain SQL, the same on both databases. Amounts are minor units.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from portal.bench.night_by_hand import as_kept
from portal.municipality import Municipality

INSTALMENTS = 5
"""Open instalments of a plan; of every second plan the first is overdue, which makes a tenth."""
AMOUNT = 10_000
INTEREST_EACH = 10
"""One plan in so many is about a claim that bears interest."""
_ARE_OLD = 50
"""Days since the last day to pay."""


def size() -> int:
    """Return how many open instalments a city has: a million, or PORTAL_BENCH_INSTALMENTS."""
    return int(os.environ.get("PORTAL_BENCH_INSTALMENTS", "1000000"))


@dataclass(frozen=True)
class Kinds:
    """A kind of claim that bears no interest, and one that does where there is one."""

    plain: str
    bearing: str


def kinds_of(town: Municipality, on: date) -> Kinds:
    """Return the two kinds the city's claims are of."""
    fitting = [kind for kind in town.claim_kinds.values() if kind.reminder_fee_cap]
    plain = next(kind for kind in fitting if not kind.interest and kind.enforcement == "state")
    bearing = next((kind for kind in fitting if kind.interest and not kind.distraint), plain)
    assert on >= plain.start
    return Kinds(plain.id, bearing.id)


def fill(connection: Connection, town: Municipality, plans: int, on: date) -> None:
    """Put so many people, claims and plans in an empty database."""
    kinds = kinds_of(town, on)
    told = {
        "plans": plans,
        "language": town.languages[0],
        "scheme": town.identity_schemes[0],
        "plain": kinds.plain,
        "bearing": kinds.bearing,
        "each": INTEREST_EACH,
        "amount": AMOUNT,
        "principal": AMOUNT * INSTALMENTS,
        "instalments": INSTALMENTS,
        "arose": on - timedelta(days=_ARE_OLD + 30),
        "due": on - timedelta(days=_ARE_OLD),
        "made": on - timedelta(days=_ARE_OLD - 10),
        "bar": on + timedelta(days=900),
        "version": town.policy.version,
        "now": datetime(on.year, on.month, on.day, tzinfo=UTC),
    }
    told = _kept(connection, told)
    connection.execute(text("create temporary table n (i integer primary key)"))
    connection.execute(text(_NUMBERS), told)
    for statement in _FILL:
        connection.execute(text(statement), told)
    _instalments(connection, on)
    connection.execute(text("drop table n"))
    if connection.dialect.name == "postgresql":
        _restart_counters(connection)
    connection.execute(text("analyze"))


def _kept(connection: Connection, told: dict[str, Any]) -> dict[str, Any]:
    """What is told, as the database keeps it."""
    if connection.dialect.name != "sqlite":
        return told
    return {name: as_kept(value) for name, value in told.items()}


def _instalments(connection: Connection, on: date) -> None:
    """The first one overdue for every second plan, the others to come, a month apart."""
    for number in range(1, INSTALMENTS + 1):
        for is_odd, first in ((0, -20), (1, 60)):
            due = on + timedelta(days=30 * (number - 1) + first)
            told = {"no": number, "due": due, "amount": AMOUNT, "odd": is_odd}
            connection.execute(text(_INSTALMENT), _kept(connection, told))


def _restart_counters(connection: Connection) -> None:
    for table in ("person", "claim", "ledger_entry", "liability", "plan"):
        restart = f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}"  # noqa: S608
        connection.execute(text(restart))


_NUMBERS = """
insert into n
with recursive one(i) as (select 1 union all select i + 1 from one where i < :plans)
select i from one
"""
_INSTALMENT = """
insert into instalment (plan_id, no, due_on, amount)
select i, :no, :due, :amount from n where i % 2 = :odd
"""
_FILL = (
    """
    insert into person (id, ref, kind, name, language, identity_scheme, identity_digest, address,
        email, messages_by)
    select i, 'p' || i, 'person', 'Person ' || i, :language, :scheme, 'digest ' || i,
        'Street ' || i, '', 'post'
    from n
    """,
    """
    insert into claim (id, ref, number, person_id, kind, description, unit, unit_phone, arose_on,
        due_on, principal, payment_reference, stage, cause, months_paid, time_bar_on, basis)
    select i, 'c' || i, 'C' || i, i,
        case when i % :each = 0 then :bearing else :plain end,
        'A bill', 'A unit', '00', :arose, :due, :principal, 'r' || i, 'open', 'none', 0, :bar,
        'ordinary'
    from n
    """,
    """
    insert into liability (claim_id, person_id, form, since, release_reason)
    select i, i, 'joint', :arose, '' from n
    """,
    """
    insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id, kind,
        actor)
    select 'city:' || i, :arose, :now, 'receivable_principal', 'charged',
        :principal, i, 'charge', 'import'
    from n
    """,
    """
    insert into plan (id, ref, person_id, monthly, total, made_on, origin, policy_version,
        since_entry, instalments_met, end_reason, rhythm)
    select n.i, 'pl' || n.i, n.i, :amount, :principal, :made, 'import', :version, e.id, 0, '',
        'month'
    from n join ledger_entry e on e.claim_id = n.i
    """,
    "insert into plan_claim (plan_id, claim_id, person_id) select i, i, i from n",
)

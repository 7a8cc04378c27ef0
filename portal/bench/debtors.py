"""People with claims, for benchmarks of pages: filled by plain SQL, the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from portal.bench.night_by_hand import as_kept
from portal.municipality import Municipality

OWED = 40_000
"""What each claim is of, in minor units."""


def owe(
    connection: Connection, town: Municipality, name: str, people: int, claims: int, on: date
) -> list[str]:
    """Put in so many people with so many claims each; return their references."""
    told: dict[str, Any] = {
        "name": name,
        "people": people,
        "claims": claims,
        "language": town.languages[0],
        "scheme": town.identity_schemes[0],
        "amount": OWED,
        "arose": on - timedelta(days=20),
        "due": on + timedelta(days=20),
        "bar": on + timedelta(days=900),
        "now": datetime(on.year, on.month, on.day, tzinfo=UTC),
    }
    if connection.dialect.name == "sqlite":
        told = {key: as_kept(value) for key, value in told.items()}
    for statement in _FILL:
        connection.execute(text(statement), told)
    return [f"{name}-{number}" for number in range(1, people + 1)]


_FILL = (
    """
    insert into person (ref, kind, name, language, identity_scheme, identity_digest, address,
        email, messages_by)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < :people)
    select :name || '-' || i, 'person', 'Bench ' || i, :language, :scheme,
        :name || '-' || i, 'Street 1', '', 'post' from n
    """,
    """
    insert into claim (ref, number, person_id, kind, description, unit, unit_phone, arose_on,
        due_on, principal, payment_reference, stage, cause, months_paid, time_bar_on, basis)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < :claims)
    select p.ref || '-' || n.i, p.ref || '-' || n.i, p.id, 'invoice', 'A bill of ' || n.i,
        'A unit', '00', :arose, :due, :amount, p.ref || '-' || n.i, 'open', 'none', 0, :bar,
        'ordinary'
    from person p cross join n where p.ref like :name || '-%'
    """,
    """
    insert into liability (claim_id, person_id, form, since, release_reason)
    select id, person_id, 'joint', :arose, '' from claim where ref like :name || '-%'
    """,
    """
    insert into ledger_entry (key, booked_on, recorded_at, debit, credit, amount, claim_id, kind,
        actor)
    select 'bench:' || ref, :arose, :now, 'receivable_principal', 'charged', :amount, id,
        'charge', 'import'
    from claim where ref like :name || '-%'
    """,
)

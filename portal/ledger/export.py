"""Claims and the ledger as rows of text, one after the other: for other systems and spreadsheets.

No name, address or identity number is in them; a person is a public reference.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Executable, RowMapping, func, select
from sqlmodel import Session

from portal import money
from portal.ledger.balances import OWED
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, PERSON

_CHUNK = 1_000
_TEXT = ("description", "unit")
"""Columns of free words, which a spreadsheet must not run as a formula."""
_ADDRESSEE = PERSON.alias("addressee")
_DEBTORS = (
    select(func.count())
    .select_from(LIABILITY)
    .where(LIABILITY.c.claim_id == CLAIM.c.id, LIABILITY.c.released_on.is_(None))
    .scalar_subquery()
)
_CLAIMS = (
    select(
        CLAIM.c.number,
        _ADDRESSEE.c.ref.label("debtor"),
        _DEBTORS.label("debtors"),
        CLAIM.c.kind,
        CLAIM.c.description,
        CLAIM.c.unit,
        CLAIM.c.scheme,
        CLAIM.c.basis,
        CLAIM.c.arose_on,
        CLAIM.c.billed_on,
        CLAIM.c.due_on,
        CLAIM.c.stage,
        CLAIM.c.reminded_on,
        CLAIM.c.transferred_on,
        CLAIM.c.time_bar_on,
        CLAIM.c.payment_reference,
        CLAIM.c.principal.label("amount"),
        *(column.label(f"left_{column.name}") for column in OWED),
    )
    .join(_ADDRESSEE, _ADDRESSEE.c.id == CLAIM.c.person_id)
    .outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .group_by(CLAIM.c.id, _ADDRESSEE.c.id)
    .order_by(CLAIM.c.id)
)
_LEDGER = (
    select(
        ENTRY.c.key,
        CLAIM.c.number.label("claim"),
        ENTRY.c.booked_on,
        ENTRY.c.recorded_at,
        ENTRY.c.kind,
        ENTRY.c.debit,
        ENTRY.c.credit,
        ENTRY.c.amount,
        ENTRY.c.actor,
    )
    .outerjoin(CLAIM, CLAIM.c.id == ENTRY.c.claim_id)
    .order_by(ENTRY.c.id)
)
_AMOUNTS = ("amount", "left_principal", "left_fee", "left_interest")


def of_one_moment(session: Session) -> None:
    """Let what others write meanwhile change nothing; SQLite reads so by itself.

    Comes before anything is read in the transaction.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def claims(session: Session) -> Iterator[Sequence[str]]:
    """Yield the names of the columns, then every claim with what is left of it."""
    return _rows(session, _CLAIMS)


def ledger(session: Session) -> Iterator[Sequence[str]]:
    """Yield the names of the columns, then every movement in the order it was booked."""
    return _rows(session, _LEDGER)


def _rows(session: Session, statement: Executable) -> Iterator[Sequence[str]]:
    """Read in chunks, so that a million rows need no more memory than a thousand."""
    options = {"stream_results": True, "yield_per": _CHUNK}
    found = session.connection().execute(statement, execution_options=options)
    yield list(found.keys())
    for row in found.mappings():
        yield _written(row)


def _written(row: RowMapping) -> list[str]:
    return [_cell(name, value) for name, value in row.items()]


def _cell(name: str, value: Any) -> str:  # noqa: ANN401
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int() if name in _AMOUNTS:
            return money.plain(value)
    text = str(value)
    return f"'{text}" if name in _TEXT and text[:1] in "=+-@" else text

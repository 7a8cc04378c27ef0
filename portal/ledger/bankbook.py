"""The bank's statements as they were taken in."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session

from portal.ledger.tables import LINE, STATEMENT, run


@dataclass(frozen=True)
class StatementView:
    """A statement. Amounts are minor units of its own currency."""

    id: int
    account: str
    number: str
    currency: str
    opening: int
    closing: int
    opening_on: date
    closing_on: date
    difference: int
    """Closing less opening and entries; not 0 means that the bank's file does not add up."""
    file_name: str
    imported_at: datetime
    lines: int
    out: int
    """Lines of money that went out: recorded, nothing booked."""


_STATEMENTS = (
    select(
        *(column for column in STATEMENT.c if column.name != "fingerprint"),
        func.count(LINE.c.id).label("lines"),
        func.coalesce(func.sum(case((LINE.c.amount < 0, 1), else_=0)), 0).label("out"),
    )
    .outerjoin(LINE, LINE.c.statement_id == STATEMENT.c.id)
    .group_by(STATEMENT.c.id)
    .order_by(STATEMENT.c.closing_on.desc(), STATEMENT.c.id.desc())
    .limit(bindparam("most"))
)


def statements(session: Session, most: int = 50) -> list[StatementView]:
    """Return the newest statements, the last one first."""
    return [StatementView(**row) for row in run(session, _STATEMENTS, {"most": most}).mappings()]


def statement_count(session: Session) -> int:
    """Return how many statements were taken in."""
    return int(run(session, select(func.count()).select_from(STATEMENT)).scalar_one())

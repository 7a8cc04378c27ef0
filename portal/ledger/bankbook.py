"""The bank's statements as they were taken in, and one line of them with what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session

from portal.errors import NotFound
from portal.ledger import balances
from portal.ledger.balances import taken_off
from portal.ledger.tables import CLAIM, ENTRY, LINE, STATEMENT, run


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


@dataclass(frozen=True)
class OnClaim:
    """Money of a line that stands on a claim, in minor units."""

    claim_ref: str
    claim_number: str
    description: str
    amount: int


@dataclass(frozen=True)
class LineView:
    """A line of a statement. Amounts are minor units."""

    id: int
    booked_on: date
    amount: int
    reference: str
    counterparty_account: str
    counterparty_name: str
    text: str
    posted: bool
    account: str
    file_name: str
    waiting: int
    """What of it still has no claim."""
    on_claims: tuple[OnClaim, ...]


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
_LINE = (
    select(LINE, STATEMENT.c.account, STATEMENT.c.file_name)
    .join(STATEMENT, STATEMENT.c.id == LINE.c.statement_id)
    .where(LINE.c.id == bindparam("line_id"))
)
_TAKEN = taken_off("bank", "suspense")
_ON_CLAIMS = (
    select(
        CLAIM.c.ref.label("claim_ref"),
        CLAIM.c.number.label("claim_number"),
        CLAIM.c.description,
        _TAKEN.label("amount"),
    )
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(ENTRY.c.bank_line_id == bindparam("line_id"))
    .group_by(CLAIM.c.id)
    .having(_TAKEN > 0)
    .order_by(CLAIM.c.id)
)


def statements(session: Session, most: int = 50) -> list[StatementView]:
    """Return the newest statements, the last one first."""
    return [StatementView(**row) for row in run(session, _STATEMENTS, {"most": most}).mappings()]


def statement_count(session: Session) -> int:
    """Return how many statements were taken in."""
    return int(run(session, select(func.count()).select_from(STATEMENT)).scalar_one())


def line_for(session: Session, line_id: int) -> LineView:
    """Return a line of a statement. Raises NotFound."""
    row = run(session, _LINE, {"line_id": line_id}).mappings().one_or_none()
    if row is None:
        raise NotFound
    kept = {name: value for name, value in row.items() if name in LineView.__dataclass_fields__}
    claims = run(session, _ON_CLAIMS, {"line_id": line_id}).mappings()
    return LineView(
        **kept,
        waiting=balances.in_suspense(session, line_id),
        on_claims=tuple(OnClaim(**claim) for claim in claims),
    )

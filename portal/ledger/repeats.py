"""Knowing a line again that was on an earlier statement: a statement sent anew, files that overlap.

The bank's own reference knows a line; without one day, amount, counterparty and text do, counted:
of two equal lines one can be old and the other new. Whether two statements can share lines at all
is told by their balances. What nobody can be sure of waits for a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from portal.ledger.overlap import Span, apart, is_same, share_time
from portal.ledger.tables import LINE, REPEAT, STATEMENT, run
from portal.ports.bank import Statement, StatementLine

_AROUND = timedelta(days=40)
"""How far statements lie at most from the days of their lines."""


@dataclass(frozen=True)
class Twin:
    """The earlier line that a line is, or may be."""

    line_id: int
    sure: bool


_SPANS = select(
    STATEMENT.c.id,
    STATEMENT.c.number,
    STATEMENT.c.opening,
    STATEMENT.c.opening_on,
    STATEMENT.c.closing,
    STATEMENT.c.closing_on,
).where(
    STATEMENT.c.account == bindparam("account"),
    STATEMENT.c.currency == bindparam("currency"),
    STATEMENT.c.closing_on >= bindparam("first"),
    STATEMENT.c.opening_on <= bindparam("last"),
)
_LINES = (
    select(LINE)
    .outerjoin(REPEAT, (REPEAT.c.line_id == LINE.c.id) & REPEAT.c.sure)
    .where(
        LINE.c.statement_id.in_(bindparam("ids", expanding=True)),
        LINE.c.booked_on.in_(bindparam("days", expanding=True)),
        REPEAT.c.line_id.is_(None),
    )
    .order_by(LINE.c.id)
)


def twins(session: Session, statement: Statement) -> list[Twin | None]:
    """Return, line by line, which earlier line each one is or may be."""
    if not statement.lines:
        return []
    days = {line.booked_on for line in statement.lines}
    spans = _spans(session, statement, min(days), max(days))
    new = Span.of(statement)
    far = apart(new, spans.values())
    near = {key: span for key, span in spans.items() if span not in far}
    rows = run(session, _LINES, {"ids": sorted(near), "days": sorted(days)}).all()
    surely = {key for key, span in near.items() if share_time(new, span)}
    same = _dressed_anew(statement, near, rows)
    return same or _known_again(statement.lines, rows, surely)


def _spans(session: Session, statement: Statement, first: date, last: date) -> dict[int, Span]:
    wanted = {
        "account": statement.account,
        "currency": statement.currency,
        "first": min(first, statement.opening_on) - _AROUND,
        "last": max(last, statement.closing_on) + _AROUND,
    }
    return {row.id: _span(row) for row in run(session, _SPANS, wanted)}


def _span(row: Row[Any]) -> Span:
    return Span(row.number, row.opening, row.opening_on, row.closing, row.closing_on)


def _dressed_anew(
    statement: Statement, near: Mapping[int, Span], rows: Sequence[Row[Any]]
) -> list[Twin | None]:
    """The same statement in another format: its balances, amounts and payers, not its words."""
    amounts = sorted(line.amount for line in statement.lines)
    is_moved = statement.opening != statement.closing
    for key, span in near.items():
        there = [row for row in rows if row.statement_id == key]
        is_whole = sorted(row.amount for row in there) == amounts
        if is_whole and is_moved and is_same(Span.of(statement), span):
            pairs = _in_pairs(statement.lines, there)
            if not any(_contradict(*pair) for pair in pairs):
                return [Twin(row.id, sure=_agree(line, row)) for line, row in pairs]
    return []


def _in_pairs(
    lines: Iterable[StatementLine], rows: Iterable[Row[Any]]
) -> list[tuple[StatementLine, Row[Any]]]:
    by_amount: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_amount[row.amount].append(row)
    return [(line, by_amount[line.amount].pop(0)) for line in lines]


def _contradict(line: StatementLine, row: Row[Any]) -> bool:
    """Whether both name a payer, or the payer's reference, and not the same one."""
    told = ((getattr(line, name), getattr(row, name)) for name in _PAYERS)
    return any(one and other and one != other for one, other in told)


def _agree(line: StatementLine, row: Row[Any]) -> bool:
    """Whether anything says that it is the same payment, beside the amount."""
    names = (*_PAYERS, "reference", "bank_reference")
    return any(getattr(line, name) and getattr(line, name) == getattr(row, name) for name in names)


_PAYERS = ("counterparty_account", "end_to_end")


def _known_again(
    lines: Iterable[StatementLine], rows: Iterable[Row[Any]], surely: set[int]
) -> list[Twin | None]:
    """Pair each line with an earlier one that is not taken yet, the surest in front."""
    pool: dict[tuple[date, int], list[Row[Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.statement_id not in surely):
        pool[row.booked_on, row.amount].append(row)
    return [_pick(line, pool[line.booked_on, line.amount], surely) for line in lines]


def _pick(line: StatementLine, pool: list[Row[Any]], surely: set[int]) -> Twin | None:
    for row in pool:
        by_bank = bool(line.bank_reference and row.bank_reference)
        if _is_line(line, row, by_bank=by_bank):
            pool.remove(row)
            return Twin(row.id, sure=by_bank or row.statement_id in surely)
    return None


def _is_line(line: StatementLine, row: Row[Any], *, by_bank: bool) -> bool:
    names = ("bank_reference", "counterparty_account") if by_bank else _TOLD
    return all(getattr(line, name) == getattr(row, name) for name in names)


_TOLD = ("reference", "counterparty_account", "counterparty_name", "text")
"""What tells lines of one day and amount apart where the bank gives no reference of its own."""

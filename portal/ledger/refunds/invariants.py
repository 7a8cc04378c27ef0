"""What must hold of money from the bank: statements, what waits, what is paid back."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, not_, or_, select

from portal.ledger.balances import side, total
from portal.ledger.invariant import Invariant
from portal.ledger.refunds.books import MOVEMENTS
from portal.ledger.tables import ENTRY, LINE, REFUND, REPEAT, RETURN, STATEMENT

_OWN_KEYS = [literal("refund:") + REFUND.c.ref + f":{act}" for act in MOVEMENTS]
_IS_ITS_OWN = or_(*(ENTRY.c.key == key for key in _OWN_KEYS))


def _refunds() -> Select[Any]:
    return select(REFUND.c.id).outerjoin(ENTRY, _IS_ITS_OWN).group_by(REFUND.c.id)


def _returns() -> ColumnElement[bool]:
    """Whether a row of the ledger is one of the two of a payment taken back."""
    keys = (literal("return:") + cast(RETURN.c.line_id, String) + f":{no}" for no in (1, 2))
    return select(RETURN.c.line_id).where(or_(*(ENTRY.c.key == key for key in keys))).exists()


def _moved(act: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of the row this act booked; None without one."""
    key = literal("refund:") + REFUND.c.ref + f":{act}"
    return select(column).where(ENTRY.c.key == key).scalar_subquery()


_BOOKED = {
    "approved": ("approved", "paid", "returned"),
    "paid": ("paid", "returned"),
    "returned": ("returned",),
    "waits": ("returned",),
}
"""In which states an act was booked; `undone` is booked only of what was approved."""


def _booked_otherwise() -> ColumnElement[bool]:
    """Whether an act is booked that its state does not know, or lacks, or of another amount."""
    wrong = [
        func.coalesce(_moved(act, ENTRY.c.amount), 0)
        != case((REFUND.c.state.in_(states), REFUND.c.amount), else_=0)
        for act, states in _BOOKED.items()
    ]
    undone = REFUND.c.state == "undone"
    wrong[0] = wrong[0] & not_(undone)
    both = func.coalesce(_moved("approved", ENTRY.c.amount), 0)
    return or_(*wrong, undone & (both != func.coalesce(_moved("undone", ENTRY.c.amount), 0)))


def _statements() -> Select[Any]:
    return (
        select(STATEMENT.c.id)
        .outerjoin(LINE, LINE.c.statement_id == STATEMENT.c.id)
        .group_by(STATEMENT.c.id)
    )


_MOVED = STATEMENT.c.closing - STATEMENT.c.opening - STATEMENT.c.difference
_REPEATED = select(REPEAT.c.line_id).where(REPEAT.c.line_id == LINE.c.id, REPEAT.c.sure).exists()
_UNTAKEN = select(LINE.c.id).where(
    LINE.c.statement_id == STATEMENT.c.id, LINE.c.amount != 0, LINE.c.posted.is_(False), ~_REPEATED
)
_IN_BOOKS = (
    select(total(side("bank")))
    .select_from(ENTRY)
    .join(LINE, LINE.c.id == ENTRY.c.bank_line_id)
    .where(LINE.c.statement_id == STATEMENT.c.id)
    .scalar_subquery()
)
_KNOWN_BEFORE = (
    select(total(LINE.c.amount))
    .where(LINE.c.statement_id == STATEMENT.c.id, _REPEATED)
    .scalar_subquery()
)
BANK = (
    Invariant(
        "statement-lines-make-its-balance",
        STATEMENT,
        _statements().having(total(LINE.c.amount) != func.max(_MOVED)),
    ),
    Invariant(
        "statement-taken-whole-is-in-the-books",
        STATEMENT,
        select(STATEMENT.c.id).where(~_UNTAKEN.exists(), _IN_BOOKS != _MOVED - _KNOWN_BEFORE),
    ),
    Invariant(
        "suspense-not-negative",
        LINE,
        select(func.coalesce(ENTRY.c.bank_line_id, ENTRY.c.incoming_id))
        .group_by(ENTRY.c.bank_line_id, ENTRY.c.incoming_id)
        .having(total(-side("suspense")) < 0),
    ),
    Invariant("refund-booked-as-its-state", REFUND, select(REFUND.c.id).where(_booked_otherwise())),
    Invariant(
        "refundable-as-its-refund",
        REFUND,
        _refunds().having(
            total(-side("refundable"))
            != case((func.max(REFUND.c.state) == "approved", func.max(REFUND.c.amount)), else_=0)
        ),
    ),
    Invariant(
        "refundable-has-its-reason",
        ENTRY,
        select(ENTRY.c.id).where(
            or_(ENTRY.c.debit == "refundable", ENTRY.c.credit == "refundable"),
            ~select(REFUND.c.id).where(_IS_ITS_OWN).exists(),
            ~_returns(),
        ),
    ),
    Invariant(
        "refund-signed-by-two",
        REFUND,
        select(REFUND.c.id).where(
            REFUND.c.state.in_(("approved", "paid", "returned")),
            REFUND.c.proposed_by.is_(None)
            | REFUND.c.answered_by.is_(None)
            | (REFUND.c.proposed_by == REFUND.c.answered_by),
        ),
    ),
)

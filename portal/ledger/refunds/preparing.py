"""What was paid too much on a claim, made ready for a person to propose: nothing moves by it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, String, Table, bindparam, func, literal, select
from sqlmodel import Session, col
from sqlmodel import select as choose

from portal.ledger import balances
from portal.ledger.balances import side, taken_off, total
from portal.ledger.models import MONEY_IN
from portal.ledger.refunds import books, references
from portal.ledger.refunds.models import Refund
from portal.ledger.refunds.proposing import is_iban
from portal.ledger.sources import Source
from portal.ledger.tables import ENTRY, INCOMING, LINE, REFUND, insert_once, run
from portal.municipality import Municipality
from portal.people.refs import new_ref
from portal.record import change_row

_WAITS = total(-side("suspense")).label("waiting")


def _too_much(table: Table) -> Select[Any]:
    """Payments of which something waits while the rest stands on one claim; none paid back yet."""
    is_line = table is LINE
    linked = "bank_line_id" if is_line else "incoming_id"
    empty = literal("", String)
    known = select(REFUND.c.id).where(REFUND.c[linked] == table.c.id)
    return (
        select(
            table.c.id,
            (LINE.c.counterparty_account if is_line else empty).label("account"),
            (LINE.c.counterparty_name if is_line else empty).label("name"),
            func.max(ENTRY.c.claim_id).label("claim_id"),
            _WAITS,
        )
        .join(ENTRY, ENTRY.c[linked] == table.c.id)
        .where(table.c.id.between(bindparam("first"), bindparam("last")), ~known.exists())
        .group_by(table.c.id)
        .having(
            total(-side("suspense")) >= bindparam("floor"),
            taken_off(*MONEY_IN) > 0,
            func.min(ENTRY.c.claim_id) == func.max(ENTRY.c.claim_id),
        )
        .order_by(table.c.id)
    )


_FOUND = {LINE: _too_much(LINE), INCOMING: _too_much(INCOMING)}


def prepare(
    session: Session, town: Municipality, table: Table, first: int, last: int, on: date
) -> int:
    """Make refunds ready among the payments of a range of ids; return how many."""
    floor = town.terms.number("refund_floor", on)
    bounds = {"first": first, "last": last, "floor": floor}
    found = run(session, _FOUND[table], bounds).all()
    owed = balances.of_claims(session, (row.claim_id for row in found))
    return sum(
        _note(
            session, town, Source.line(row.id) if table is LINE else Source.other(row.id), row, on
        )
        for row in found
        if owed[row.claim_id].total == 0
    )


def let_go(session: Session, table: Table, first: int, last: int, actor: str) -> int:
    """Drop what was made ready and waits no more, such as money matched since; return how many."""
    column = Refund.bank_line_id if table is LINE else Refund.incoming_id
    ready = choose(Refund).where(Refund.state == "prepared", col(column).between(first, last))
    gone = [
        refund
        for refund in session.exec(ready).all()
        if balances.in_suspense(session, books.source_of(refund)) < refund.amount
    ]
    return _drop(session, gone, actor)


def _drop(session: Session, gone: Iterable[Refund], actor: str) -> int:
    count = 0
    for refund in gone:
        change_row(session, refund, refund.version, state="undone", undone_by=actor)
        count += 1
    return count


def _note(session: Session, town: Municipality, source: Source, row: Row[Any], on: date) -> bool:
    way = town.terms.word("refund_way", on)
    account = row.account if way == "account" and is_iban(row.account) else ""
    values = {
        "ref": new_ref(),
        "key": f"over:{source.word}",
        "reference": references.new(),
        **source.linked,
        "claim_id": row.claim_id,
        "off_claim": False,
        "amount": int(row.waiting),
        "way": way,
        "payee_account": account,
        "payee_name": row.name,
        "reason": "",
        "state": "prepared",
        "made_on": on,
        "answer_reason": "",
        "undone_by": "",
        "version": 1,
    }
    return insert_once(session, REFUND, values, "key") is not None

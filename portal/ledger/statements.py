"""Taking in bank statements: what was paid reaches its claim, the rest waits for a person."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from portal.ledger.locks import lock_claims
from portal.ledger.matching import find, known_claims
from portal.ledger.models import BankLine
from portal.ledger.postings import Booking, pay, suspend
from portal.ledger.tables import STATEMENT, insert_once
from portal.people import audit
from portal.ports import Statement, StatementLine


@dataclass(frozen=True)
class Taken:
    """What became of a statement. The three counts sum to its lines."""

    new: bool
    """False when it was taken before: nothing changed."""
    matched: int = 0
    """Lines that went wholly to a claim."""
    suspense: int = 0
    """Lines of which something waits for a person."""
    skipped: int = 0
    """Lines recorded without booking: money out, and all lines in a foreign currency."""
    difference: int = 0
    """Closing balance less opening balance and entries, minor units; not 0 in an unsound file."""


def take_statement(
    session: Session,
    statement: Statement,
    *,
    file_name: str,
    currency: str,
    order: Sequence[str],
    now: datetime,
    actor: str,
) -> Taken:
    """Record a statement and book what was paid; the same statement twice changes nothing.

    `currency` is the ledger's, `order` the components in which money is set against a claim.
    """
    mark = fingerprint(statement)
    statement_id = _record(session, statement, mark, file_name, now)
    if statement_id is None:
        return Taken(new=False, difference=statement.difference)
    lines = _record_lines(session, statement, statement_id, currency)
    known = known_claims(session, statement.lines)
    lock_claims(session, (claim.id for claim in known.values()))
    fates: Counter[str] = Counter()
    for line, told in zip(lines, statement.lines, strict=True):
        booking = Booking(
            key=f"bank:{mark}:{line.position}",
            booked_on=line.booked_on,
            recorded_at=now,
            actor=actor,
            bank_line_id=line.id,
        )
        fates[_book(session, line, told, known, order, booking)] += 1
    audit.record(session, now, actor, "statement:take", f"statement:{statement_id}", file_name)
    return Taken(True, **fates, difference=statement.difference)


def fingerprint(statement: Statement) -> str:
    """Return a digest of all a statement contains."""
    content = json.dumps(asdict(statement), sort_keys=True, default=str)
    return sha256(content.encode()).hexdigest()


def _record(
    session: Session, statement: Statement, mark: str, file_name: str, now: datetime
) -> int | None:
    values = {
        "fingerprint": mark,
        "account": statement.account,
        "number": statement.number,
        "currency": statement.currency,
        "opening": statement.opening,
        "opening_on": statement.opening_on,
        "closing": statement.closing,
        "closing_on": statement.closing_on,
        "difference": statement.difference,
        "file_name": file_name,
        "imported_at": now,
    }
    return insert_once(session, STATEMENT, values, "fingerprint")


def _record_lines(
    session: Session, statement: Statement, statement_id: int, currency: str
) -> list[BankLine]:
    lines = [
        BankLine(
            statement_id=statement_id,
            position=position,
            booked_on=line.booked_on,
            amount=line.amount,
            reference=line.reference,
            counterparty_account=line.counterparty_account,
            counterparty_name=line.counterparty_name,
            text=line.text,
            posted=line.amount > 0 and statement.currency == currency,
        )
        for position, line in enumerate(statement.lines, start=1)
    ]
    session.add_all(lines)
    session.flush()
    return lines


def _book(
    session: Session,
    line: BankLine,
    told: StatementLine,
    known: Mapping[str, Row[Any]],
    order: Sequence[str],
    booking: Booking,
) -> str:
    """Book one line and say what became of it, as `Taken` counts it.

    Money for a claim that was handed over waits too: a person sends it on.
    """
    if not line.posted:
        return "skipped"
    claim = find(told, known)
    if claim is None or claim.stage == "transferred":
        suspend(session, line.amount, **booking)
        return "suspense"
    return "suspense" if pay(session, claim.id, line.amount, order, **booking).rest else "matched"

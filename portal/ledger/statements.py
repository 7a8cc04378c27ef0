"""Taking in bank statements: what was paid reaches its claim, the rest waits for a person."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from portal.ledger.interest import settled
from portal.ledger.locks import lock_claims, lock_name
from portal.ledger.matching import find, known_claims
from portal.ledger.models import BankLine, BankRepeat
from portal.ledger.postings import Booking, pay, suspend
from portal.ledger.recognising import is_recognised
from portal.ledger.repeats import Twin, twins
from portal.ledger.tables import STATEMENT, insert_once
from portal.people import audit
from portal.ports.bank import Statement


@dataclass(frozen=True)
class Taken:
    """What became of a statement. The counts sum to its lines."""

    new: bool
    """False when it was taken before: nothing changed."""
    matched: int = 0
    """Lines that went wholly to a claim."""
    suspense: int = 0
    """Lines of which something waits for a person."""
    settled: int = 0
    """Lines that something was waiting for: a refund that was paid, a payment taken back."""
    repeated: int = 0
    """Lines that are known from an earlier statement."""
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
    on: date,
    now: datetime,
    actor: str,
) -> Taken:
    """Record a statement and book what was paid; the same statement twice changes nothing.

    `on` is today, `currency` is the ledger's, `order` the components in which money is set against
    a claim.
    """
    mark = fingerprint(statement)
    lock_name(session, f"statements:{statement.account}")
    before = twins(session, statement)
    statement_id = _record(session, statement, mark, file_name, now)
    if statement_id is None:
        return Taken(new=False, difference=statement.difference)
    lines = _record_lines(session, statement, statement_id, currency)
    _note_twins(session, lines, before)
    known = known_claims(session, statement.lines)
    lock_claims(session, (claim.id for claim in known.values()))
    fates: Counter[str] = Counter()
    for line, told, twin in zip(lines, statement.lines, before, strict=True):
        booking = Booking(
            key=f"bank:{mark}:{line.position}",
            booked_on=line.booked_on,
            recorded_at=now,
            actor=actor,
            bank_line_id=line.id,
        )
        if statement.currency != currency or (twin is not None and twin.sure):
            fates["repeated" if twin is not None and twin.sure else "skipped"] += 1
        else:
            claim = find(told, known) if twin is None else None
            fates[_book(session, line, claim, order, booking, on)] += 1
    audit.record(session, now, actor, "statement:take", f"statement:{statement_id}", file_name)
    return Taken(True, **fates, difference=statement.difference)


def fingerprint(statement: Statement) -> str:
    """Return a digest of all a statement contains."""
    told = asdict(statement)
    for line in told["lines"]:
        if not line["is_reversal"]:
            del line["is_reversal"]  # so that statements from before it was read keep their mark
    content = json.dumps(told, sort_keys=True, default=str)
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
            bank_reference=line.bank_reference,
            end_to_end=line.end_to_end,
            is_reversal=line.is_reversal,
            posted=line.amount > 0 and statement.currency == currency,
        )
        for position, line in enumerate(statement.lines, start=1)
    ]
    session.add_all(lines)
    session.flush()
    return lines


def _note_twins(session: Session, lines: Sequence[BankLine], before: Sequence[Twin | None]) -> None:
    """Keep which line each one repeats, or may; one that surely does books nothing."""
    for line, twin in zip(lines, before, strict=True):
        if twin is not None:
            assert line.id is not None
            session.add(BankRepeat(line_id=line.id, of_line_id=twin.line_id, sure=twin.sure))
            line.posted = line.posted and not twin.sure
    session.flush()


def _book(
    session: Session,
    line: BankLine,
    claim: Row[Any] | None,
    order: Sequence[str],
    booking: Booking,
    on: date,
) -> str:
    """Book one line and say what became of it, as `Taken` counts it.

    Money for a claim that was handed over waits too: a person sends it on. So does what may have
    been here before.
    """
    if line.amount and is_recognised(session, line, booking, on):
        return "settled"
    if not line.posted:
        return "skipped"
    if claim is None or claim.stage == "transferred":
        suspend(session, line.amount, **booking)
        return "suspense"
    with settled(session, claim.id, booking):
        paid = pay(session, claim.id, line.amount, order, **booking)
    return "suspense" if paid.rest else "matched"

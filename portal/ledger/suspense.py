"""Money whose claim is not known: what waits, and a person who says what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session
from sqlmodel import select as choose

from portal.errors import NotFound, NotNow
from portal.ledger import balances
from portal.ledger.balances import OWED, side, taken_off, total
from portal.ledger.locks import lock
from portal.ledger.models import BankLine, Claim
from portal.ledger.postings import COMPONENTS, Booking, give_back, take_from_suspense
from portal.ledger.tables import CLAIM, ENTRY, LINE, STATEMENT, run
from portal.people import audit


@dataclass(frozen=True)
class SuspenseLine:
    """A bank line of which something waits. Amounts are minor units."""

    id: int
    booked_on: date
    amount: int
    waiting: int
    reference: str
    counterparty_account: str
    counterparty_name: str
    text: str
    account: str
    """The account it came in on."""
    file_name: str


@dataclass(frozen=True)
class MatchedLine:
    """Money of a bank line that stands on a claim, in minor units."""

    line_id: int
    claim_ref: str
    claim_number: str
    booked_on: date
    amount: int
    counterparty_name: str


_WAITING = total(-side("suspense"))
_ON_CLAIM = taken_off("bank", "suspense")

_LINES = (
    select(
        LINE.c.id,
        LINE.c.booked_on,
        LINE.c.amount,
        _WAITING.label("waiting"),
        LINE.c.reference,
        LINE.c.counterparty_account,
        LINE.c.counterparty_name,
        LINE.c.text,
        STATEMENT.c.account,
        STATEMENT.c.file_name,
    )
    .join(STATEMENT, STATEMENT.c.id == LINE.c.statement_id)
    .join(ENTRY, ENTRY.c.bank_line_id == LINE.c.id)
    .group_by(LINE.c.id, STATEMENT.c.id)
    .having(_WAITING > 0)
    .order_by(LINE.c.booked_on, LINE.c.id)
)
_MATCHED = (
    select(
        LINE.c.id.label("line_id"),
        CLAIM.c.ref.label("claim_ref"),
        CLAIM.c.number.label("claim_number"),
        LINE.c.booked_on,
        _ON_CLAIM.label("amount"),
        LINE.c.counterparty_name,
    )
    .join(ENTRY, ENTRY.c.bank_line_id == LINE.c.id)
    .join(CLAIM, CLAIM.c.id == ENTRY.c.claim_id)
    .group_by(LINE.c.id, CLAIM.c.id)
    .having(_ON_CLAIM > 0)
    .order_by(LINE.c.booked_on.desc(), LINE.c.id.desc())
    .limit(bindparam("most"))
)
_ON_COMPONENTS = select(*OWED).where(
    ENTRY.c.bank_line_id == bindparam("line_id"), ENTRY.c.claim_id == bindparam("claim_id")
)

_ROWS = select(func.count()).where(ENTRY.c.bank_line_id == bindparam("line_id"))


def suspense_lines(session: Session) -> list[SuspenseLine]:
    """Return the bank lines of which money waits for a person, oldest first."""
    return [SuspenseLine(**row) for row in run(session, _LINES).mappings()]


def matched_lines(session: Session, most: int = 50) -> list[MatchedLine]:
    """Return the newest bank lines that stand on a claim, so that a wrong match can be undone."""
    return [MatchedLine(**row) for row in run(session, _MATCHED, {"most": most}).mappings()]


def match(
    session: Session,
    line_id: int,
    claim_ref: str,
    *,
    order: Sequence[str],
    now: datetime,
    actor: str,
    amount: int | None = None,
) -> int:
    """Set waiting money of a bank line against a claim; return how much went, in minor units.

    What the claim does not need goes on waiting; `amount` is the most to take. It counts from the
    day it came in. Raises NotFound, and NotNow when nothing waits or nothing can be taken.
    """
    line, claim = _line(session, line_id), _claim(session, claim_ref)
    if claim.stage == "transferred":
        raise NotNow("error-claim-transferred")
    if balances.in_suspense(session, line_id) == 0:
        raise NotNow("error-nothing-waits")
    assert claim.id is not None
    booking = _booking(session, line, "match", now, actor)
    taken = take_from_suspense(session, line_id, claim.id, order, amount, **booking)
    if taken == 0:
        raise NotNow("error-claim-closed")
    audit.record(session, now, actor, "payment:match", f"claim:{claim.ref}", f"line {line_id}")
    return taken


def undo_match(session: Session, line_id: int, claim_ref: str, *, now: datetime, actor: str) -> int:
    """Take the money of a bank line off a claim again, back to suspense; return how much.

    Also undoes a match by reference. Raises NotFound, and NotNow when none of it is there.
    """
    line, claim = _line(session, line_id), _claim(session, claim_ref)
    assert claim.id is not None
    lock(session, CLAIM, [claim.id])
    row = run(session, _ON_COMPONENTS, {"line_id": line_id, "claim_id": claim.id}).one()
    there = {component: -row._mapping[component] for component in COMPONENTS}
    if not any(there.values()):
        raise NotNow("error-nothing-matched")
    for component, amount in there.items():
        if amount > 0:
            booking = _booking(session, line, "undo", now, actor)
            give_back(session, claim.id, component, amount, **booking)
    audit.record(session, now, actor, "payment:unmatch", f"claim:{claim.ref}", f"line {line_id}")
    return sum(there.values())


def _line(session: Session, line_id: int) -> BankLine:
    """The line, held until the end of the unit of work. Raises NotFound."""
    lock(session, LINE, [line_id])
    return session.get_one(BankLine, line_id)


def _claim(session: Session, ref: str) -> Claim:
    claim = session.exec(choose(Claim).where(Claim.ref == ref)).one_or_none()
    if claim is None:
        raise NotFound
    return claim


def _booking(session: Session, line: BankLine, act: str, now: datetime, actor: str) -> Booking:
    """A booking on the day the money came in; the line's rows so far make its key a new one."""
    rows = run(session, _ROWS, {"line_id": line.id}).scalar_one()
    return Booking(
        key=f"{act}:{line.id}:{rows}",
        booked_on=line.booked_on,
        recorded_at=now,
        actor=actor,
        bank_line_id=line.id,
    )

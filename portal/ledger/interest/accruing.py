"""Booking interest: what it comes to through a day, less what was booked before."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session

from portal.ledger.interest.accounts import (
    ACCRUED,
    INTEREST,
    LET_GO,
    PRINCIPAL,
    Account,
    accounts,
    entries,
)
from portal.ledger.interest.running import interest_through, rates_of, series_of
from portal.ledger.locks import lock_claims
from portal.ledger.tables import CLAIM, ENTRY, run
from portal.municipality import Municipality
from portal.rows import insert_many
from portal.rules.policy import book

_ROUNDS = 6
"""Money moved on to the principal lowers the interest since, which moves less money, and so on."""


def rate_of(town: Municipality, kind: str, on: date) -> tuple[int, str] | None:
    """Return the rate of a day, percent a year with two decimals, and how firm it is; or None."""
    if rates_of(town, kind, on) is None:
        return None
    name = series_of(town.policy, kind, on)
    return book(town.policy, on).number(name), town.policy.mark(name, on)


def accrue(
    session: Session,
    town: Municipality,
    claim_ids: Iterable[int],
    through: date,
    *,
    now: datetime,
    actor: str,
) -> int:
    """Book the interest of these claims through a day, that day included; return how many moved.

    To be called before money is set against a claim, before it is handed over, and before a plan.
    After money that came with an earlier day it takes back what was too much.
    """
    ids = sorted(set(claim_ids))
    if not _kinds(town, through) or not ids:
        return 0
    which = CLAIM.c.id.in_(ids)
    return _accrue(session, town, which, through, now=now, actor=actor)


def accrue_between(
    session: Session,
    town: Municipality,
    first: int,
    last: int,
    through: date,
    *,
    now: datetime,
    actor: str,
) -> int:
    """The same for the claims in a range of ids that have no movement of that day yet."""
    if not _kinds(town, through):
        return 0
    there = exists().where(
        ENTRY.c.claim_id == CLAIM.c.id, ENTRY.c.booked_on >= through, ENTRY.c.key.like("accrued:%")
    )
    which = CLAIM.c.id.between(first, last) & (CLAIM.c.due_on < through) & ~there
    return _accrue(session, town, which, through, now=now, actor=actor)


def _kinds(town: Municipality, on: date) -> list[str]:
    """The kinds that bear interest at a rate that is known."""
    return [kind for kind in town.kinds if rates_of(town, kind, on) is not None]


def _accrue(
    session: Session,
    town: Municipality,
    which: ColumnElement[bool],
    through: date,
    *,
    now: datetime,
    actor: str,
) -> int:
    here = which & CLAIM.c.kind.in_(_kinds(town, through)) & (CLAIM.c.stage != "transferred")
    ids = [row.id for row in run(session, select(CLAIM.c.id).where(here).order_by(CLAIM.c.id))]
    if not ids:
        return 0
    lock_claims(session, ids)
    moved: set[int] = set()
    for _ in range(_ROUNDS):
        rows = [
            movement | {"recorded_at": now, "actor": actor}
            for account in accounts(run(session, entries(ids)).all())
            for movement in _movements(town, account, through)
        ]
        insert_many(session, ENTRY, rows, ["key"])
        moved |= {row["claim_id"] for row in rows}
        if not any(row["debit"] == "suspense" for row in rows):
            break
    return len(moved)


def _movements(town: Municipality, account: Account, through: date) -> list[dict[str, Any]]:
    """What must be booked so that the interest is what it comes to; nothing when it is.

    Never through an earlier day than before: money that came late changes what was booked since.
    """
    rates = rates_of(town, account.kind, through)
    if rates is None:
        return []
    through = max(through, account.last_on)
    booked = max(0, account.booked - account.credited)
    more = interest_through(rates, account.due_on, account.changes, through) - booked
    key = f"{ACCRUED}{account.claim_id}:{through}:{account.times + 1}"
    rows = _taken_back(account, key, -more) if more < 0 else []
    if more > 0:
        rows = [_movement(account, key, INTEREST, "charged", more, "interest")]
    return [{"booked_on": through} | row for row in rows]


def _taken_back(account: Account, key: str, amount: int) -> list[dict[str, Any]]:
    """Take interest back; what of it was paid is set against the principal instead.

    That counts from the day the money came, and goes by way of suspense: no movement touches two
    components at once. What the principal does not need waits there, under that money. What was let
    go of it falls away first, for no money came for that.
    """
    rows = [_movement(account, key, "charged", INTEREST, amount, "correction")]
    left = sum(change.amount for change in account.changes)
    beyond = amount - min(amount, account.owed)
    for name in LET_GO:
        part = min(beyond, account.let_go[name])
        if part > 0:
            beyond -= part
            rows.append(_movement(account, f"{key}:{name}", INTEREST, name, part, "correction"))
    return rows + _moved_on(account, key, beyond, left)


def _moved_on(account: Account, key: str, paid: int, left: int) -> list[dict[str, Any]]:
    """Set what was paid of it against what is left of the principal, or let it wait."""
    rows = []
    line, other = account.source
    from_source = {"bank_line_id": line, "incoming_id": other, "booked_on": account.paid_on}
    moves = [("back", INTEREST, "suspense", paid, "correction")]
    moves.append(("onto", "suspense", PRINCIPAL, min(paid, left), "match"))
    for name, debit, credit, part, kind in moves:
        if part:
            moved = _movement(account, f"{key}:{name}", debit, credit, part, kind)
            rows.append(moved | from_source)
    return rows


def _movement(
    account: Account, key: str, debit: str, credit: str, amount: int, kind: str
) -> dict[str, Any]:
    return {
        "key": key,
        "debit": debit,
        "credit": credit,
        "amount": amount,
        "claim_id": account.claim_id,
        "bank_line_id": None,
        "incoming_id": None,
        "kind": kind,
    }

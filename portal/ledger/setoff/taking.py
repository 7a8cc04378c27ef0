"""Taking in what was withheld, paid over or set off: each is booked once, on its claim or waits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from portal.errors import BadFile
from portal.ledger.debtors import debtors_of
from portal.ledger.incoming import Money, receive
from portal.ledger.models import Claim, Incoming
from portal.ledger.setoff.file import Settlement
from portal.ledger.timebar.acts import record_interruption
from portal.municipality import Municipality
from portal.people import audit
from portal.rows import in_parts
from portal.sheets import Mistake

PREFIX = "settlement:"
"""In front of the keys of a file, so that they meet no others."""


@dataclass(frozen=True)
class Taken:
    """What became of the lines of a file."""

    booked: int = 0
    waiting: int = 0
    """Lines of which something waits for a person."""
    unchanged: int = 0
    mistakes: tuple[Mistake, ...] = ()
    """Lines left out because their key is known with other content."""


def take(
    session: Session,
    rows: Sequence[Settlement],
    *,
    town: Municipality,
    now: datetime,
    actor: str,
    skip_bad: bool = False,
) -> Taken:
    """Book the lines that are new; those known with the same content stay as they are.

    Raises BadFile before anything is written when a key is known with other content, unless
    `skip_bad` leaves such lines out.
    """
    known = _known(session, rows)
    differing = [row for row in rows if row.key in known and _differs(row, known[row.key])]
    reason = "is known with another kind, day or amount"
    mistakes = tuple(Mistake(row.line, "key", reason) for row in differing)
    if mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in mistakes])
    fresh = [row for row in rows if row.key not in known]
    waiting = sum(not _book(session, town, row, now, actor) for row in fresh)
    if fresh:
        audit.record(session, now, actor, "settlements:take", "incoming", f"{len(fresh)}")
    unchanged = len(rows) - len(fresh) - len(differing)
    return Taken(len(fresh) - waiting, waiting, unchanged, mistakes)


def _known(session: Session, rows: Sequence[Settlement]) -> dict[str, Incoming]:
    keys = [PREFIX + row.key for row in rows]
    found: dict[str, Incoming] = {}
    for part in in_parts(keys):
        query = select(Incoming).where(col(Incoming.key).in_(part))
        found |= {money.key.removeprefix(PREFIX): money for money in session.exec(query)}
    return found


def _differs(row: Settlement, known: Incoming) -> bool:
    there = (known.kind, known.received_on, known.amount, known.reference)
    return there != (row.kind, row.day, row.amount, row.claim)


def _book(session: Session, town: Municipality, row: Settlement, now: datetime, actor: str) -> bool:
    """Book one line; False when something of it waits."""
    claim = _claim(session, row.claim)
    is_ours = claim is not None and claim.stage != "transferred"
    claim_id = claim.id if claim is not None and is_ours else None
    money = Money(
        key=PREFIX + row.key,
        kind=row.kind,
        received_on=row.day,
        amount=row.amount,
        person_id=_whose(session, claim_id),
        reference=row.claim,
        text=row.source,
    )
    paid = receive(session, money, claim_id, town.payment.imputation, now=now, actor=actor)
    if claim_id is not None and row.kind == "set_off":
        key = f"{PREFIX}{row.key}"
        record_interruption(session, town, claim_id, "set_off", row.day, key, actor)
    return claim_id is not None and not paid.rest


def _claim(session: Session, told: str) -> Claim | None:
    """The one claim with this number or payment reference."""
    digits = re.sub(r"[\s.\-]", "", told)
    wanted = or_(Claim.number == told, Claim.payment_reference == digits)
    found = session.exec(select(Claim).where(wanted)).all()
    return found[0] if len(found) == 1 else None


def _whose(session: Session, claim_id: int | None) -> int | None:
    """Whose money it was: known where one person owes the claim."""
    owing = debtors_of(session, [claim_id])[claim_id] if claim_id is not None else []
    return owing[0] if len(owing) == 1 else None

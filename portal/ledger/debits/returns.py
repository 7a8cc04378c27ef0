"""What comes back: rejected by the bank, or given back to the payer within the time for that.

Taken once, however often and by whichever file it is told.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.ledger.debits import booking as bookings
from portal.ledger.debits.mandates import end
from portal.ledger.debits.models import Collection, DebitBatch, DebitReturn, Mandate
from portal.ledger.debits.tables import COLLECTION, RETURN
from portal.ledger.locks import lock, lock_claims
from portal.ledger.models import BankLine, Incoming, LedgerEntry
from portal.ledger.postings import Booking, post
from portal.ledger.tables import insert_once
from portal.people import audit
from portal.people.outbox import tell

REASONS = {
    "AC01": "account",
    "AC04": "account",
    "AC06": "account",
    "AC13": "account",
    "AG01": "account",
    "AG02": "account",
    "AM04": "money",
    "MD01": "mandate",
    "MD02": "mandate",
    "MD06": "asked",
    "MD07": "died",
    "MS02": "asked",
    "SL01": "blocked",
}
"""What each code of the bank means to people; any other is `unknown`."""
ENDING = ("account", "mandate", "died", "blocked")
"""After these the mandate is over: nothing can be collected by it any more."""
NOT_TOLD = ("died",)
"""Of these no message goes out: a person looks at it."""
_CODE = re.compile(r"\b[A-Z]{2}\d{2}\b")


@dataclass(frozen=True)
class Told:
    """A return as a bank tells it."""

    key: str
    """The bank's own id of it."""
    end_to_end: str
    reason: str
    on: date
    source: str
    """`report` or `statement`."""


def take_return(session: Session, line: BankLine, booking: Booking, on: date) -> bool:
    """Take a line of the bank that gives a collection back; False when it is none of ours.

    What the resident owes is put back, and the line is booked. Again, it changes nothing.
    """
    one = _collection(session, line.end_to_end) if line.amount < 0 else None
    if one is None or -line.amount != one.amount:
        return False
    told = Told(
        key=f"line:{booking['key']}",
        end_to_end=one.ref,
        reason=_reason_in(line.text),
        on=line.booked_on,
        source="statement",
    )
    take(session, told, on=on, now=booking["recorded_at"], actor=booking["actor"])
    line.posted = True
    bookings.note(session, line, collection_id=one.id)
    bookings.post_line(
        session, booking, debit=bookings.ACCOUNT, credit="bank", amount=one.amount, kind="reversal"
    )
    return True


def _reason_in(text: str) -> str:
    """The bank's code among its words; nothing where there is none that is known."""
    return next((code for code in _CODE.findall(text) if code in REASONS), "")


def take(session: Session, told: Told, *, on: date, now: datetime, actor: str) -> bool:
    """Take a return: put back what was booked, tell the person, end the mandate where that is so.

    `on` is today. Returns False when it was taken before, or is about no collection of ours.
    """
    one = _collection(session, told.end_to_end)
    if one is None or not _keep(session, one, told, now, actor):
        return False
    if one.state == "booked":
        _put_back(session, one, told, now, actor)
    one.state = "returned"
    session.flush()
    mandate = session.get_one(Mandate, one.mandate_id)
    meaning = REASONS.get(told.reason, "unknown")
    if meaning in ENDING and mandate.ended_on is None:
        learnt = max(told.on, on)
        end(session, mandate, "returned", on=learnt, by=actor, now=now)
    if meaning not in NOT_TOLD:
        _tell(session, one, mandate, meaning, told.on, now)
    audit.record(session, now, actor, "debit:return", f"collection:{one.ref}", told.reason)
    return True


def reasons_of(session: Session, batch: DebitBatch) -> dict[int, str]:
    """Return why each collection of a batch came back, by its id, as the bank's code means it."""
    found = (
        select(DebitReturn.collection_id, DebitReturn.reason)
        .join(Collection, col(Collection.id) == DebitReturn.collection_id)
        .where(Collection.batch_id == batch.id)
    )
    return {one: REASONS.get(code, "unknown") for one, code in session.exec(found)}


def _collection(session: Session, end_to_end: str) -> Collection | None:
    """The collection that went to the bank under this id, held until the end of the work."""
    sent = ("batched", "booked", "returned")
    found = session.exec(
        select(Collection).where(Collection.ref == end_to_end, col(Collection.state).in_(sent))
    ).one_or_none()
    if found is not None and found.id is not None:
        lock(session, COLLECTION, [found.id])
        session.refresh(found)
    return found


def _keep(session: Session, one: Collection, told: Told, now: datetime, actor: str) -> bool:
    values = {
        "key": told.key,
        "collection_id": one.id,
        "reason": told.reason,
        "returned_on": told.on,
        "source": told.source,
        "recorded_at": now,
        "actor": actor,
    }
    return insert_once(session, RETURN, values, "collection_id") is not None


def _put_back(session: Session, one: Collection, told: Told, now: datetime, actor: str) -> None:
    """Take the money off again wherever it stands: on a claim, or waiting."""
    for part in bookings.parts_of(session, one):
        lock_claims(session, [part.claim_id])
        key = bookings.key_of(one, part.claim_id)
        money = session.exec(select(Incoming).where(Incoming.key == key)).one()
        stands = _stands(session, money)
        rest = money.amount - sum(stands.values())
        if rest > 0:  # it was paid back to them already, so they owe it anew
            where = (part.claim_id, "receivable_principal")
            stands[where] = stands.get(where, 0) + rest
        for no, ((claim_id, account), amount) in enumerate(sorted(stands.items(), key=str), 1):
            post(
                session,
                key=f"back:{key}:{no}",
                booked_on=told.on,
                recorded_at=now,
                debit=account,
                credit=bookings.ACCOUNT,
                amount=amount,
                claim_id=claim_id,
                kind="reversal",
                actor=actor,
                incoming_id=money.id,
            )


def _stands(session: Session, money: Incoming) -> dict[tuple[int | None, str], int]:
    """Where money stands now: claim and account, and how much."""
    found: Counter[tuple[int | None, str]] = Counter()
    rows = session.exec(select(LedgerEntry).where(LedgerEntry.incoming_id == money.id)).all()
    for row in rows:
        for account, amount in ((row.credit, row.amount), (row.debit, -row.amount)):
            if account.startswith("receivable_"):
                found[row.claim_id, account] += amount
            elif account == "suspense":
                found[None, account] += amount
    return {where: amount for where, amount in found.items() if amount > 0}


def _tell(
    session: Session, one: Collection, mandate: Mandate, meaning: str, on: date, now: datetime
) -> None:
    tell(
        session,
        key=f"debit-returned:{one.ref}",
        person_id=mandate.person_id,
        kind=f"debit-returned-{meaning}",
        made_on=on,
        now=now,
        content={"amount": one.amount, "day": one.collect_on.isoformat()},
    )

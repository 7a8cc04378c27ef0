"""What the collector answers: taken in later, in any order, as often as it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from portal.clock import day_in
from portal.jobs.handover.changing import bring_back
from portal.ledger.handover import events, reading
from portal.ledger.locks import lock_claims
from portal.ports.collector import Receipt
from portal.sheets import Mistake

COLLECTOR = "collector"
KINDS = {"UDFØRT": "accepted", "AFVIST": "rejected", "HØRING": "hearing"}
"""The collector's answers, and what each is here."""


@dataclass(frozen=True)
class Taken:
    """What came of a file of receipts."""

    new: int
    known: int
    rejected: int
    """Claims that are ours again."""
    mistakes: tuple[Mistake, ...]


def take_receipts(
    session: Session, receipts: Iterable[Receipt], country: str, *, on: date, now: datetime
) -> Taken:
    """Take in receipts; a reference we never sent, or a moment to come, is a mistake."""
    new = known = rejected = 0
    mistakes: list[Mistake] = []
    for receipt in receipts:
        mistake = _mistake(session, receipt, now)
        if mistake:
            mistakes.append(mistake)
            continue
        is_new, is_back = _take(session, receipt, country, on, now)
        new, known, rejected = new + is_new, known + (not is_new), rejected + is_back
    return Taken(new, known, rejected, tuple(mistakes))


def _mistake(session: Session, receipt: Receipt, now: datetime) -> Mistake | None:
    hand_over = reading.by_reference(session, receipt.reference)
    if hand_over is None or hand_over.file_id is None:
        return Mistake(receipt.line, "reference", "is no claim that was handed over")
    if receipt.at > now:
        return Mistake(receipt.line, "at", "lies in the future")
    return None


def _take(
    session: Session, receipt: Receipt, country: str, on: date, now: datetime
) -> tuple[bool, bool]:
    """Keep one receipt; return whether it was new, and whether the claim came back by it."""
    hand_over = reading.by_reference(session, receipt.reference)
    assert hand_over is not None
    lock_claims(session, [hand_over.claim_id])
    session.refresh(hand_over)
    was_there = hand_over.ended_on is None
    told = events.Told(
        f"receipt:{receipt.id}",
        KINDS[receipt.answer],
        day_in(country, receipt.at),
        receipt.at,
        reason=receipt.code,
        words=receipt.text,
    )
    if not events.keep(session, hand_over, told, by=COLLECTOR, now=now):
        return False, False
    if not (was_there and hand_over.state == "rejected"):
        return True, False
    detail = {"code": receipt.code, "words": receipt.text}
    bring_back(session, hand_over, "rejected", detail, on=on, now=now)
    return True, True

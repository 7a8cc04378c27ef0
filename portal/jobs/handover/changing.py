"""What staff change at the collector: a claim recalled, written down or written up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from portal.cases.matters.correcting import put_right
from portal.errors import Conflict, NotFound, NotNow
from portal.ledger import balances, postings, proposals
from portal.ledger.debtors import debtors_of
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import HandOver
from portal.ledger.locks import lock_claims
from portal.ledger.models import RECEIVABLES, Claim
from portal.people import audit, outbox
from portal.people.actors import Actor, Permission

WAYS = ("recall", "write_down", "write_up")
RECALL_REASONS = ("error", "settled", "objection", "regretted")
"""Why a claim is called back: wrong data, settled here, disputed, or the hand-over was too soon."""
CHANGE_REASONS = ("corrected", "let_go")
"""Why it is written down or up: the claim was wrong, or part was let go.

What was paid here is set on the claim from the payment (`paid_here`): no money is left over.
"""


@dataclass(frozen=True)
class Change:
    """What a member of staff wants changed. Amounts are minor units."""

    way: str
    reason: str
    words: str
    seen: int
    """How many events there were when they looked; so that the same form counts once."""
    component: str = ""
    amount: int = 0


def change(
    session: Session, staff: Actor, reference: str, wanted: Change, *, on: date, now: datetime
) -> HandOver:
    """Change a hand-over the collector has. Raises NotFound, NotAllowed, Conflict, NotNow."""
    staff.must(Permission.CLAIM_CHANGE)
    hand_over = reading.by_reference(session, reference)
    if hand_over is None or hand_over.id is None:
        raise NotFound
    lock_claims(session, [hand_over.claim_id])
    session.refresh(hand_over)
    if hand_over.state not in reading.WITH_COLLECTOR:
        raise NotNow("error-not-with-collector")
    if len(events.of(session, hand_over.id)) != wanted.seen:
        raise Conflict
    by = staff.signature
    if wanted.way == "recall":
        recall(session, hand_over, wanted, by=by, on=on, now=now)
    else:
        _write(session, hand_over, wanted, by=by, on=on, now=now)
    if (wanted.way, wanted.reason) == ("write_down", "corrected"):
        put_right(session, staff, hand_over.claim_id, now=now, on=on)
    audit.record(session, now, by, f"handover:{wanted.way}", f"handover:{reference}", wanted.reason)
    return hand_over


def recall(
    session: Session, hand_over: HandOver, wanted: Change, *, by: str, on: date, now: datetime
) -> None:
    """Call a claim back: it is ours again, and on the list for a person to look at."""
    left = balances.of_claim(session, hand_over.claim_id).principal
    told = events.Told(
        f"recall:{hand_over.reference}",
        "recalled",
        on,
        now,
        amount=left,
        reason=wanted.reason,
        words=wanted.words,
    )
    events.keep(session, hand_over, told, by=by, now=now)
    bring_back(session, hand_over, "recalled", {"words": wanted.words}, on=on, now=now)


def bring_back(
    session: Session,
    hand_over: HandOver,
    why: str,
    detail: dict[str, Any],
    *,
    on: date,
    now: datetime,
) -> None:
    """Let a claim be ours again, tell who owes it, and put it before people."""
    claim = session.get_one(Claim, hand_over.claim_id)
    claim.stage, claim.transferred_on = "reminded", None
    claim.reminded_on = claim.reminded_on or on
    session.flush()
    left = balances.of_claim(session, hand_over.claim_id).total
    if left:
        proposals.propose(
            session,
            proposals.New(
                key=f"handover:{why}:{hand_over.reference}",
                kind="handover",
                reason=why,
                made_on=on,
                claim_id=hand_over.claim_id,
                detail={"balance": left, **detail},
            ),
        )
    for person_id in debtors_of(session, [hand_over.claim_id])[hand_over.claim_id]:
        outbox.tell(
            session,
            key=f"handed-back:{hand_over.reference}:{person_id}",
            person_id=person_id,
            kind="handed-back",
            made_on=on,
            now=now,
            content={"description": claim.description, "number": claim.number},
        )


def _write(
    session: Session, hand_over: HandOver, wanted: Change, *, by: str, on: date, now: datetime
) -> None:
    """Correct the books and tell the collector, by one event for both."""
    is_down = wanted.way == "write_down"
    account = RECEIVABLES[wanted.component]
    owed = balances.of_claim(session, hand_over.claim_id).of(wanted.component)
    if wanted.amount <= 0 or (is_down and wanted.amount > owed):
        raise NotNow("error-more-than-owed")
    key = f"{wanted.way}:{hand_over.reference}:{wanted.seen}"
    postings.post(
        session,
        key=key,
        booked_on=on,
        recorded_at=now,
        debit="charged" if is_down else account,
        credit=account if is_down else "charged",
        amount=wanted.amount,
        claim_id=hand_over.claim_id,
        kind=wanted.way,
        actor=by,
    )
    told = events.Told(
        key,
        "written_down" if is_down else "written_up",
        on,
        now,
        wanted.component,
        wanted.amount,
        wanted.reason,
        wanted.words,
    )
    events.keep(session, hand_over, told, by=by, now=now)

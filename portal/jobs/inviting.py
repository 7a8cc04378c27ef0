"""An invitation to direct debit, once for each kind of bill that comes again to a person."""

from sqlalchemy import String, cast, exists, func, literal, select
from sqlmodel import Session, SQLModel

from portal.jobs.night import Chunk, Night, Step
from portal.jobs.standstill import stands_still
from portal.ledger.debits.invited import MESSAGE, is_invited, recurring_kinds
from portal.ledger.debtors import LEFT
from portal.ledger.tables import CLAIM, ENTRY, LIABILITY, run
from portal.people.outbox import Message, tell_all

OUTGOING = SQLModel.metadata.tables["outgoing"]
_KEY = literal(f"{MESSAGE}:") + cast(LIABILITY.c.person_id, String) + ":" + CLAIM.c.kind


def invite(session: Session, night: Night, chunk: Chunk) -> int:
    """Invite those whose open bill can be paid by direct debit; say how many messages."""
    kinds = recurring_kinds(night.town)
    if not kinds:
        return 0
    found = (
        select(
            _KEY.label("key"),
            LIABILITY.c.person_id,
            func.min(CLAIM.c.description).label("description"),
        )
        .join(CLAIM, CLAIM.c.id == LIABILITY.c.claim_id)
        .where(
            CLAIM.c.id.between(chunk.first, chunk.last),
            is_invited(kinds),
            _IS_LEFT,
            ~stands_still(night.on),
            ~exists().where(OUTGOING.c.key == _KEY),
        )
        .group_by(LIABILITY.c.person_id, CLAIM.c.kind)
        .order_by(LIABILITY.c.person_id, CLAIM.c.kind)
    )
    messages = [
        Message(row.key, row.person_id, MESSAGE, {"description": row.description})
        for row in run(session, found)
    ]
    tell_all(session, messages, made_on=night.on, now=night.now)
    return len(messages)


_IS_LEFT = (
    select(LEFT).where(ENTRY.c.claim_id == CLAIM.c.id).correlate(CLAIM).scalar_subquery()
) > 0

STEP = Step("invite-direct-debit", CLAIM, invite)

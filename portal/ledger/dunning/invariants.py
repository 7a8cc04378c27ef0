"""What must hold of words and reminders: numbered in order, their fees booked as they say."""

from sqlalchemy import func, select

from portal.ledger.invariant import Invariant
from portal.ledger.tables import CLAIM, ENTRY, REMINDER

_TELLS_FEE = select(REMINDER.c.id).where(REMINDER.c.fee_key == ENTRY.c.key).exists()
_IS_REMINDED = (
    select(REMINDER.c.id)
    .where(REMINDER.c.claim_id == CLAIM.c.id, REMINDER.c.kind == "reminder")
    .exists()
)
REMINDERS = (
    Invariant(
        "reminders-numbered",
        REMINDER,
        select(REMINDER.c.claim_id)
        .group_by(REMINDER.c.claim_id, REMINDER.c.kind)
        .having((func.min(REMINDER.c.no) != 1) | (func.max(REMINDER.c.no) != func.count())),
    ),
    Invariant(
        "reminder-fee-booked",
        REMINDER,
        select(REMINDER.c.id)
        .join(ENTRY, ENTRY.c.key == REMINDER.c.fee_key)
        .where(
            (ENTRY.c.amount != REMINDER.c.fee)
            | (ENTRY.c.claim_id != REMINDER.c.claim_id)
            | (ENTRY.c.kind != "fee")
        ),
    ),
    Invariant(
        "fee-of-the-night-has-its-reminder",
        ENTRY,
        select(ENTRY.c.id).where(ENTRY.c.key.like("reminder:%"), ~_TELLS_FEE),
    ),
    Invariant(
        "claim-with-a-reminder-is-reminded",
        CLAIM,
        select(CLAIM.c.id).where(CLAIM.c.stage == "open", _IS_REMINDED),
    ),
)

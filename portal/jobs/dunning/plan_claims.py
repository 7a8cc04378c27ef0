"""The claims of plans that miss an instalment, with what was sent about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from portal.ledger.balances import OWED, Balance
from portal.ledger.dunning.unpaid import sent_columns
from portal.ledger.tables import CLAIM, ENTRY, REMINDER, run
from portal.rows import among

_CLAIMS = (
    select(CLAIM.c.id, CLAIM.c.kind, CLAIM.c.due_on, *sent_columns(), *OWED)
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .where(among(CLAIM.c.id, "ids"), CLAIM.c.stage != "transferred")
    .group_by(CLAIM.c.id)
)
_SENT = select(
    REMINDER.c.plan_id, REMINDER.c.instalment_no, REMINDER.c.kind, REMINDER.c.answer_by
).where(among(REMINDER.c.plan_id, "ids"))


@dataclass(frozen=True)
class PlanClaim:
    """A claim of a plan of which something is open."""

    id: int
    kind: str
    due_on: date
    owed: Balance
    said: int
    """Friendly words so far."""
    reminders: int
    quiet_until: date | None


def claims_of(session: Session, claim_ids: Iterable[int]) -> dict[int, PlanClaim]:
    """Return these claims by id; those that are paid or were handed over are left out."""
    found = {}
    for row in run(session, _CLAIMS, {"ids": sorted(set(claim_ids))}):
        owed = Balance(row.principal, row.fee, row.interest)
        if owed.total > 0:
            found[row.id] = PlanClaim(
                row.id, row.kind, row.due_on, owed, row.said, row.reminders, row.quiet_until
            )
    return found


Sent = dict[tuple[int, int, str], date]
"""By plan, instalment and kind: the last day that was given to answer what was sent."""


def sent_about(session: Session, plan_ids: Iterable[int]) -> Sent:
    """Return what was sent about instalments of these plans."""
    found: Sent = {}
    for row in run(session, _SENT, {"ids": sorted(set(plan_ids))}):
        key = (row.plan_id, row.instalment_no, row.kind)
        found[key] = max(found.get(key, row.answer_by), row.answer_by)
    return found

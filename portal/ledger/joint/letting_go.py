"""Letting a claim go for one of those who owe it: the others are not freed by that."""

from typing import Unpack

from sqlmodel import Session

from portal.errors import NotFound
from portal.ledger import postings
from portal.ledger.debtors import debtors_of, owed_by
from portal.ledger.joint import liable
from portal.ledger.locks import lock_claims
from portal.ledger.plans.following import followed
from portal.ledger.postings import Booking


def let_go(
    session: Session,
    claim_id: int,
    person_id: int,
    amount: int,
    *,
    reason: str,
    everyone: bool = False,
    **booking: Unpack[Booking],
) -> int:
    """Let one person go of so much of a claim; return how much that was, in minor units.

    Who owes it alone: the ledger lets go of it, and so it does for `everyone` when that is asked.
    Who owes it with others: of all they can be asked for, they are let off; of a part, they owe a
    smaller share. The ledger then lets go of what nobody is left to owe. Raises NotFound for
    somebody who does not owe it.
    """
    lock_claims(session, [claim_id])
    on, now = booking["booked_on"], booking["recorded_at"]
    with followed(session, [claim_id], booking["key"], on=on, now=now):
        return _let_go(session, claim_id, person_id, amount, reason, everyone, booking)


def _let_go(
    session: Session,
    claim_id: int,
    person_id: int,
    amount: int,
    reason: str,
    everyone: bool,
    booking: Booking,
) -> int:
    debtors = debtors_of(session, [claim_id])[claim_id]
    owes = liable.liability(session, claim_id, person_id)
    if owes is None or person_id not in debtors:
        raise NotFound
    if everyone or len(debtors) == 1:
        return postings.waive(session, claim_id, amount, **booking)
    left = owed_by(session, person_id, [claim_id])[claim_id]
    if amount < left:
        liable.ask_less(session, owes, amount)
    else:
        liable.let_off(session, owes, booking["booked_on"], reason)
    liable.waive_what_nobody_owes(session, claim_id, **booking)
    return min(amount, left)

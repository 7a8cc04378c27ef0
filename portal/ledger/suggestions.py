"""Which claim a payment may be for: who paid from this account before, and which amount fits.

A proposal for a person, with what speaks for it. Nothing is booked by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from portal.ledger import claims as ledger_claims
from portal.ledger.balances import taken_off
from portal.ledger.claims import ClaimView
from portal.ledger.models import MONEY_IN
from portal.ledger.payments import Payment
from portal.ledger.tables import CLAIM, ENTRY, LINE, run

MOST = 4
MOST_PAYERS = 3


@dataclass(frozen=True)
class Suggestion:
    """A claim that can be meant, and why. The texts of the reasons are `suggested-<reason>`."""

    claim: ClaimView
    reasons: tuple[str, ...]


_STANDS = taken_off(*MONEY_IN)
_PAID_BEFORE = (
    select(CLAIM.c.person_id, func.max(LINE.c.booked_on).label("last"))
    .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
    .join(LINE, LINE.c.id == ENTRY.c.bank_line_id)
    .where(LINE.c.counterparty_account == bindparam("account"), LINE.c.id != bindparam("line_id"))
    .group_by(CLAIM.c.person_id)
    .having(_STANDS > 0)
    .order_by(func.max(LINE.c.booked_on).desc(), CLAIM.c.person_id)
    .limit(MOST_PAYERS)
)
_EARLIER = (
    select(ENTRY.c.claim_id, _STANDS.label("amount"))
    .where(ENTRY.c.claim_id.in_(bindparam("ids", expanding=True)))
    .group_by(ENTRY.c.claim_id, ENTRY.c.bank_line_id, ENTRY.c.incoming_id)
)


def payers(session: Session, payment: Payment) -> list[int]:
    """Return the people for whose claims money came from this account before, the last one first.

    Of money that came otherwise it is the one it is known to come from.
    """
    if payment.person_id is not None:
        return [payment.person_id]
    if not payment.account:
        return []
    known = {"account": payment.account, "line_id": payment.source.id}
    return [row.person_id for row in run(session, _PAID_BEFORE, known)]


def suggestions(session: Session, payment: Payment, on: date) -> list[Suggestion]:
    """Return the open claims of its payers, those whose amount fits in front."""
    if not payment.waiting:
        return []
    people = payers(session, payment)
    views = [view for person in people for view in ledger_claims.views(session, person, on)]
    can_take = [view for view in views if view.phase not in ("closed", "transferred")]
    earlier = _earlier(session, (view.id for view in can_take))
    known = "person" if payment.person_id is not None else "account"
    found = [
        Suggestion(view, (known, *_amounts(payment.waiting, view, earlier))) for view in can_take
    ]
    return sorted(found, key=lambda one: -len(one.reasons))[:MOST]


def _amounts(waiting: int, view: ClaimView, earlier: set[tuple[int, int]]) -> Iterable[str]:
    """Say what the amount is equal to."""
    if waiting == view.balance:
        yield "whole"
    elif view.plan and waiting == view.next_amount:
        yield "instalment"
    if (view.id, waiting) in earlier:
        yield "earlier"


def _earlier(session: Session, claim_ids: Iterable[int]) -> set[tuple[int, int]]:
    rows = run(session, _EARLIER, {"ids": sorted(set(claim_ids))})
    return {(row.claim_id, int(row.amount)) for row in rows}

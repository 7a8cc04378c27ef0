"""What the hand-over file says of one claim, kept as it was when the file was released."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from portal.jobs.handover.notices import Debtor
from portal.ledger.balances import Balance
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.origin.kinds import needs_of
from portal.municipality import Municipality
from portal.rules.policy import book

_PARTS = {"fee": "receivable_fee", "interest": "receivable_interest"}


def record_of(
    session: Session,
    town: Municipality,
    claim: Claim,
    reference: str,
    owed: Balance,
    debtors: Sequence[Debtor],
    on: date,
) -> dict[str, Any]:
    """Return every field of the file: amounts in minor units, days ISO, no identity number."""
    return {
        "reference": reference,
        "number": claim.number,
        "type": needs_of(town, claim.kind, on).type_code,
        "kind": claim.kind,
        "arose_on": claim.arose_on.isoformat(),
        "due_on": claim.due_on.isoformat(),
        "pay_by": claim.due_on.isoformat(),
        "period_from": _iso(claim.period_from),
        "period_to": _iso(claim.period_to),
        "principal_at_start": claim.principal,
        "principal": owed.principal,
        "interest_rule": _interest_rule(town, claim.kind, on),
        "time_bar_on": claim.time_bar_on.isoformat(),
        "basis": claim.basis,
        "basis_on": _iso(claim.basis_on),
        "description": claim.description,
        "parts": list(_parts(session, town, claim, reference, owed)),
        "debtors": [_debtor(one) for one in debtors],
    }


def _parts(
    session: Session, town: Municipality, claim: Claim, reference: str, owed: Balance
) -> list[dict[str, Any]]:
    """Fees and interest as claims of their own that point to the main one."""
    types = town.collector.part_types.get(claim.kind, {}) if town.collector else {}
    return [
        {
            "reference": f"{reference}-{part}",
            "type": types.get(part, ""),
            "part": part,
            "amount": owed.of(part),
            "arose_on": _last_booked(session, claim, account).isoformat(),
        }
        for part, account in _PARTS.items()
        if owed.of(part)
    ]


def _last_booked(session: Session, claim: Claim, account: str) -> date:
    last = select(func.max(LedgerEntry.booked_on)).where(
        LedgerEntry.claim_id == claim.id, col(LedgerEntry.debit) == account
    )
    found: date | None = session.exec(last).one()
    return found or claim.due_on


def _debtor(one: Debtor) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "scheme": one.scheme,
        "kind": one.kind,
        "name": one.name,
        "address": one.address,
        "liability": one.form,
        "share": one.share,
        "notice_on": _iso(one.notice_on),
        "notice_letter": one.letter_ref,
    }


def _interest_rule(town: Municipality, kind: str, on: date) -> str:
    """`none`, `interest_act`, or `own_law` where another act or the loan sets the rate."""
    if not town.claim_kind(kind, on).interest:
        return "none"
    return "own_law" if kind in book(town.policy, on).names("own_rate_kinds") else "interest_act"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

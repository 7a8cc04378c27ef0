"""Which claim a payment may be for: what the payer wrote, who they are, and which amount fits.

A proposal for a person, with what speaks for it. Nothing is booked by it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, or_, select
from sqlmodel import Session

from portal.ledger import claims as ledger_claims
from portal.ledger.balances import taken_off
from portal.ledger.claims import ClaimView
from portal.ledger.matching import numbers_in
from portal.ledger.models import MONEY_IN
from portal.ledger.payments import Payment
from portal.ledger.tables import CLAIM, ENTRY, LINE, PERSON, run

MOST = 4
MOST_PAYERS = 3
_MOST_TYPED, _MOST_WORDS = 2, 30
_DIGITS = "0123456789"
_SHORTEST, _LONGEST = 14, 17
"""Digits of a reference of any scheme, one less or one more."""
_DIGIT = re.compile(r"[0-9]")
_GROUPS = re.compile(r"[0-9]+(?:[ .\-][0-9]+)*")
_NUMBERS = re.compile(r"\w+(?:[-/.]\w+)*")
_WRITTEN = frozenset({"number", "reference", "exact"})
"""Reasons that rest on what the payer wrote."""


@dataclass(frozen=True)
class Suggestion:
    """A claim with something left that can be meant, and why.

    The texts of the reasons are `suggested-<reason>`.
    """

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
    """Return the claims it may be for: what was nearly written in front, then what fits.

    What the collector has comes last, unless it was written.
    """
    if not payment.waiting:
        return []
    known = dict.fromkeys(payers(session, payment), "account")
    if payment.person_id is not None:
        known = {payment.person_id: "person"}
    written = nearly_written(session, payment.reference, payment.text)
    people = [*known, *(row.person_id for row in written.values()), *_named(session, payment)]
    views = [
        view
        for who in dict.fromkeys(people)
        for view in ledger_claims.views(session, who, on)
        if view.balance
    ]
    earlier = _earlier(session, (view.id for view in views if view.person_id in known))
    found = [
        Suggestion(view, (*_told(view, payment, known, written), *fits))
        for view in views
        for fits in [tuple(_amounts(payment.waiting, view, earlier))]
    ]
    return sorted((one for one in found if one.reasons), key=_first)[:MOST]


def _first(one: Suggestion) -> tuple[bool, bool, int]:
    """What the payer wrote goes before what fits; else what is here, then what most speaks for."""
    is_away = not one.claim.takes_money
    return not _WRITTEN.intersection(one.reasons), is_away, -len(one.reasons)


def _told(
    view: ClaimView, payment: Payment, known: Mapping[int, str], written: Mapping[int, Row[Any]]
) -> Iterable[str]:
    """Say what the payment tells of whose claim it is for, and of which."""
    if view.id in written:
        is_exact = view.payment_reference in numbers_in(payment.reference, payment.text)
        is_number = written[view.id].number in _words(payment)
        yield "number" if is_number else "exact" if is_exact else "reference"
    if view.person_id in known:
        yield known[view.person_id]
    if payment.person_id is None and _same_name(view.person_name, payment.name):
        yield "name"


def _words(payment: Payment) -> set[str]:
    return set(_NUMBERS.findall(f"{payment.reference} {payment.text}"))


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _named(session: Session, payment: Payment) -> list[int]:
    """Return people with the very name of the payer, where there are few."""
    name = " ".join(payment.name.split())
    if not name or payment.person_id is not None:
        return []
    wanted = select(PERSON.c.id).where(func.lower(PERSON.c.name) == name.lower())
    found = run(session, wanted.order_by(PERSON.c.id).limit(MOST_PAYERS + 1)).all()
    return [row.id for row in found] if len(found) <= MOST_PAYERS else []


def nearly_written(session: Session, reference: str, text: str) -> dict[int, Row[Any]]:
    """Return the claims whose number is written, or whose reference is but for one slip, by id."""
    told = f"{reference} {text}"
    digits = {"".join(_DIGIT.findall(one)) for one in _GROUPS.findall(told)}
    near = {slip for one in sorted(digits)[:_MOST_TYPED] for slip in slips(one)}
    numbers = set(sorted(set(_NUMBERS.findall(told)))[:_MOST_WORDS])
    if not near and not numbers:
        return {}
    columns = (CLAIM.c.id, CLAIM.c.person_id, CLAIM.c.number)
    wanted = select(*columns).where(
        or_(CLAIM.c.number.in_(sorted(numbers)), CLAIM.c.payment_reference.in_(sorted(near)))
    )
    return {row.id: row for row in run(session, wanted.order_by(CLAIM.c.id).limit(MOST))}


def slips(typed: str) -> set[str]:
    """Return what was meant where one digit is wrong, missing or too many, or two changed places.

    Only of a number about as long as a reference; the shorter ones could mean anything.
    """
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return set()
    places = range(len(typed))
    wrong = {typed[:at] + digit + typed[at + 1 :] for at in places for digit in _DIGITS}
    missing = {typed[:at] + digit + typed[at:] for at in (*places, len(typed)) for digit in _DIGITS}
    extra = {typed[:at] + typed[at + 1 :] for at in places}
    swapped = {
        typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)
    }
    return wrong | missing | extra | swapped


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

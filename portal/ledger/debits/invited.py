"""Whom to invite to direct debit: those with a bill that comes again, and no mandate for it."""

from collections.abc import Collection as Some

from sqlalchemy import ColumnElement, and_, false

from portal.ledger.debits.settings import betalingsservice_of, sepa_of
from portal.ledger.debits.tables import MANDATE
from portal.ledger.tables import CLAIM, LIABILITY
from portal.municipality import Municipality

MESSAGE = "invite-direct-debit"
"""The kind of the message that invites."""


def recurring_kinds(town: Municipality) -> frozenset[str]:
    """Return the kinds of claim that come again and can be paid by direct debit here."""
    found = {kind for kind, entry in town.claim_kinds.items() if entry.recurring}
    danish = betalingsservice_of(town)
    if danish is not None:
        return frozenset(found & set(danish.groups))
    return frozenset(found) if sepa_of(town) is not None else frozenset()


def is_invited(kinds: Some[str]) -> ColumnElement[bool]:
    """Whether the person of a liability is invited for its claim, as a condition on both rows.

    `kinds` are the recurring ones. That something is left to pay, and that they were not invited
    for this kind before, is for whoever sends the message to see to.
    """
    if not kinds:
        return false()
    has_one = (
        MANDATE.select()
        .where(
            MANDATE.c.person_id == LIABILITY.c.person_id,
            MANDATE.c.kind == CLAIM.c.kind,
            MANDATE.c.ended_on.is_(None),
        )
        .exists()
    )
    return and_(
        CLAIM.c.kind.in_(sorted(kinds)),
        CLAIM.c.stage == "open",
        LIABILITY.c.released_on.is_(None),
        ~has_one,
    )

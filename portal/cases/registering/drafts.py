"""A registration while the unit fills it in; kept at every page, seen by the unit alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.origin.models import Registration
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.refs import new_ref
from portal.record import add_row, find_one

MOST_DRAFTS = 50
"""Unsent registrations a unit can have at once."""


def begin(session: Session, unit: Actor, now: datetime) -> Registration:
    """Start a registration, or go on with one this member left empty.

    Raises NotAllowed, and NotNow when too many are unfinished.
    """
    unit.must(Permission.CLAIM_REGISTER)
    if not unit.unit:
        raise NotFound
    there = drafts_of(session, unit)
    for draft in there:
        if draft.staff_id == unit.id and not draft.content:
            return draft
    if len(there) >= MOST_DRAFTS:
        raise NotNow("error-too-many-drafts")
    made = Registration(
        ref=new_ref(), unit=unit.unit, staff_id=unit.id, started_at=now, changed_at=now
    )
    return add_row(session, made)


def drafts_of(session: Session, unit: Actor) -> list[Registration]:
    """Return what the unit has not sent yet, the newest first."""
    unsent = select(Registration).where(
        Registration.unit == unit.unit, Registration.state == "draft"
    )
    return list(session.exec(unsent.order_by(col(Registration.id).desc())).all())


def own(session: Session, unit: Actor, ref: str) -> Registration:
    """Return a registration of this unit. Raises NotAllowed, NotFound, also for another's."""
    unit.must(Permission.CLAIM_REGISTER)
    return find_one(
        session, select(Registration).where(Registration.ref == ref, Registration.unit == unit.unit)
    )


def keep(
    session: Session, registration: Registration, told: Mapping[str, Any], now: datetime
) -> None:
    """Keep what was filled in on a page. Raises NotNow when it was sent."""
    must_be_draft(registration)
    registration.content = {**registration.content, **told}
    registration.changed_at = now
    registration.version += 1
    session.flush()


def discard(session: Session, unit: Actor, registration: Registration, now: datetime) -> None:
    """Throw an unsent registration away. Raises NotNow when it was sent."""
    must_be_draft(registration)
    subject = f"registration:{registration.ref}"
    audit.record(session, now, unit.signature, "registration:discard", subject)
    session.delete(registration)
    session.flush()


def must_be_draft(registration: Registration) -> None:
    """Raise NotNow unless it is still unsent."""
    if registration.state != "draft":
        raise NotNow("error-already-sent")

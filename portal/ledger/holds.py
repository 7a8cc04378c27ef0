"""Holds: while one is open, nothing gets worse for a claim by the municipality's hand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_
from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.records import Hold, Liability
from portal.ledger.tables import CLAIM, HOLD, LIABILITY
from portal.people import audit

_OWES = LIABILITY.alias("owes")
"""Under a name of its own, so that the condition also fits statements about people who owe."""


def place(
    session: Session,
    *,
    key: str,
    kind: str,
    reason: str,
    from_on: date,
    by: str,
    now: datetime,
    claim_id: int | None = None,
    person_id: int | None = None,
    until_on: date | None = None,
) -> Hold:
    """Hold a claim, or all claims of a person; the same key again returns the hold there is."""
    there = session.exec(select(Hold).where(Hold.key == key)).one_or_none()
    if there is not None:
        return there
    hold = Hold(
        key=key,
        kind=kind,
        reason=reason.strip(),
        from_on=from_on,
        until_on=until_on,
        by=by,
        claim_id=claim_id,
        person_id=person_id,
    )
    session.add(hold)
    session.flush()
    audit.record(session, now, by, "hold:place", f"hold:{hold.id}", kind)
    return hold


def lift(session: Session, hold_id: int, *, on: date, by: str, now: datetime) -> None:
    """End a hold on a day. Raises NotFound, and NotNow when it was lifted before."""
    hold = session.get(Hold, hold_id)
    if hold is None:
        raise NotFound
    if hold.lifted_on is not None:
        raise NotNow("error-hold-lifted")
    hold.lifted_on, hold.lifted_by = on, by
    session.flush()
    audit.record(session, now, by, "hold:lift", f"hold:{hold.id}", hold.kind)


def is_held(on: ColumnElement[date] | date, claim: FromClause = CLAIM) -> ColumnElement[bool]:
    """Whether a hold is open on a claim on this day, as a condition on rows of the claim table.

    `claim` is that table, or it under another name. Two questions, each with an index of its own:
    of the two in one all holds would be read.
    """
    on_it = is_placed_on(claim.c.id, on)
    on_who_owes = exists().where(
        _is_open(on),
        HOLD.c.person_id == LIABILITY.c.person_id,
        LIABILITY.c.claim_id == claim.c.id,
        LIABILITY.c.released_on.is_(None),
    )
    return or_(on_it.correlate(claim), on_who_owes.correlate(claim))


def is_placed_on(
    claim_id: ColumnElement[int], on: ColumnElement[date] | date
) -> ColumnElement[bool]:
    """Whether a hold is open on the claim itself that this column names."""
    return exists().where(_is_open(on), HOLD.c.claim_id == claim_id)


def is_open(hold: Hold, on: date) -> bool:
    """Whether a hold is open on a day."""
    ends = [day for day in (hold.until_on, _before(hold.lifted_on)) if day is not None]
    return hold.from_on <= on and all(day >= on for day in ends)


def _before(lifted_on: date | None) -> date | None:
    return lifted_on - timedelta(days=1) if lifted_on else None


def _is_open(on: ColumnElement[date] | date) -> ColumnElement[bool]:
    return and_(
        HOLD.c.from_on <= on,
        or_(HOLD.c.until_on.is_(None), HOLD.c.until_on >= on),
        or_(HOLD.c.lifted_on.is_(None), HOLD.c.lifted_on > on),
    )


def open_on(session: Session, claim_ids: Iterable[int], on: date) -> list[Hold]:
    """Return the holds that are open on these claims, or on anyone who owes them, oldest first."""
    ids = sorted(set(claim_ids))
    debtors = select(Liability.person_id).where(
        col(Liability.claim_id).in_(ids), col(Liability.released_on).is_(None)
    )
    wanted = select(Hold).where(
        _is_open(on), or_(col(Hold.claim_id).in_(ids), col(Hold.person_id).in_(debtors))
    )
    return list(session.exec(wanted.order_by(col(Hold.id))).all())

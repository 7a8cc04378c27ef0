"""Who came in with a code: on whose behalf, for how long, and what they looked at."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal.people.acting import reading
from portal.people.acting.models import Acting, HelperLook, HelperVisit, Loan
from portal.people.actors import Actor
from portal.people.models import Person
from portal.tokens import digest_of

MOST = 200
"""Looks one page lists."""


def actor_of(
    session: Session, secret: str, now: datetime, idle: timedelta, longest: timedelta
) -> tuple[Actor, datetime, datetime] | None:
    """Return whom a helper acts for, when they were last seen, and when it is over.

    None when it is over already.
    """
    row = session.exec(
        select(HelperVisit, Acting, Loan, Person)
        .join(Acting, col(Acting.id) == HelperVisit.acting_id)
        .join(Loan, col(Loan.acting_id) == HelperVisit.acting_id)
        .join(Person, col(Person.id) == Acting.principal_id)
        .where(HelperVisit.digest == digest_of(secret), col(HelperVisit.ended_at).is_(None))
    ).one_or_none()
    if row is None:
        return None
    visit, acting, loan, principal = row
    ends_at = min(visit.seen_at + idle, visit.started_at + longest, loan.until_at)
    if ends_at < now or loan.until_at <= now or acting.state != "runs":
        return None
    actor = reading.stand_in(session, acting, principal, visit.ref, visit.name)
    return actor, visit.seen_at, ends_at


def find(session: Session, secret: str) -> HelperVisit | None:
    """Return the visit of a secret while it is not ended."""
    visit = session.get(HelperVisit, digest_of(secret))
    return visit if visit is not None and visit.ended_at is None else None


def note_look(session: Session, actor: Actor, page: str, now: datetime) -> None:
    """Keep what kind of page a helper looked at, and when."""
    assert actor.helper is not None
    session.add(
        HelperLook(
            acting_id=actor.helper.acting_id,
            helper_ref=actor.helper.ref,
            helper_name=actor.helper.name,
            page=page,
            at=now,
        )
    )


def looks_of(session: Session, acting_id: int, most: int = MOST) -> list[HelperLook]:
    """Return what was looked at under a leave, the newest in front."""
    found = select(HelperLook).where(HelperLook.acting_id == acting_id)
    return list(session.exec(found.order_by(col(HelperLook.id).desc()).limit(most)).all())


def visits_of(session: Session, acting_id: int) -> list[HelperVisit]:
    """Return who came in with the code of a view, the first in front."""
    found = select(HelperVisit).where(HelperVisit.acting_id == acting_id)
    return list(session.exec(found.order_by(col(HelperVisit.started_at))).all())

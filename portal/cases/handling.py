"""Small acts on a sent case: take it, close the look at circumstances, take it back."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, SQLModel, col, select

from portal.cases.matters import pausing
from portal.cases.models import OPEN, Case, CaseClaim, CaseEvent
from portal.cases.progress import move
from portal.errors import NotNow
from portal.ledger.claims import ClaimView
from portal.people.actors import Actor, Permission
from portal.rows import among

_ABOUT = SQLModel.metadata.tables[CaseClaim.__tablename__]


def take(session: Session, staff: Actor, case: Case, *, seen: int, now: datetime) -> None:
    """Make this case mine. Raises NotAllowed, NotNow, Conflict."""
    staff.must(Permission.CASE_TAKE)
    if not case.is_open and not case.to_weigh:
        raise NotNow("error-case-closed")
    move(
        session,
        case,
        seen=seen,
        event="taken",
        actor=staff.signature,
        now=now,
        taken_by=staff.id,
    )


def leave(session: Session, staff: Actor, case: Case, *, seen: int, now: datetime) -> None:
    """Put the case back in the queue for anyone. Raises NotAllowed, Conflict."""
    staff.must(Permission.CASE_TAKE)
    move(session, case, seen=seen, event="left", actor=staff.signature, now=now, taken_by=None)


def weighed(session: Session, staff: Actor, case: Case, *, seen: int, now: datetime) -> None:
    """Note that a person looked at the circumstances and the grant stands. Raises Conflict."""
    staff.must(Permission.CASE_DECIDE)
    if not case.to_weigh:
        raise NotNow("error-case-closed")
    move(
        session,
        case,
        seen=seen,
        event="weighed",
        actor=staff.signature,
        now=now,
        to_weigh=False,
        taken_by=case.taken_by or staff.id,
    )


def withdraw(session: Session, actor: Actor, case: Case, now: datetime, on: date) -> None:
    """Take the request back, as the resident. Raises NotAllowed, NotNow when it was decided.

    What stood still for it from today on does so no more.
    """
    actor.must(Permission.OWN_ASK)
    if not case.is_open:
        raise NotNow("error-case-closed")
    move(
        session,
        case,
        seen=case.version,
        event="withdrawn",
        actor=actor.signature,
        now=now,
        state="withdrawn",
    )
    pausing.go_on(session, case, by=actor.signature, now=now, on=on)


def events_of(session: Session, case: Case) -> list[CaseEvent]:
    """Return what happened to the case, oldest first."""
    return list(
        session.exec(
            select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
        ).all()
    )


def waiting_claims(session: Session, person_id: int) -> frozenset[int]:
    """Return the claims of a person about which a request waits: no step is taken meanwhile."""
    return frozenset(
        session.exec(
            select(CaseClaim.claim_id)
            .join(Case, col(Case.id) == CaseClaim.case_id)
            .where(Case.person_id == person_id, col(Case.state).in_(OPEN))
        ).all()
    )


def asked_about(session: Session, views: Iterable[ClaimView]) -> frozenset[int]:
    """Return the claims about which a request waits: of these, and of those in a plan with them.

    Whoever sent it: for staff.
    """
    ids = frozenset[int]().union(*(view.together for view in views))
    asked = (
        select(CaseClaim.claim_id)
        .join(Case, col(Case.id) == CaseClaim.case_id)
        .where(among(_ABOUT.c.claim_id, ids), col(Case.state).in_(OPEN))
    )
    return frozenset(session.exec(asked).all())


def cases_of(session: Session, person_id: int) -> list[Case]:
    """Return a person's requests, newest first."""
    return list(
        session.exec(
            select(Case).where(Case.person_id == person_id).order_by(col(Case.id).desc())
        ).all()
    )


def own_cases(session: Session, actor: Actor) -> list[Case]:
    """Return one's own requests, newest first; none to who may not see requests."""
    if not actor.may(Permission.OWN_CASES):
        return []
    return [case for case in cases_of(session, actor.id) if actor.sees_case(case.ref)]

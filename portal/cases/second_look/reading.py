"""The second reader: what waits for them, and what they would have decided, said blindly."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import Session, col, func, select

from portal.cases.figures.chance import Interval, wilson
from portal.cases.models import LEAST_REASON, Case, Decision, Receipt
from portal.cases.second_look.models import SecondLook, SecondOpinion
from portal.errors import Conflict, NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import AuditEvent
from portal.people.trail.models import Look
from portal.record import find_one

MOST = 50
"""Grants shown at once."""


@dataclass(frozen=True)
class Waiting:
    """A drawn grant that nobody read yet: what was asked, and nothing of what came of it."""

    ref: str
    ask: str
    drawn_on: date


@dataclass(frozen=True)
class Opened:
    """A drawn grant as its reader sees it; what was decided only once they have said theirs."""

    look: SecondLook
    case: Case
    receipt: Receipt
    decision: Decision
    opinion: SecondOpinion | None
    has_seen: bool
    """Whether this reader saw or handled the case before: then it is another one's to read."""


@dataclass(frozen=True)
class Agreement:
    """How often a second reader said the same as the rules."""

    read: int
    same: int
    waiting: int

    @property
    def share(self) -> Interval:
        """Between which shares the true one lies, in 95 of 100 cases."""
        return wilson(self.same, self.read)


def waiting(session: Session, staff: Actor) -> list[Waiting]:
    """Return drawn grants this reader can read, the oldest first. Raises NotAllowed."""
    staff.must(Permission.CASE_SIGN)
    found = (
        select(col(SecondLook.ref), col(Case.ask), col(SecondLook.drawn_on))
        .join(Decision, col(Decision.id) == SecondLook.decision_id)
        .join(Case, col(Case.id) == Decision.case_id)
        .join(SecondOpinion, col(SecondOpinion.look_id) == SecondLook.id, isouter=True)
        .where(col(SecondOpinion.look_id).is_(None), ~_seen_by(staff))
        .order_by(col(SecondLook.drawn_on), col(SecondLook.id))
    )
    return [Waiting(*row) for row in session.exec(found.limit(MOST)).all()]


def _seen_by(staff: Actor) -> ColumnElement[bool]:
    """Whether someone looked at a case, or did anything on it."""
    subject = "case:" + col(Case.ref)
    looked = select(Look.id).where(Look.actor == staff.signature, col(Look.subject) == subject)
    acted = select(AuditEvent.id).where(
        col(AuditEvent.subject) == subject, AuditEvent.actor == staff.signature
    )
    return or_(looked.exists(), acted.exists(), col(Case.taken_by).is_not_distinct_from(staff.id))


def opened(session: Session, staff: Actor, ref: str) -> Opened:
    """Return a drawn grant. Raises NotAllowed, NotFound."""
    staff.must(Permission.CASE_SIGN)
    found = find_one(
        session,
        select(  # type: ignore[call-overload]
            SecondLook, Case, Receipt, Decision, SecondOpinion, _seen_by(staff)
        )
        .join(Decision, col(Decision.id) == SecondLook.decision_id)
        .join(Case, col(Case.id) == Decision.case_id)
        .join(Receipt, col(Receipt.id) == Decision.receipt_id)
        .join(SecondOpinion, col(SecondOpinion.look_id) == SecondLook.id, isouter=True)
        .where(SecondLook.ref == ref),
    )
    return Opened(*found)


def say(
    session: Session,
    staff: Actor,
    ref: str,
    outcome: str,
    monthly: int | None,
    reason: str,
    *,
    now: datetime,
) -> SecondOpinion:
    """Keep what the reader would have decided; the decision itself stays as it is.

    Raises NotAllowed, NotFound, Conflict when it was read already, and NotNow when the reader
    knows the case, or gives less than all without a reason.
    """
    found = opened(session, staff, ref)
    if found.opinion is not None:
        raise Conflict
    if found.has_seen:
        raise NotNow("error-second-look-seen")
    if outcome != "granted" and len(reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    assert found.look.id is not None
    opinion = SecondOpinion(
        look_id=found.look.id,
        staff_id=staff.id,
        outcome=outcome,
        monthly=None if outcome == "refused" else monthly,
        same=_is_same(found.decision, outcome, monthly),
        reason=reason.strip(),
        said_at=now,
    )
    session.add(opinion)
    audit.record(session, now, staff.signature, "second-look:said", f"case:{found.case.ref}")
    session.flush()
    return opinion


def _is_same(decision: Decision, outcome: str, monthly: int | None) -> bool:
    amounts = (monthly, decision.monthly)
    return outcome == decision.outcome and (None in amounts or monthly == decision.monthly)


def agreement(session: Session, since: date) -> Agreement:
    """Return how often second readers said the same, of what was drawn from a day on."""
    same = func.coalesce(func.sum(case((col(SecondOpinion.same), 1), else_=0)), 0)
    row = session.exec(
        select(func.count(col(SecondLook.id)), func.count(col(SecondOpinion.look_id)), same)
        .select_from(SecondLook)
        .join(SecondOpinion, col(SecondOpinion.look_id) == SecondLook.id, isouter=True)
        .where(SecondLook.drawn_on >= since)
    ).one()
    drawn, read, agreed = map(int, row)
    return Agreement(read=read, same=agreed, waiting=drawn - read)

"""Requests that cross: what else was asked about the same claims, for who is about to send one."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.cases.deciding import decisions_of
from portal.cases.models import OPEN, Case, CaseClaim, CaseEvent, Decision
from portal.people.actors import Actor


@dataclass(frozen=True)
class Crossing:
    """Another request of the same person about a claim of this one."""

    case: Case
    decision: Decision | None
    """What was decided on it; None while it waits, and for an answer that is no decision."""

    @property
    def waits(self) -> bool:
        """Whether nobody answered it yet."""
        return self.case.is_open


def crossing(session: Session, actor: Actor, draft: Case, on: date) -> list[Crossing]:
    """Return what crosses an unsent request, oldest first, of what this person may see.

    That is what waits; what was answered since the request was begun; and more time that still
    runs. Nothing of it stops the sending.
    """
    about = select(CaseClaim.claim_id).where(CaseClaim.case_id == draft.id)
    found = session.exec(
        select(Case)
        .join(CaseClaim, col(CaseClaim.case_id) == Case.id)
        .where(Case.person_id == draft.person_id, Case.id != draft.id)
        .where(col(CaseClaim.claim_id).in_(about), col(Case.state).in_((*OPEN, "decided")))
        .order_by(col(Case.id))
        .distinct()
    ).all()
    seen = [case for case in found if actor.sees_case(case.ref)]
    return [one for case in seen if (one := _crosses(session, draft, case, on))]


def _crosses(session: Session, draft: Case, case: Case, on: date) -> Crossing | None:
    if case.is_open:
        return Crossing(case, None)
    decided = decisions_of(session, case)
    last = decided[-1] if decided else None
    runs = last is not None and last.until is not None and last.until >= on
    return Crossing(case, last) if runs or _answered_since(session, draft, case) else None


def _answered_since(session: Session, draft: Case, case: Case) -> bool:
    """Whether it was answered after somebody began the unsent one."""
    return (
        session.exec(
            select(CaseEvent.id).where(
                CaseEvent.case_id == case.id,
                CaseEvent.kind == "decided",
                col(CaseEvent.at) >= draft.started_at,
            )
        ).first()
        is not None
    )

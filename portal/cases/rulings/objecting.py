"""After an objection was accepted, somebody else than before decides anew."""

from sqlmodel import Session, select

from portal.cases.matters import objected
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case, Decision
from portal.errors import NotNow
from portal.people.actors import Actor

UPHELD = ("accepted", "partly")


def must_be_another(session: Session, staff: Actor, case: Case, earlier: list[Decision]) -> None:
    """Raise NotNow where who decided before would answer an objection to it with a decision."""
    if not earlier:
        return
    for objection, about in objected.to_case(session, case):
        if staff.id in about.deciders and _is_open(session, objection, earlier[-1]):
            raise NotNow("error-own-decision")


def _is_open(session: Session, objection: Case, last: Decision) -> bool:
    """Whether it was accepted after the last decision: that one does not answer it yet."""
    outcomes = session.exec(
        select(MatterOutcome).where(
            MatterOutcome.case_id == objection.id, MatterOutcome.answered_at >= last.decided_at
        )
    ).all()
    return any(one.outcome in UPHELD for one in outcomes)

"""After an objection was accepted, somebody else than before decides anew."""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.cases.matters import objected
from portal.cases.matters.kinds import KINDS
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case, Decision
from portal.cases.rulings.models import ObjectionDecider
from portal.errors import NotNow
from portal.people.actors import Actor

UPHELD = ("accepted", "partly")


def must_be_another(session: Session, staff: Actor, case: Case) -> None:
    """Raise NotNow where who decided before would answer an objection to it by deciding anew."""
    if staff.id in decided_before(session, case):
        raise NotNow("error-decided-before")


def decided_before(session: Session, case: Case) -> frozenset[int]:
    """Return who took part in what was decided on a case, while somebody else has to decide anew.

    That is from the yes to an objection until the new decision, or the new answer, is there.
    """
    last = _last_decided(session, case)
    if last is None:
        return frozenset()
    objections = [objection.id for objection, _ in objected.to_case(session, case)]
    accepted = (
        select(ObjectionDecider.decider_id)
        .join(MatterOutcome, col(MatterOutcome.id) == ObjectionDecider.outcome_id)
        .where(
            col(MatterOutcome.case_id).in_(objections),
            col(MatterOutcome.outcome).in_(UPHELD),
            MatterOutcome.answered_at >= last,
        )
    )
    return frozenset(session.exec(accepted)) if objections else frozenset()


def _last_decided(session: Session, case: Case) -> datetime | None:
    """When the decision or the answer was given that holds; taking one back gives none."""
    kind = KINDS.get(case.ask)
    answers = select(MatterOutcome.answered_at).where(
        MatterOutcome.case_id == case.id,
        col(MatterOutcome.outcome).in_(kind.outcomes if kind is not None else ()),
    )
    decisions = select(Decision.decided_at).where(Decision.case_id == case.id)
    return max((*session.exec(decisions), *session.exec(answers)), default=None)

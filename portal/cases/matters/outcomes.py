"""What was answered on a case, in its order."""

from sqlmodel import Session, col, select

from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case


def outcomes_of(session: Session, case: Case) -> list[MatterOutcome]:
    """Return all that was answered, the one that holds last."""
    found = select(MatterOutcome).where(MatterOutcome.case_id == case.id)
    return list(session.exec(found.order_by(col(MatterOutcome.no))).all())


def last_outcome(session: Session, case: Case) -> MatterOutcome | None:
    """Return the answer that holds, if there is one."""
    found = outcomes_of(session, case)
    return found[-1] if found else None

"""What a decision letter holds beside the rules' account, when a person decided."""

from typing import Any

from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.models import Decision, Receipt
from portal.cases.ruling import Ruling
from portal.cases.rulings.beside import beside
from portal.cases.rulings.weighing import last_weighing


def by_hand(
    session: Session,
    assessed: Assessed,
    receipt: Receipt,
    ruling: Ruling,
    decision: Decision,
    earlier: Decision | None,
    *,
    is_signed: bool,
) -> dict[str, Any]:
    """Return old and new beside each other, what was weighed, and paragraphs of one's own."""
    if decision.staff_id is None:
        return {}
    weighed = last_weighing(session, assessed.case)
    return {
        "beside": beside(assessed, receipt, decision, earlier),
        "weighed": weighed.to_tell() if weighed else None,
        "notes": dict(ruling.notes),
        "signed": is_signed,
    }

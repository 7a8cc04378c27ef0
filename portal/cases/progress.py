"""How a case moves on: one change at a time, each on its timeline and in the record."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from portal.cases.models import Case, CaseEvent
from portal.people import audit
from portal.record import change_row


def move(
    session: Session,
    case: Case,
    *,
    seen: int,
    event: str,
    actor: str,
    now: datetime,
    **changes: Any,  # noqa: ANN401
) -> None:
    """Change the case, if nobody changed it since version `seen`. Raises Conflict otherwise."""
    change_row(session, case, seen, changed_at=now, **changes)
    assert case.id is not None
    session.add(CaseEvent(case_id=case.id, kind=event, at=now, actor=actor))
    audit.record(session, now, actor, f"case:{event}", f"case:{case.ref}")

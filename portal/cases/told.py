"""What a person said of their means in an earlier request, for a look or a plan made later."""

from typing import Any

from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.models import Case

RULED = ("plan", "lower_instalment", "deferral", "remission")
"""The asks of a person that say something of their means."""
_CARRIED = ("household", "pension_age", "children", "benefit", "sharers", "income", "assets")
"""Answers of an earlier request that a later look may go by; a wish or a story is none."""


def told_before(session: Session, person_id: int) -> dict[str, Any]:
    """Return the facts of the newest request of a person: what they said of their means."""
    newest = session.exec(
        select(Case)
        .where(
            Case.person_id == person_id,
            col(Case.state).in_(("sent", "asked", "decided")),
            col(Case.ask).in_(RULED),
        )
        .order_by(col(Case.id).desc())
        .limit(1)
    ).first()
    answers = drafts.answers_of(session, newest) if newest is not None else {}
    return {name: answers[name] for name in _CARRIED if name in answers}

"""What a person said of their means in an earlier request, for a look or a plan made later."""

from typing import Any

from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.journey import MEANS
from portal.cases.models import Case

RULED = ("plan", "lower_instalment", "deferral", "remission")
"""The asks of a person that say something of their means."""


def told_before(session: Session, person_id: int) -> dict[str, Any]:
    """Return what the newest request of a person says of their means; no wish, no story."""
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
    return {name: answers[name] for name in MEANS if name in answers}

"""What was sent along is kept no longer than it is needed for."""

from sqlalchemy import update
from sqlmodel import Session

from portal.cases.sent_along import EVIDENCE, due
from portal.jobs.night import Chunk, Night
from portal.ledger.tables import run
from portal.people.evidence.models import LONG_ENOUGH


def let_go(session: Session, night: Night, chunk: Chunk) -> int:
    """Note which files are kept no longer; the sweep after the night throws them away."""
    gone = (
        update(EVIDENCE)
        .where(EVIDENCE.c.id.between(chunk.first, chunk.last), due(night.town, night.on))
        .values(removed_at=night.now, removed_why=LONG_ENOUGH, name="", is_missing=False)
    )
    return int(run(session, gone).rowcount)

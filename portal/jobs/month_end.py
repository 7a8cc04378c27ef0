"""The night counts for the figures: months that are over, the council's arrears, what is public."""

from sqlalchemy import func, select
from sqlmodel import Session

from portal.cases.figures import outcomes
from portal.cases.figures.arrears import keep_day, keep_months
from portal.jobs.night import Chunk, Night, Step
from portal.ledger.tables import CLAIM, run


def keep(session: Session, night: Night, chunk: Chunk) -> int:
    """Keep the months that are over; one chunk does it for all claims."""
    return keep_months(session, night.on) if _is_first(session, chunk) else 0


def count(session: Session, night: Night, chunk: Chunk) -> int:
    """Count the arrears as they are after this night; one chunk does it for all claims."""
    return keep_day(session, night.on) if _is_first(session, chunk) else 0


def _is_first(session: Session, chunk: Chunk) -> bool:
    return bool(run(session, select(func.min(CLAIM.c.id))).scalar_one() == chunk.first)


def publish(session: Session, night: Night, chunk: Chunk) -> int:
    """Count what everyone may see, once a month; one chunk does it for all claims."""
    return outcomes.keep(session, night.town, night.on) if _is_first(session, chunk) else 0


STEPS = (
    Step("month-end", CLAIM, keep),
    Step("figures", CLAIM, count),
    Step("outcomes", CLAIM, publish),
)

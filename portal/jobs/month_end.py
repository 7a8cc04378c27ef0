"""The night writes down the arrears of each month that is over, for the figures."""

from sqlalchemy import func, select
from sqlmodel import Session

from portal.cases.figures.arrears import keep_months
from portal.jobs.night import CLAIMS, Chunk, Night, Step
from portal.ledger.tables import CLAIM, run


def keep(session: Session, night: Night, chunk: Chunk) -> int:
    """Keep the months that are over; one chunk does it for all claims."""
    if run(session, select(func.min(CLAIM.c.id))).scalar_one() != chunk.first:
        return 0
    return keep_months(session, night.on)


STEP = Step("month-end", CLAIMS, keep)

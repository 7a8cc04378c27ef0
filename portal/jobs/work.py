"""The queue of staff by night: the days the municipality means, and clocks whose time is over."""

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from portal.cases.work import clock
from portal.cases.work.clock import CLOCK_STOP
from portal.cases.work.keeping import set_terms
from portal.jobs.night import ACTOR, Chunk, Night, Step
from portal.ledger.tables import run

_STAFF = SQLModel.metadata.tables["staff_member"]


def terms(session: Session, night: Night, chunk: Chunk) -> int:
    """Bring the days by which things are meant to be done to those of today, once a night."""
    first = run(session, select(func.min(_STAFF.c.id))).scalar_one()
    if first is None or not chunk.first <= first <= chunk.last:
        return 0
    return int(set_terms(session, night.town, night.on))


def clocks(session: Session, night: Night, chunk: Chunk) -> int:
    """Let clocks run again whose last day is over."""
    return clock.run_out(session, chunk.first, chunk.last, by=ACTOR, now=night.now, on=night.on)


STEPS = (Step("work-terms", _STAFF, terms), Step("clocks", CLOCK_STOP, clocks))

"""Each night: what was paid too much is made ready to be paid back, for two people to sign."""

from sqlalchemy import Table
from sqlmodel import Session

from portal.jobs.night import ACTOR, Chunk, Night, Step, Work
from portal.ledger.refunds.preparing import let_go, prepare
from portal.ledger.tables import INCOMING, LINE


def _over(table: Table) -> Work:
    def work(session: Session, night: Night, chunk: Chunk) -> int:
        """Drop what waits no more, then make ready what is too much; say how many."""
        gone = let_go(session, table, chunk.first, chunk.last, ACTOR)
        return gone + prepare(session, night.town, table, chunk.first, chunk.last, night.on)

    return work


STEPS = (Step("refunds-bank", LINE, _over(LINE)), Step("refunds-other", INCOMING, _over(INCOMING)))

"""Deleting acts and looks whose time is over: the chain keeps their digests and still holds."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from portal.people import audit
from portal.people.trail.chain import CHAINED, LINKS, SALTS
from portal.people.trail.checking import ERASE, ERASURES


def erase(
    session: Session, source: str, ids: Collection[int], *, by: str, ground: str, now: datetime
) -> None:
    """Delete rows of a source, `act` or `look`, with their salts; each deletion is an act.

    `ground` is the message id of the reason. Who calls has made sure that it holds.
    """
    if not ids:
        return
    said = [{"source": source, "row_id": one, "at": now, "by": by, "ground": ground} for one in ids]
    connection = session.connection()
    connection.execute(insert(ERASURES), said)
    for one in ids:
        audit.record(session, now, by, ERASE, f"{source}:{one}", ground)
    links = select(LINKS.c.no).where(LINKS.c.source == source, LINKS.c.row_id.in_(ids))
    connection.execute(delete(SALTS).where(SALTS.c.link.in_(links)))
    connection.execute(delete(CHAINED[source]).where(CHAINED[source].c.id.in_(ids)))

"""Anchors: once a day the state of the chain, signed, in a file outside the database."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import SQLModel

from portal.db import Database
from portal.people.trail.chain import BATCHES
from portal.people.trail.models import TrailAnchor
from portal.ports.anchors import Anchors, Said

ANCHORS = SQLModel.metadata.tables["trail_anchor"]


def said_of(no: int, on: date, batch: int, digest: str) -> Said:
    """Return what an anchor says."""
    return {"no": no, "on": on.isoformat(), "batch": batch, "digest": digest}


def anchor(database: Database, anchors: Anchors, on: date) -> int | None:
    """Anchor the chain, once a day; return the anchor's number, or None when it was done.

    The file is written first: a run that was killed between finds it and takes it as it is.
    """
    with database.unit_of_work() as session:
        connection = session.connection()
        last = connection.execute(select(ANCHORS).order_by(ANCHORS.c.no.desc()).limit(1)).first()
        if last is not None and last.on >= on:
            return None
        newest = connection.execute(select(BATCHES).order_by(BATCHES.c.no.desc()).limit(1)).first()
        if newest is None or (last is not None and last.batch == newest.no):
            return None
        no = last.no + 1 if last is not None else 1
        said = anchors.read(no)
        if said is None:
            said = said_of(no, on, newest.no, newest.digest)
            anchors.keep(said)
        day = date.fromisoformat(str(said["on"]))
        session.add(
            TrailAnchor(no=no, on=day, batch=int(said["batch"]), digest=str(said["digest"]))
        )
        return no


def state(database: Database) -> tuple[int, int, TrailAnchor | None]:
    """Return how many batches and rows are chained, and the last anchor."""
    with database.reading() as session:
        wanted = select(func.count(), func.coalesce(func.sum(BATCHES.c.links), 0))
        batches, links = session.connection().execute(wanted).one()
        newest = session.connection().execute(select(func.max(ANCHORS.c.no))).scalar()
        return batches, links, session.get(TrailAnchor, newest) if newest else None

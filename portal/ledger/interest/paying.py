"""Interest up to the day money is set against a claim, so that it covers what it should."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlmodel import Session

from portal.ledger.interest.accruing import accrue
from portal.municipality import Municipality, load
from portal.people.installation import purpose


@contextmanager
def settled(
    session: Session, claim_id: int, on: date, *, now: datetime, actor: str
) -> Iterator[None]:
    """Book the interest of a claim through a day before money is set against it, and after.

    After it, because money that came with an earlier day makes what was booked since too much.
    Without effect where the database's municipality, or the claim's kind, has no interest.
    """
    town = _town(session)
    if town is None or not any(kind.interest for kind in town.claim_kinds.values()):
        yield
        return
    accrue(session, town, [claim_id], on, now=now, actor=actor)
    yield
    accrue(session, town, [claim_id], on, now=now, actor=actor)


def _town(session: Session) -> Municipality | None:
    """What the database is for, asked once a unit of work; None when nobody wrote it down."""
    if "town" not in session.info:
        told = purpose(session)
        session.info["town"] = load(told.municipality) if told else None
    found: Municipality | None = session.info["town"]
    return found

"""A claim as it stands today, with the interest that has run and is not booked yet.

Who pays all that is left must not find the next day that something was left after all.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime

from sqlmodel import Session

from portal.db import Database
from portal.ledger import claims
from portal.ledger.claims import ClaimView
from portal.ledger.interest.accruing import accrue
from portal.municipality import Municipality


class _UndoError(Exception):
    """Raised to keep nothing."""


def with_interest(
    session: Session, town: Municipality, view: ClaimView, on: date, now: datetime
) -> ClaimView:
    """Book the interest of a claim through today, where it bears any; return it as it is then."""
    if not _bears_interest(town, view, on):
        return view
    accrue(session, town, [view.id], on, now=now, actor="rules")
    return claims.claim_for(session, view.person_id, view.ref, on)


@contextmanager
def as_of_today(
    database: Database, town: Municipality, person_id: int, ref: str, on: date, now: datetime
) -> Iterator[tuple[Session, ClaimView]]:
    """A person's claim with its interest through today, and a session that sees it so.

    Nothing of it is kept. Raises NotFound.
    """
    with database.reading() as session:
        view = claims.claim_for(session, person_id, ref, on)
        if not _bears_interest(town, view, on):
            yield session, view
            return
    with suppress(_UndoError), database.unit_of_work() as session:
        yield session, with_interest(session, town, view, on, now)
        raise _UndoError


def _bears_interest(town: Municipality, view: ClaimView, on: date) -> bool:
    return view.balance > 0 and town.claim_kind(view.kind, on).interest

"""Interest up to the day money is set against a claim, so that it covers what it should."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlmodel import Session

from portal.adopting.overlay import town_in
from portal.ledger.interest.accruing import accrue
from portal.ledger.postings import Booking
from portal.municipality import Municipality, load
from portal.people.installation import purpose


@contextmanager
def settled(session: Session, claim_id: int, booking: Booking) -> Iterator[None]:
    """Book the interest of a claim through the day of a booking before money moves, and after.

    After it, because money that came with an earlier day makes what was booked since too much.
    Without effect where the database's municipality, or the claim's kind, has no interest.
    """
    with reckoned(session, [claim_id], booking):
        yield


@contextmanager
def reckoned(session: Session, claim_ids: Iterable[int], booking: Booking) -> Iterator[None]:
    """The same for several claims: what moves on them within is reckoned with at once."""
    town, ids = _town(session), list(claim_ids)
    if town is None or not any(kind.interest for kind in town.claim_kinds.values()):
        yield
        return
    on, told = booking["booked_on"], {"now": booking["recorded_at"]}
    accrue(session, town, ids, on, actor=booking["actor"], **told)
    yield
    accrue(session, town, ids, on, actor=booking["actor"], **told)


def _town(session: Session) -> Municipality | None:
    """What the database is for, asked once a unit of work; None when nobody wrote it down."""
    if "town" not in session.info:
        told = purpose(session)
        session.info["town"] = town_in(session, load(told.municipality)) if told else None
    found: Municipality | None = session.info["town"]
    return found

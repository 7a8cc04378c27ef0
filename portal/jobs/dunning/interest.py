"""The night's interest: booked once a month, through the first day of it; during plans too."""

from sqlmodel import Session

from portal.jobs.night import ACTOR, Chunk, Night, Step
from portal.ledger.interest import accrue_between
from portal.ledger.tables import CLAIM


def book_interest(session: Session, night: Night, chunk: Chunk) -> int:
    """Book what the claims of a chunk bore through the first of the month; say of how many.

    A request, a hold or more time does not stop it: the law sets it.
    """
    through = night.on.replace(day=1)
    return accrue_between(
        session, night.town, chunk.first, chunk.last, through, now=night.now, actor=ACTOR
    )


STEP = Step("interest", CLAIM, book_interest)

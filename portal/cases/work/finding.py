"""Search of the queue: by a person's name, the number of a claim, or a reference."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from portal.cases.models import Case
from portal.cases.work import reading
from portal.cases.work.reading import Waits
from portal.ledger.models import Claim
from portal.people import directory
from portal.people.actors import Actor
from portal.people.models import Person

MOST = 8
"""Lines and people shown: the answer to a form is not compressed."""
_MOST_PEOPLE = 50


@dataclass(frozen=True)
class Found:
    """What a search found."""

    items: list[Waits]
    people: list[Person]
    """Of whom nothing waits, or not only: their pages hold the rest."""
    is_more: bool


def search(session: Session, staff: Actor, text: str, on: date) -> Found:
    """Return what waits of whom or what the text names. Raises NotAllowed."""
    people = directory.by_name(session, staff, text, _MOST_PEOPLE)
    wanted = text.strip()
    numbered = or_(
        col(Claim.number) == wanted,
        col(Claim.ref) == wanted,
        col(Claim.payment_reference) == wanted.replace(" ", ""),
    )
    claims = session.exec(select(Claim).where(numbered)).all() if wanted else []
    asked = session.exec(select(Case.person_id).where(Case.ref == wanted)).all()
    ids = [one.id for one in people if one.id is not None]
    ids += [*asked, *(claim.person_id for claim in claims)]
    known = [one.id for one in claims if one.id is not None]
    items = reading.of_people(session, staff, ids, known, on, MOST + 1) if ids or known else []
    others = session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else []
    return Found(items[:MOST], list(others)[:MOST], len(items) > MOST or len(others) > MOST)

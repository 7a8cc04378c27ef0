"""What a member of staff may see on lists: nothing of people whose files are closed to them.

The one place that decides for lists of money, letters and acts. Such a row counts as any other and
says only that it is a closed file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session

from portal.ledger.tables import CLAIM, LIABILITY, PERSON, run
from portal.people.actors import Actor
from portal.people.closed import closed_to


@dataclass(frozen=True)
class Sight:
    """Whom and what somebody does not see."""

    people: Mapping[int, str] = field(default_factory=dict)
    """Their names in small letters, by id."""
    claims: Mapping[int, str] = field(default_factory=dict)
    """The refs of what they owe, alone or with others, by id."""
    refs: frozenset[str] = frozenset()
    """Their own public references."""

    def sees(self, person_id: int | None) -> bool:
        """Whether what is this person's may be seen."""
        return person_id not in self.people

    def sees_name(self, name: str | None) -> bool:
        """Whether what is known by a name alone may be seen."""
        return _folded(name or "") not in self.people.values()

    def sees_claim(self, claim: int | str | None) -> bool:
        """Whether a claim may be seen, by its id or its ref."""
        return claim not in self.claims and claim not in self.claims.values()


def sight_of(session: Session, staff: Actor) -> Sight:
    """Return what a member of staff sees; for most that is everything, told by one statement."""
    columns = (PERSON.c.id, PERSON.c.name, PERSON.c.ref)
    found = run(session, select(*columns).where(PERSON.c.id.in_(closed_to(staff)))).all()
    if not found:
        return Sight()
    people = {row.id: _folded(row.name) for row in found}
    owed = select(CLAIM.c.id, CLAIM.c.ref).join(LIABILITY, LIABILITY.c.claim_id == CLAIM.c.id)
    claims = run(session, owed.where(LIABILITY.c.person_id.in_(closed_to(staff))))
    return Sight(people, {row.id: row.ref for row in claims}, frozenset(row.ref for row in found))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

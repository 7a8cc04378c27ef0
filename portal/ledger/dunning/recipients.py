"""To whom something about a claim goes: everyone who owes it, in their own language."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from portal.ledger.debtors import IS_OWED
from portal.ledger.tables import LIABILITY, PERSON, run
from portal.rows import among

_ASKED = (
    select(
        LIABILITY.c.claim_id,
        LIABILITY.c.person_id,
        PERSON.c.name,
        PERSON.c.address,
        PERSON.c.language,
    )
    .join(PERSON, PERSON.c.id == LIABILITY.c.person_id)
    .where(IS_OWED, among(LIABILITY.c.claim_id, "ids"))
    .order_by(LIABILITY.c.claim_id, LIABILITY.c.id)
)


@dataclass(frozen=True)
class Recipient:
    """Someone who owes a claim, as a letter needs them."""

    person_id: int
    name: str
    address: str
    language: str


def recipients(session: Session, claim_ids: Iterable[int]) -> dict[int, list[Recipient]]:
    """Return who owes each of these claims, the one the bill was for in front."""
    found: dict[int, list[Recipient]] = defaultdict(list)
    for row in run(session, _ASKED, {"ids": sorted(set(claim_ids))}):
        told = Recipient(row.person_id, row.name, row.address, row.language)
        found[row.claim_id].append(told)
    return found

"""What a claim lacks to be handed over: what its kind needs, its parts, its day, the notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlmodel import Session, col, select

from portal.jobs.handover.notices import Debtor, debtors_told
from portal.ledger import balances
from portal.ledger.balances import Balance
from portal.ledger.models import Claim
from portal.ledger.origin.kinds import needs_of
from portal.ledger.origin.readiness import readiness
from portal.municipality import Municipality
from portal.people.models import Person
from portal.rules.policy import book

ROUTE = "state"
"""The enforcement route of claims that are handed over."""


@dataclass(frozen=True)
class _Looked:
    """A claim with the name of who it is billed to, as readiness looks at it."""

    description: str
    person_name: str
    unit: str
    arose_on: date
    due_on: date
    time_bar_on: date
    principal: int
    period_from: date | None
    period_to: date | None
    basis: str
    basis_on: date | None
    scheme: str | None

    @classmethod
    def of(cls, claim: Claim, name: str) -> "_Looked":
        """The claim as it stands."""
        own = {
            one.name: getattr(claim, one.name) for one in fields(cls) if hasattr(claim, one.name)
        }
        return cls(person_name=name, **own)


def floor(town: Municipality, on: date) -> int:
    """The least the collector takes over, in minor units; 0 where nobody takes over."""
    values = book(town.policy, on)
    return values.number("hand_over_floor") if "hand_over_floor" in town.policy.settings else 0


def lacks_of(
    session: Session, town: Municipality, claim_ids: Iterable[int], on: date
) -> dict[int, tuple[str, ...]]:
    """Return the codes of what each of these claims lacks on a day, in the order they are told."""
    ids = sorted(set(claim_ids))
    owed = balances.of_claims(session, ids)
    told = debtors_told(session, ids)
    joined = select(Claim, Person.name).join(Person, col(Person.id) == col(Claim.person_id))
    rows = session.exec(joined.where(col(Claim.id).in_(ids))).all()
    return {
        claim.id: tuple(_lacks(town, claim, name, owed[claim.id], told[claim.id], on))
        for claim, name in rows
        if claim.id is not None
    }


def _lacks(
    town: Municipality,
    claim: Claim,
    name: str,
    owed: Balance,
    debtors: Sequence[Debtor],
    on: date,
) -> list[str]:
    found = [
        lack.code for lack in readiness(_Looked.of(claim, name), needs_of(town, claim.kind, on), on)
    ]
    parts = town.collector.part_types.get(claim.kind, {}) if town.collector else {}
    found += [f"{part}_type" for part in ("fee", "interest") if owed.of(part) and part not in parts]
    if claim.due_on >= on:
        found.append("term_not_passed")
    if not debtors or any(debtor.notice_on is None for debtor in debtors):
        found.append("notice_missing")
    return found

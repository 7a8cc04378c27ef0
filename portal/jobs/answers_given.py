"""An answer to a proposal, as the function sees it that does what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from portal.errors import NotFound, NotNow
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from portal.municipality import Municipality
from portal.people.actors import Actor

Given = int | str | date
"""An amount in minor units, words, or a day."""


@dataclass(frozen=True)
class Said:
    """An answer of a member of staff to a proposal."""

    session: Session
    town: Municipality
    staff: Actor
    proposal: Proposal
    reason: str
    now: datetime
    on: date
    given: Mapping[str, Given] = field(default_factory=dict)
    """By the names the kind asks for."""

    def day(self, name: str = "on") -> date:
        """A day that was given. Raises NotNow without it."""
        found = self.given.get(name)
        if not isinstance(found, date):
            raise NotNow("error-day-needed")
        return found

    def claim(self) -> Claim:
        """The claim it is about, held still to the end. Raises NotFound."""
        claim_id = self.proposal.claim_id
        if claim_id is None:
            raise NotFound
        lock_claims(self.session, [claim_id])
        return self.session.get_one(Claim, claim_id, populate_existing=True)

    def amount(self) -> int:
        """The amount that was given, 0 for none."""
        found = self.given.get("amount")
        return found if isinstance(found, int) else 0

"""What the rules allow a month, before somebody makes or changes a plan by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from portal.cases.assessing import assess_facts
from portal.cases.models import Case
from portal.cases.told import told_before
from portal.ledger.claims import ClaimView
from portal.municipality import Municipality


@dataclass(frozen=True)
class Bound:
    """What the rules say of these claims on a day."""

    monthly: int | None
    """The most they ask a month, in minor units; None where they cannot tell without more facts,
    or would ask for nothing."""
    codes: tuple[str, ...]
    """Why, by the codes of the rules."""

    def is_over(self, monthly: int) -> bool:
        """Whether this is more a month than they ask: then only as the person's own wish."""
        return self.monthly is None or monthly > self.monthly

    def departs(self, monthly: int) -> bool:
        """Whether this is anything else than they ask: then only with a reason."""
        return monthly != self.monthly


def bound(
    session: Session, town: Municipality, person_id: int, claims: Sequence[ClaimView], on: date
) -> Bound:
    """Ask the rules by what is on file, and by what the person told last."""
    at = datetime.min.replace(tzinfo=UTC)
    case = Case(ref="", person_id=person_id, ask="plan", started_at=at, changed_at=at)
    told = told_before(session, person_id)
    found = assess_facts(session, town, case, on, told, claims)
    if found.answer is None or found.answer.outcome == "elsewhere":
        return Bound(None, ())
    codes = tuple(reason.code for reason in found.answer.reasons)
    return Bound(found.answer.instalment, codes)

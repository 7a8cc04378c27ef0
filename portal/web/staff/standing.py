"""How far a decision has come: a signature that is waited for, a hearing, a weighing."""

from dataclasses import dataclass

from sqlmodel import Session

from portal.cases.models import Case
from portal.cases.rulings.hearing import answered, last_hearing
from portal.cases.rulings.models import Hearing, Prepared
from portal.cases.rulings.objecting import decided_before
from portal.cases.rulings.signatures import last_sent_back, waiting_on
from portal.cases.rulings.weighing import Weighed, last_weighing
from portal.people.actors import Actor


@dataclass(frozen=True)
class Standing:
    """What was done on a case before it is decided."""

    to_sign: Prepared | None
    sent_back: Prepared | None
    hearing: Hearing | None
    is_answered: bool
    """Whether the resident wrote anything since they were asked."""
    weighed: Weighed | None
    is_for_another: bool
    """Whether who looks decided it before, and after an objection somebody else decides anew."""


def standing_of(session: Session, staff: Actor, case: Case) -> Standing:
    """Read it, as this member of staff."""
    asked = last_hearing(session, case)
    return Standing(
        to_sign=waiting_on(session, case),
        sent_back=last_sent_back(session, case),
        hearing=asked,
        is_answered=asked is not None and answered(session, asked),
        weighed=last_weighing(session, case),
        is_for_another=staff.id in decided_before(session, case),
    )

"""How far a decision has come: a signature that is waited for, a hearing, a weighing."""

from dataclasses import dataclass

from sqlmodel import Session

from portal.cases.models import Case
from portal.cases.rulings.hearing import answered, last_hearing
from portal.cases.rulings.models import Hearing, Prepared
from portal.cases.rulings.signatures import last_sent_back, waiting_on
from portal.cases.rulings.weighing import Weighed, last_weighing


@dataclass(frozen=True)
class Standing:
    """What was done on a case before it is decided."""

    to_sign: Prepared | None
    sent_back: Prepared | None
    hearing: Hearing | None
    is_answered: bool
    """Whether the resident wrote anything since they were asked."""
    weighed: Weighed | None


def standing_of(session: Session, case: Case) -> Standing:
    """Read it."""
    asked = last_hearing(session, case)
    return Standing(
        to_sign=waiting_on(session, case),
        sent_back=last_sent_back(session, case),
        hearing=asked,
        is_answered=asked is not None and answered(session, asked),
        weighed=last_weighing(session, case),
    )

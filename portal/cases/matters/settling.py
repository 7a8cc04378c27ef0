"""The half that was agreed came in: a person lets the rest go."""

from sqlmodel import Session

from portal.cases.assessing import claims_about
from portal.cases.matters import pausing
from portal.cases.matters.answering import By, tell
from portal.cases.matters.models import MatterOutcome
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case
from portal.cases.progress import move
from portal.errors import NotNow
from portal.ledger.claims import ClaimView
from portal.ledger.joint.letting_go import let_go
from portal.people.actors import Permission

THANKS = "half-came-in"
"""The reason on such an outcome: a code, as the letter's own words say it."""


def missing(session: Session, case: Case, by: By) -> int:
    """Return what has not come in of the half that was agreed, in minor units."""
    last = last_outcome(session, case)
    if last is None or last.let_go is None:
        return 0
    left = sum(view.balance for view in _owed(session, by, case))
    return max(0, left - last.let_go)


def settle(session: Session, by: By, case: Case) -> MatterOutcome:
    """Let the rest go. Raises NotAllowed, Conflict, and NotNow while the half is not all there."""
    by.staff.must(Permission.CASE_DECIDE)
    last = last_outcome(session, case)
    if case.state != "decided" or last is None or last.outcome != "accepted" or last.pay is None:
        raise NotNow("error-case-closed")
    if missing(session, case, by):
        raise NotNow("error-half-missing")
    assert case.id is not None
    made = MatterOutcome(
        case_id=case.id,
        no=last.no + 1,
        outcome="settled",
        staff_id=by.staff.id,
        reason=THANKS,
        answered_at=by.now,
    )
    session.add(made)
    _let_go(session, by, case, made.no)
    pausing.go_on(session, case, by=by.staff.signature, now=by.now, on=by.on)
    move(
        session,
        case,
        seen=by.seen,
        event="settled",
        actor=by.staff.signature,
        now=by.now,
        to_weigh=False,
    )
    tell(session, by, case, made)
    return made


def _owed(session: Session, by: By, case: Case) -> list[ClaimView]:
    return [view for view in claims_about(session, case, by.on) if view.takes_money]


def _let_go(session: Session, by: By, case: Case, no: int) -> None:
    for view in _owed(session, by, case):
        let_go(
            session,
            view.id,
            view.person_id,
            view.balance,
            reason=f"case:{case.ref}",
            key=f"case:{case.ref}:{no}:settle:{view.ref}",
            booked_on=by.on,
            recorded_at=by.now,
            actor=by.staff.signature,
        )

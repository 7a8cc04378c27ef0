"""Collecting stands still for what is asked about: by a hold that bears the case's name."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.cases.matters.kinds import KINDS, TO_CORRECT, kind_of
from portal.cases.matters.models import MatterOutcome
from portal.cases.models import Case, CaseClaim
from portal.ledger import holds
from portal.ledger.records import Hold
from portal.municipality import Municipality

UNTIL = "upheld_holds_until"
"""The term of what is to be corrected after a yes: until it is `corrected`, or `answered`."""


def pause(
    session: Session, case: Case, *, by: str, now: datetime, on: date, until: date | None = None
) -> None:
    """Hold up the claims of a case, if its kind of ask does; the same again places nothing new."""
    kind = KINDS.get(case.ask)
    if kind is None or kind.hold is None:
        return
    turn = len(session.exec(select(MatterOutcome.id).where(MatterOutcome.case_id == case.id)).all())
    found = select(CaseClaim.claim_id).where(CaseClaim.case_id == case.id)
    for claim_id in session.exec(found.order_by(col(CaseClaim.claim_id))).all():
        holds.place(
            session,
            key=f"case:{case.ref}:{turn}:{claim_id}",
            kind=kind.hold,
            reason=f"case:{case.ref}",
            from_on=on,
            until_on=until,
            by=by,
            now=now,
            claim_id=claim_id,
        )


def stays(town: Municipality, ask: str, outcome: str, on: date) -> bool:
    """Whether collecting goes on standing still after this answer."""
    if outcome not in kind_of(ask).holds_after:
        return False
    return ask not in TO_CORRECT or town.terms.word(UNTIL, on) == "corrected"


def go_on(
    session: Session,
    case: Case,
    *,
    by: str,
    now: datetime,
    on: date,
    claim_id: int | None = None,
) -> bool:
    """End what holds the claims of a case up, or one of them, as of a day; False if nothing did."""
    found = [
        hold for hold in _standing(session, case) if claim_id is None or hold.claim_id == claim_id
    ]
    for hold in found:
        assert hold.id is not None
        holds.lift(session, hold.id, on=on, by=by, now=now)
    return bool(found)


def held(session: Session, case: Case) -> frozenset[int]:
    """Return the claims a case holds up."""
    return frozenset(hold.claim_id for hold in _standing(session, case) if hold.claim_id)


def is_paused(session: Session, case: Case, on: date) -> bool:
    """Whether a hold of this case is open on a day."""
    return any(holds.is_open(hold, on) for hold in _placed(session, case))


def _standing(session: Session, case: Case) -> list[Hold]:
    return [hold for hold in _placed(session, case) if hold.lifted_on is None]


def _placed(session: Session, case: Case) -> list[Hold]:
    mine = col(Hold.key).startswith(f"case:{case.ref}:", autoescape=True)
    return list(session.exec(select(Hold).where(mine).order_by(col(Hold.id))).all())

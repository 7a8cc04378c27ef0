"""The half that was agreed came in: the request waits for staff from that day on, not its last.

When the money goes back before that last day, the request waits for it again.
"""

from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from portal.cases.assessing import claims_about
from portal.cases.matters import half_due
from portal.cases.matters.outcomes import last_outcome
from portal.cases.models import Case, CaseClaim
from portal.cases.progress import move
from portal.errors import Conflict
from portal.jobs.night import ACTOR, Chunk, Night, Step
from portal.ledger.sources import Source
from portal.ledger.tables import ENTRY

CASE = SQLModel.metadata.tables[Case.__tablename__]


def by_night(session: Session, night: Night, chunk: Chunk) -> int:
    """Look at the halves that are waited for in a chunk; return how many came or went back."""
    here = col(Case.id).between(chunk.first, chunk.last)
    return look(session, here, by=ACTOR, on=night.on, now=night.now)


def of_claim(session: Session, claim_id: int, *, by: str, on: date, now: datetime) -> int:
    """Look at the halves that are waited for on a claim for which money came in."""
    about = select(CaseClaim.case_id).where(CaseClaim.claim_id == claim_id)
    return look(session, col(Case.id).in_(about), by=by, on=on, now=now)


def of_payment(session: Session, source: Source, *, by: str, on: date, now: datetime) -> int:
    """Look at the halves that are waited for on claims a payment stands on, or stood on."""
    claims = select(ENTRY.c.claim_id).where(source.entries, ENTRY.c.claim_id.is_not(None))
    about = select(CaseClaim.case_id).where(col(CaseClaim.claim_id).in_(claims))
    return look(session, col(Case.id).in_(about), by=by, on=on, now=now)


def look(session: Session, *which: ColumnElement[bool], by: str, on: date, now: datetime) -> int:
    """Look at the halves that are waited for; return how many came or went back."""
    waited_for = select(Case).where(
        Case.ask == "settlement", Case.state == "decided", col(Case.to_weigh), *which
    )
    found = session.exec(waited_for.order_by(col(Case.id))).all()
    return sum(_moved(session, case, by, on, now) for case in found)


def _moved(session: Session, case: Case, by: str, on: date, now: datetime) -> bool:
    """Bring a request to the day it waits for; False where it was there, or somebody was first."""
    last = last_outcome(session, case)
    if last is None or last.pay_by is None or last.let_go is None or on > last.pay_by:
        return False
    is_in = not half_due.missing(claims_about(session, case, on), last.let_go)
    day = case.answer_by or last.pay_by
    if is_in == (day < last.pay_by) or (is_in and day <= on):
        return False
    wanted, event = (on, "half_in") if is_in else (last.pay_by, "half_back")
    with suppress(Conflict):
        move(session, case, seen=case.version, event=event, actor=by, now=now, answer_by=wanted)
        return True
    return False


STEP = Step("half-at-once", CASE, by_night)

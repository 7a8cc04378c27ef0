"""Releasing a file: what people agreed to goes to the collector, each claim once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from portal.jobs.handover.agreeing import obstacle
from portal.jobs.handover.notices import debtors_told
from portal.jobs.handover.record import record_of
from portal.ledger import balances
from portal.ledger.debtors import debtors_of
from portal.ledger.handover import events, reading
from portal.ledger.handover.models import HandOver, HandOverFile
from portal.ledger.interest.accruing import accrue
from portal.ledger.locks import lock_claims
from portal.ledger.models import Claim
from portal.municipality import Municipality
from portal.people import audit, outbox
from portal.people.refs import new_ref
from portal.record import add_row

COMMAND = "command"
"""The actor of a file that was released at the command line."""


@dataclass(frozen=True)
class Release:
    """Who releases a file, and when."""

    by: str
    on: date
    now: datetime


def release(session: Session, town: Municipality, told: Release) -> HandOverFile | None:
    """Put all that was agreed and may go today in a new file; None when there is nothing.

    What must not go now, such as for a request that came meanwhile, waits; what was paid never
    goes. Interest is booked through the day first.
    """
    waiting = reading.agreed(session)
    if not waiting:
        return None
    ids = [one.claim_id for one in waiting]
    lock_claims(session, ids)
    accrue(session, town, ids, told.on, now=told.now, actor=told.by)
    ready = [one for one in reading.agreed(session) if _may_go(session, town, one, told.on)]
    if not ready:
        return None
    file = _file(session, told, len(ready))
    for one in ready:
        _send(session, town, one, file, told)
    audit.record(session, told.now, told.by, "handover:release", f"file:{file.no}")
    return file


def _may_go(session: Session, town: Municipality, one: HandOver, on: date) -> bool:
    claim = session.get_one(Claim, one.claim_id, populate_existing=True)
    problem = obstacle(session, town, claim, on)
    if problem == "error-nothing-owed":
        one.state, one.ended_on = "withdrawn", on
        session.flush()
    return problem is None


def _file(session: Session, told: Release, count: int) -> HandOverFile:
    last = session.exec(select(func.max(col(HandOverFile.no)))).one()
    file = HandOverFile(
        ref=new_ref(),
        no=(last or 0) + 1,
        released_on=told.on,
        released_at=told.now,
        released_by=told.by,
        count=count,
    )
    return add_row(session, file)


def _send(
    session: Session, town: Municipality, one: HandOver, file: HandOverFile, told: Release
) -> None:
    """Freeze the claim as it stands, and let everyone who owes it know."""
    claim = session.get_one(Claim, one.claim_id)
    owed = balances.of_claim(session, one.claim_id)
    debtors = debtors_told(session, [one.claim_id])[one.claim_id]
    one.record = record_of(session, town, claim, one.reference, owed, debtors, told.on)
    one.principal, one.fee, one.interest = owed.principal, owed.fee, owed.interest
    one.file_id, one.handed_on, one.state = file.id, told.on, "sent"
    claim.stage, claim.transferred_on = "transferred", told.on
    session.flush()
    sent = events.Told(f"sent:{one.reference}", "sent", told.on, told.now, amount=owed.principal)
    events.keep(session, one, sent, by=told.by, now=told.now)
    _tell(session, town, one, claim, told)


def _tell(session: Session, town: Municipality, one: HandOver, claim: Claim, told: Release) -> None:
    content: dict[str, Any] = {"description": claim.description, "number": claim.number}
    if town.collector:
        content |= {"collector": town.collector.name, "phone": town.collector.phone}
    for person_id in debtors_of(session, [one.claim_id])[one.claim_id]:
        outbox.tell(
            session,
            key=f"handed-over:{one.reference}:{person_id}",
            person_id=person_id,
            kind="handed-over",
            made_on=told.on,
            now=told.now,
            content=content,
        )

"""Mandates: given by the resident or from paper, and ended at any time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound, NotNow
from portal.ledger.debits.models import COMING, Collection, DebitBatch, Mandate
from portal.ledger.debits.references import account_of, new_reference
from portal.ledger.debits.settings import Sepa
from portal.ledger.models import Plan
from portal.people import audit
from portal.people.refs import new_ref
from portal.record import change_row


@dataclass(frozen=True)
class Subject:
    """What is collected: the instalments of a plan, or all claims of a recurring kind."""

    plan_id: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Given:
    """What a person agreed to, and how."""

    account: str
    holder: str
    wording: str
    language: str
    given_on: date
    way: str = "online"
    while_held: bool = False


@dataclass(frozen=True)
class Ended:
    """What ending a mandate comes to."""

    stopped: tuple[Collection, ...]
    """What was announced, and is not collected any more."""
    too_late: tuple[Collection, ...]
    """Collections that are with the bank already; the bank pays these back when asked."""


def give(
    session: Session,
    person_id: int,
    subject: Subject,
    given: Given,
    *,
    sepa: Sepa,
    on: date,
    by: str,
    now: datetime,
) -> Mandate:
    """Keep a mandate. Raises BadAccount, NotFound, and NotNow when there is one for this already.

    The first amount is collected once there is time for the notice.
    """
    account = account_of(given.account)
    if subject.plan_id is not None:
        _must_run(session, person_id, subject.plan_id)
    if running(session, person_id, subject) is not None:
        raise NotNow("error-mandate-there")
    mandate = Mandate(
        ref=new_ref(),
        reference=new_reference("M"),
        person_id=person_id,
        plan_id=subject.plan_id,
        kind=subject.kind,
        account=account,
        holder=given.holder,
        given_on=given.given_on,
        starts_on=on + timedelta(days=sepa.notice_days),
        way=given.way,
        wording=given.wording,
        language=given.language,
        while_held=given.while_held,
        by=by,
    )
    session.add(mandate)
    session.flush()
    audit.record(session, now, by, "mandate:give", f"mandate:{mandate.ref}", given.way)
    return mandate


def _must_run(session: Session, person_id: int, plan_id: int) -> None:
    plan = session.get(Plan, plan_id)
    if plan is None or plan.person_id != person_id:
        raise NotFound
    if plan.ended_on is not None:
        raise NotNow("error-plan-over")


def running(session: Session, person_id: int, subject: Subject) -> Mandate | None:
    """Return the mandate a person has for this now."""
    found = select(Mandate).where(
        Mandate.person_id == person_id,
        Mandate.plan_id == subject.plan_id,
        Mandate.kind == subject.kind,
        col(Mandate.ended_on).is_(None),
    )
    return session.exec(found).first()


def of_person(session: Session, person_id: int) -> list[Mandate]:
    """Return the mandates of a person, those that run in front, newest first."""
    found = select(Mandate).where(Mandate.person_id == person_id)
    order = found.order_by(col(Mandate.ended_on).is_not(None), col(Mandate.id).desc())
    return list(session.exec(order).all())


def by_ref(session: Session, ref: str, person_id: int | None = None) -> Mandate:
    """Return a mandate, or only this person's. Raises NotFound."""
    found = session.exec(select(Mandate).where(Mandate.ref == ref)).one_or_none()
    if found is None or person_id not in (None, found.person_id):
        raise NotFound
    return found


def coming(session: Session, mandate: Mandate) -> list[Collection]:
    """Return what was announced by a mandate and is not there yet, in order of day."""
    found = select(Collection).where(
        Collection.mandate_id == mandate.id, col(Collection.state).in_(COMING)
    )
    return list(session.exec(found.order_by(col(Collection.collect_on))).all())


def went(session: Session, mandate: Mandate, most: int) -> list[Collection]:
    """Return what was collected by a mandate, or was not after all: the newest, at most so many."""
    found = select(Collection).where(
        Collection.mandate_id == mandate.id, col(Collection.state).not_in(COMING)
    )
    return list(session.exec(found.order_by(col(Collection.collect_on).desc()).limit(most)).all())


def last_used(session: Session, mandate: Mandate) -> date:
    """Return the day of the last amount by a mandate, coming or sent to the bank; else its own."""
    used = select(func.max(col(Collection.collect_on))).where(
        Collection.mandate_id == mandate.id, Collection.state != "dropped"
    )
    last: date | None = session.exec(used).one()
    return last or mandate.given_on


def end(
    session: Session, mandate: Mandate, reason: str, *, on: date, by: str, now: datetime
) -> Ended:
    """End a mandate and drop what did not go to the bank yet. Raises NotNow, Conflict.

    `reason` is one of the mandate's own.
    """
    if mandate.ended_on is not None:
        raise NotNow("error-mandate-over")
    change_row(session, mandate, mandate.version, ended_on=on, end_reason=reason)
    effect = effect_of_end(session, mandate)
    for one in effect.stopped:
        one.state, one.why = "dropped", "mandate"
    session.flush()
    audit.record(session, now, by, "mandate:end", f"mandate:{mandate.ref}", reason)
    return effect


def effect_of_end(session: Session, mandate: Mandate) -> Ended:
    """Return what ending a mandate would stop now, and what it would not."""
    waiting = coming(session, mandate)
    too_late = [one for one in waiting if _is_away(session, one)]
    return Ended(tuple(one for one in waiting if one not in too_late), tuple(too_late))


def _is_away(session: Session, one: Collection) -> bool:
    """Whether its batch was released: from then on only the bank can stop it."""
    if one.batch_id is None:
        return False
    batch = session.get_one(DebitBatch, one.batch_id)
    return batch.state == "released"

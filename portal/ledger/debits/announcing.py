"""Telling people ahead what will be collected, and when: no amount is taken without that."""

from collections.abc import Collection as Some
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from portal.ledger.bankdays import next_bank_day
from portal.ledger.debits.due import Due, due, parts
from portal.ledger.debits.mandates import Subject, running
from portal.ledger.debits.models import Collection, Mandate
from portal.ledger.debits.references import new_reference
from portal.ledger.debits.settings import Sepa
from portal.ledger.debits.tables import COLLECTION
from portal.ledger.models import Plan, PlanClaim
from portal.ledger.plans.running import running_with
from portal.ledger.tables import insert_once
from portal.municipality import Municipality
from portal.people.outbox import tell


def announce(
    session: Session,
    town: Municipality,
    sepa: Sepa,
    mandate: Mandate,
    still: Some[int],
    *,
    on: date,
    now: datetime,
) -> int:
    """Announce what falls due soon by a mandate; return how much was new.

    An amount whose notice would end after its day is collected a few days later, at the end of
    the notice. Nothing is announced for claims in `still`.
    """
    made = 0
    first, last = max(on, mandate.starts_on), on + timedelta(days=sepa.announce_days)
    for item in due(session, mandate, first, last, on):
        amount = sum(parts(session, mandate, item, still, item.amount).values())
        earliest = max(item.due_on, on + timedelta(days=sepa.notice_days))
        if amount and not _is_known(session, item):
            day = next_bank_day(earliest, town.country)
            made += _keep(session, mandate, item, amount, day, on, now)
    return made


def _is_known(session: Session, item: Due) -> bool:
    """Whether this instalment is collected already, also if its day moved since."""
    if item.plan_id is None:
        return False
    live = select(Collection.id).where(Collection.state != "dropped")
    same = live.where(Collection.plan_id == item.plan_id, Collection.no == item.no)
    return session.exec(same).first() is not None


def _keep(
    session: Session,
    mandate: Mandate,
    item: Due,
    amount: int,
    day: date,
    on: date,
    now: datetime,
) -> bool:
    values = {
        "ref": new_reference("E"),
        "key": item.key,
        "mandate_id": mandate.id,
        "plan_id": item.plan_id,
        "no": item.no,
        "amount": amount,
        "collect_on": day,
        "announced_on": on,
        "sequence": "",
        "state": "announced",
        "why": "",
    }
    if insert_once(session, COLLECTION, values, "key") is None:
        return False
    content = {"amount": amount, "day": day.isoformat(), "reference": mandate.reference}
    return tell(
        session,
        key=f"debit-ahead:{item.key}",
        person_id=mandate.person_id,
        kind="debit-ahead",
        made_on=on,
        now=now,
        content=content,
    )


def follow(session: Session, mandate: Mandate) -> bool:
    """Let a mandate go on with the plan that replaced its own; False when no plan did."""
    ended = session.get_one(Plan, mandate.plan_id)
    if ended.end_reason != "replaced":
        return False
    claims = session.exec(select(PlanClaim.claim_id).where(PlanClaim.plan_id == ended.id)).all()
    for plan in running_with(session, claims, mandate.person_id):
        assert plan.id is not None
        if running(session, mandate.person_id, Subject(plan_id=plan.id)) is None:
            mandate.plan_id, mandate.version = plan.id, mandate.version + 1
            session.flush()
            return True
    return False

"""The night as it is often written: one object after another, a commit for each that is due."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.bench.night_by_hand import Numbers
from portal.cases.models import Letter
from portal.ledger.dunning.models import Reminder
from portal.ledger.models import Claim, Instalment, LedgerEntry, Plan, PlanClaim
from portal.ledger.records import Proposal
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.people.refs import new_ref


def run(session: Session, numbers: Numbers, first: int, last: int) -> int:
    """Do the plans in this range of ids, reminders and invitations; return how many reminders."""
    plans = select(Plan).where(col(Plan.id).between(first, last), col(Plan.ended_on).is_(None))
    done = 0
    for plan in session.exec(plans).all():
        done += _one(session, numbers, plan)
        _invite(session, numbers, plan)
    return done


def _one(session: Session, numbers: Numbers, plan: Plan) -> bool:
    days = select(Instalment).where(Instalment.plan_id == plan.id).order_by(col(Instalment.no))
    in_plan = session.exec(select(PlanClaim).where(PlanClaim.plan_id == plan.id)).one()
    claim = session.get_one(Claim, in_plan.claim_id)
    entries = select(LedgerEntry).where(LedgerEntry.claim_id == claim.id)
    booked = session.exec(entries).all()
    paid = sum(entry.amount for entry in booked if entry.credit.startswith("receivable_"))
    reached = 0
    for instalment in session.exec(days).all():
        reached += instalment.amount
        if instalment.due_on < numbers.before and reached > paid:
            _send(session, numbers, plan, claim, instalment)
            session.commit()
            return True
    return False


def _invite(session: Session, numbers: Numbers, plan: Plan) -> None:
    """Invite to direct debit, once for a kind of bill that comes again."""
    in_plan = session.exec(select(PlanClaim).where(PlanClaim.plan_id == plan.id)).one()
    claim = session.get_one(Claim, in_plan.claim_id)
    key = f"orm-invite:{plan.person_id}:{claim.kind}"
    told = session.exec(select(Outgoing).where(Outgoing.key == key)).first()
    if claim.kind != numbers.plain or told is not None:
        return
    person = session.get_one(Person, plan.person_id)
    session.add(
        Outgoing(
            key=key,
            person_id=plan.person_id,
            channel="post",
            kind="invite-direct-debit",
            language=person.language,
            content={"description": claim.description},
            made_on=numbers.on,
            next_try_at=numbers.now,
        )
    )
    session.commit()


def _send(
    session: Session, numbers: Numbers, plan: Plan, claim: Claim, instalment: Instalment
) -> None:
    assert claim.id is not None
    person = session.get_one(Person, plan.person_id)
    assert person.id is not None
    fee, on, now = numbers.plain_fee, numbers.on, numbers.now
    key, letter_ref = f"orm:{claim.id}", new_ref()
    session.add(_fee(claim.id, f"{key}:1", fee, on, now))
    session.flush()
    session.add(
        Reminder(
            claim_id=claim.id,
            kind="reminder",
            no=1,
            sent_on=on,
            answer_by=numbers.until,
            asked=instalment.amount + fee,
            fee=fee,
            fee_key=f"{key}:1",
            notice=True,
            plan_id=plan.id,
            instalment_no=instalment.no,
        )
    )
    session.add(
        Letter(
            ref=letter_ref,
            person_id=person.id,
            claim_id=claim.id,
            kind="reminder",
            language=person.language,
            content={"name": person.name, "number": claim.number, "fee": fee},
            made_on=on,
        )
    )
    session.add(
        Outgoing(
            key=key,
            person_id=person.id,
            channel="post",
            kind="letter-reminder",
            language=person.language,
            content={"number": claim.number},
            letter_ref=letter_ref,
            made_on=on,
            next_try_at=now,
        )
    )
    session.add(
        Proposal(
            ref=new_ref(),
            key=f"orm-call:{claim.id}",
            kind="call",
            reason="instalment_missed",
            made_on=on,
            claim_id=claim.id,
            person_id=person.id,
            detail={"since_on": on.isoformat(), "missed": instalment.amount + fee},
        )
    )
    claim.stage, claim.reminded_on = "reminded", on


def _fee(claim_id: int, key: str, fee: int, on: date, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        key=key,
        booked_on=on,
        recorded_at=now,
        debit="receivable_fee",
        credit="charged",
        amount=fee,
        claim_id=claim_id,
        kind="fee",
        actor="night",
    )

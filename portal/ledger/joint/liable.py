"""The rows that say who owes a claim, and what a change in them does to plans and to the rest."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack

from sqlalchemy import bindparam, select
from sqlmodel import Session, col, func, update
from sqlmodel import select as choose

from portal.errors import NotNow
from portal.ledger import balances, plans, postings
from portal.ledger.debtors import debtors_of, owed_by
from portal.ledger.models import Claim, Plan, PlanClaim
from portal.ledger.postings import Booking
from portal.ledger.records import Liability
from portal.ledger.tables import ENTRY, run
from portal.people.actors import Actor, Permission
from portal.record import find_one

RELEASED = "released"
"""Why a plan ended: the person was let off its only claim."""
_LAST_ENTRY = select(func.coalesce(func.max(ENTRY.c.id), 0)).where(
    ENTRY.c.claim_id == bindparam("claim_id")
)


@dataclass(frozen=True)
class By:
    """A member of staff who changes who owes a claim, why and when."""

    staff: Actor
    reason: str
    now: datetime
    on: date

    def must(self, claim: Claim) -> None:
        """Raise NotAllowed, and NotNow without a reason or when the claim was handed over."""
        self.staff.must(Permission.CLAIM_CHANGE)
        if not self.reason.strip():
            raise NotNow("error-reason-needed")
        if claim.stage == "transferred":
            raise NotNow("error-handed-over")


def liability(session: Session, claim_id: int, person_id: int) -> Liability | None:
    """Return the row of a person who owes a claim, or owed it."""
    wanted = choose(Liability).where(Liability.claim_id == claim_id)
    return session.exec(wanted.where(Liability.person_id == person_id)).one_or_none()


def of_claim(session: Session, claim_id: int) -> list[Liability]:
    """Return everyone who owes a claim or was let off it, in the order they came."""
    wanted = choose(Liability).where(Liability.claim_id == claim_id)
    return list(session.exec(wanted.order_by(col(Liability.id))).all())


def last_entry(session: Session, claim_id: int) -> int:
    """Return the last movement of a claim, to see later whether anything followed."""
    return int(run(session, _LAST_ENTRY, {"claim_id": claim_id}).scalar_one())


def let_off(session: Session, owes: Liability, on: date, reason: str) -> None:
    """Let a person off a claim; it leaves their running plan, which ends when it held no other."""
    owes.released_on, owes.release_reason = on, reason.strip()
    session.flush()
    plan = plans.running_plan(session, [owes.claim_id], owes.person_id)
    if plan is None:
        return
    others = choose(func.count()).where(
        PlanClaim.plan_id == plan.id,
        PlanClaim.claim_id != owes.claim_id,
        col(PlanClaim.ended_on).is_(None),
    )
    if not session.exec(others).one():
        plans.end(session, plan, on, RELEASED)
        return
    leave = update(PlanClaim).where(col(PlanClaim.plan_id) == plan.id)
    session.exec(leave.where(col(PlanClaim.claim_id) == owes.claim_id).values(ended_on=on))


def owe_again(session: Session, owes: Liability) -> None:
    """Take back that a person was let off; the plan they left that day runs again with it."""
    day, owes.released_on, owes.release_reason = owes.released_on, None, ""
    left = (
        choose(PlanClaim, Plan)
        .join(Plan, col(Plan.id) == PlanClaim.plan_id)
        .where(PlanClaim.claim_id == owes.claim_id, PlanClaim.person_id == owes.person_id)
        .where(PlanClaim.ended_on == day)
        .where(col(Plan.ended_on).is_(None) | (col(Plan.end_reason) == RELEASED))
    )
    for of_plan, plan in session.exec(left).all():
        of_plan.ended_on = plan.ended_on = None
        plan.end_reason, plan.instalments_met, plan.months_met = "", 0, 0
    session.flush()


def ask_less(session: Session, owes: Liability, amount: int) -> None:
    """Let this person go of a part: from now on they owe at most what is left of their own."""
    left = owed_by(session, owes.person_id, [owes.claim_id])[owes.claim_id]
    owes.form, owes.share = "share", left - amount
    owes.share_since = last_entry(session, owes.claim_id)
    session.flush()


def waive_what_nobody_owes(session: Session, claim_id: int, **booking: Unpack[Booking]) -> int:
    """Let go of what none of those left can be asked for; return how much, in minor units."""
    debtors = debtors_of(session, [claim_id])[claim_id]
    asked = sum(owed_by(session, person, [claim_id])[claim_id] for person in debtors)
    beyond = balances.of_claim(session, claim_id).total - asked
    return postings.waive(session, claim_id, beyond, **booking) if beyond > 0 else 0


def one(session: Session, claim_ref: str) -> Claim:
    """Return a claim by its public reference. Raises NotFound."""
    return find_one(session, choose(Claim).where(Claim.ref == claim_ref))

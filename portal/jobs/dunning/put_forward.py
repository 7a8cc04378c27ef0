"""What a plan that is not kept puts before people."""

from sqlmodel import Session

from portal.jobs.answers_given import Said
from portal.jobs.night import ACTOR, Night
from portal.ledger import plans, proposals
from portal.ledger.missed import Missed

TALK, PLAN_END = "talk", "plan-end"


def broken(session: Session, night: Night, one: Missed) -> int:
    """End a plan that was reminded without effect; the same night its claims are put forward."""
    return plans.break_plan(session, one.plan_id, night.on, now=night.now, actor=ACTOR)


def offer_talk(night: Night, one: Missed) -> proposals.New:
    """Ask staff to call; the person was told that they can."""
    return _about_plan(night, one, TALK)


def not_kept(night: Night, one: Missed) -> proposals.New:
    """Ask a person whether the time that was given ends: the machine never takes it away."""
    return _about_plan(night, one, PLAN_END)


def _about_plan(night: Night, one: Missed, kind: str) -> proposals.New:
    return proposals.New(
        key=f"{kind}:{one.plan_id}:{one.no}",
        kind=kind,
        reason="instalment_missed",
        made_on=night.on,
        claim_id=one.claim_ids[0],
        person_id=one.person_id,
        detail={"due_on": one.due_on.isoformat(), "missed": one.amount},
    )


def end_plan(said: Said) -> None:
    """End the plan, as a person decided; its claims are then as any other that is not paid."""
    plan_id = int(said.proposal.key.split(":")[1])
    by = said.staff.signature
    plans.break_plan(said.session, plan_id, said.on, now=said.now, actor=by)

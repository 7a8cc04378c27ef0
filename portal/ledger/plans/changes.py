"""Changing a plan that runs: its instalments in place, and a row that tells what they were."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select

from portal.errors import Conflict, NotNow
from portal.ledger.locks import lock
from portal.ledger.models import Instalment, Plan
from portal.ledger.plan_records import PlanChange
from portal.ledger.plans.courses import Course, recorded
from portal.ledger.plans.ending import end
from portal.ledger.plans.reopening import reopen
from portal.ledger.plans.running import claims_of, running_with, view_of
from portal.ledger.tables import PLAN
from portal.people import audit
from portal.rules.days import months_on

UNDOABLE = ("day", "pause", "amounts", "ended")


def course_of(session: Session, plan: Plan) -> Course:
    """Return what a plan asks and when; of a running one without what is owed no longer."""
    kept = _kept(session, plan)
    if plan.ended_on is not None:
        return kept
    return replace(kept, instalments=view_of(session, plan, plan.made_on).instalments)


def _kept(session: Session, plan: Plan) -> Course:
    """The course as it is kept, whatever is owed of it now."""
    rows = select(Instalment).where(Instalment.plan_id == plan.id).order_by(col(Instalment.no))
    days = tuple((row.due_on, row.amount) for row in session.exec(rows))
    return Course(plan.monthly, plan.rhythm, plan.anchor or days[0][0], days)


def changes_of(session: Session, plan: Plan) -> list[PlanChange]:
    """Return what happened to a plan, oldest first."""
    rows = select(PlanChange).where(PlanChange.plan_id == plan.id).order_by(col(PlanChange.no))
    return list(session.exec(rows))


def version_of(session: Session, plan: Plan) -> int:
    """Return how often a plan was changed."""
    count = select(func.count()).select_from(PlanChange).where(PlanChange.plan_id == plan.id)
    return session.exec(count).one()


def record(
    session: Session,
    plan: Plan,
    kind: str,
    *,
    on: date,
    now: datetime,
    by: str,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> PlanChange:
    """Keep what was done with a plan, by whom and why."""
    assert plan.id is not None
    change = PlanChange(
        plan_id=plan.id,
        no=version_of(session, plan) + 1,
        kind=kind,
        made_on=on,
        at=now,
        by=by,
        reason=reason.strip(),
        before=dict(before or {}),
        after=dict(after or {}),
        undoes=undoes,
    )
    session.add(change)
    session.flush()
    audit.record(session, now, by, f"plan:{kind}", f"plan:{plan.ref}")
    return change


def hold_still(session: Session, plan: Plan, seen: int | None) -> None:
    """Hold a plan for this unit of work.

    Raises Conflict when somebody changed it since version `seen`, NotNow when it has ended.
    """
    assert plan.id is not None
    lock(session, PLAN, [plan.id])
    session.refresh(plan)
    if seen is not None and seen != version_of(session, plan):
        raise Conflict
    if plan.ended_on is not None:
        raise NotNow("error-plan-ended")


def change(
    session: Session,
    plan: Plan,
    kind: str,
    course: Course,
    *,
    on: date,
    now: datetime,
    by: str,
    reason: str = "",
    undoes: int | None = None,
) -> PlanChange:
    """Give a plan another course; hold it still first.

    Raises ValueError when the sum would change, unless the plan is made longer or shorter, or a
    change undone.
    """
    assert plan.id is not None
    before = _kept(session, plan)
    if kind not in ("longer", "shorter", "undo") and course.total != course_of(session, plan).total:
        raise ValueError("a change keeps what the plan comes to")
    session.exec(delete(Instalment).where(col(Instalment.plan_id) == plan.id))
    session.add_all(
        Instalment(plan_id=plan.id, no=no, due_on=day, amount=amount)
        for no, (day, amount) in enumerate(course.instalments, start=1)
    )
    plan.monthly, plan.rhythm, plan.anchor = course.monthly, course.rhythm, course.anchor
    plan.total = course.total
    session.flush()
    told = {"before": before.record(), "after": course.record()}
    return record(session, plan, kind, on=on, now=now, by=by, reason=reason, undoes=undoes, **told)


def stop(
    session: Session, plan: Plan, *, on: date, now: datetime, by: str, reason: str = ""
) -> PlanChange:
    """End a plan because the person wants it no longer; hold it still first."""
    end(session, plan, on, "withdrawn")
    return record(session, plan, "ended", on=on, now=now, by=by, reason=reason)


def undo(
    session: Session,
    plan: Plan,
    *,
    seen: int,
    on: date,
    now: datetime,
    by: str,
    reason: str,
) -> PlanChange:
    """Take the last change back.

    Raises Conflict when somebody changed the plan since, NotNow when there is nothing to undo or
    its claims are in another plan by now.
    """
    assert plan.id is not None
    lock(session, PLAN, [plan.id])
    session.refresh(plan)
    made = changes_of(session, plan)
    if seen != len(made):
        raise Conflict
    if not made or not is_undoable(made[-1], plan):
        raise NotNow("error-plan-undo")
    last = made[-1]
    if last.kind == "ended":
        if running_with(session, claims_of(session, plan), plan.person_id):
            raise NotNow("error-plan-replaced")
        reopen(session, plan)
        return record(session, plan, "undo", on=on, now=now, by=by, reason=reason, undoes=last.no)
    course = recorded(last.before)
    return change(
        session, plan, "undo", course, on=on, now=now, by=by, reason=reason, undoes=last.no
    )


def is_undoable(last: PlanChange, plan: Plan) -> bool:
    """Whether the last change of a plan can be taken back."""
    return last.kind in UNDOABLE and (plan.ended_on is None or last.kind == "ended")


def free_changes(session: Session, plan: Plan, kind: str, on: date) -> int:
    """Return how often the person did this in the twelve months before a day, undone ones aside."""
    made = changes_of(session, plan)
    undone = {one.undoes for one in made}
    since = months_on(on, -12)
    return sum(
        one.kind == kind
        and one.by.startswith(("resident:", "helper:"))
        and one.made_on > since
        and one.no not in undone
        for one in made
    )

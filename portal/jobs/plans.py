"""The night looks at plans that came to their end: paid ones end, others go on for what is left.

A plan is not made to ask more at once by interest or a fee: it becomes longer, by instalments of at
most the usual amount.
"""

from sqlmodel import Session

from portal.cases.plans.changing import claims_in
from portal.cases.plans.making import settle
from portal.jobs.night import ACTOR, Chunk, Night, Step
from portal.ledger import plans
from portal.ledger.locks import lock
from portal.ledger.models import Plan
from portal.ledger.plans import changes, courses
from portal.ledger.plans.finished import finished_between
from portal.ledger.tables import PLAN
from portal.people import audit, outbox


def finish(session: Session, night: Night, chunk: Chunk) -> int:
    """End the plans of a chunk of which nothing is left, make longer those with a rest."""
    found = finished_between(session, chunk.first, chunk.last)
    if not found:
        return 0
    lock(session, PLAN, [row.id for row in found])
    for row in finished_between(session, chunk.first, chunk.last):
        plan = session.get_one(Plan, row.id, populate_existing=True)
        if row.owed:
            _go_on(session, night, plan, int(row.owed))
        else:
            _end(session, night, plan)
    return len(found)


def _end(session: Session, night: Night, plan: Plan) -> None:
    """End a plan of which nothing is left, and say so kindly."""
    is_paid = plans.view_of(session, plan, night.on).paid >= plan.total
    plans.end(session, plan, night.on, "paid")
    audit.record(session, night.now, ACTOR, "plan:paid", f"plan:{plan.ref}")
    outbox.tell(
        session,
        key=f"plan-paid:{plan.ref}",
        person_id=plan.person_id,
        kind="plan-paid" if is_paid else "plan-over",
        made_on=night.on,
        now=night.now,
        content={"plan": plan.ref},
    )


def _go_on(session: Session, night: Night, plan: Plan, rest: int) -> None:
    """Add instalments for interest and fees that came on top while the plan ran."""
    course = changes.course_of(session, plan)
    made = changes.change(
        session,
        plan,
        "longer",
        courses.longer(course, rest, night.on, night.town.country),
        on=night.on,
        now=night.now,
        by=ACTOR,
    )
    settle(
        session,
        night.town,
        plan,
        "plan_change",
        claims_in(session, plan, night.on),
        key=str(made.no),
        now=night.now,
        on=night.on,
        change=made.kind,
        by="rules",
        reason="",
    )


STEP = Step("plans-paid", PLAN, finish)

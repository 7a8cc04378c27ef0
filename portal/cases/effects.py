"""What a decision does in the ledger: a plan, more time, or a claim let go."""

from datetime import date, datetime

from sqlmodel import Session

from portal.cases.assessing import Assessed
from portal.cases.plans.ahead import look_ahead, warn_staff
from portal.cases.plans.granted import course_over
from portal.cases.ruling import Effect, Ruling
from portal.errors import NotNow
from portal.ledger import plans
from portal.ledger.claims import ClaimView
from portal.ledger.joint.letting_go import let_go
from portal.ledger.models import Postponement
from portal.ledger.timebar import acts as timebar
from portal.municipality import Municipality


def carry_out(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    ruling: Ruling,
    actor: str,
    now: datetime,
    on: date,
    no: int,
) -> Effect:
    """Do what the ruling says. Raises NotNow when it lacks an amount or a day.

    `no` counts the decisions on the case: a later one books anew.
    """
    if ruling.outcome == "refused":
        return Effect()
    owed = assessed.owed
    if not owed:
        raise NotNow("error-nothing-owed")
    match assessed.case.ask:
        case "deferral":
            return _postpone(session, town, assessed, owed, ruling, on)
        case "remission":
            return _waive(session, assessed, owed, ruling, actor, now, on, no)
        case _:
            return _plan(session, town, assessed, owed, ruling, on)


def _plan(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    owed: list[ClaimView],
    ruling: Ruling,
    on: date,
) -> Effect:
    """Make the plan, its instalments and its days; plans that ran on these claims end."""
    assert assessed.person.id is not None
    monthly = ruling.monthly or (assessed.answer.instalment if assessed.answer else None)
    if not monthly:
        raise NotNow("error-amount-needed")
    ids = [view.id for view in owed]
    course = course_over(session, town, assessed, owed, monthly, on)
    amounts = tuple(amount for _, amount in course.instalments)
    days = [day for day, _ in course.instalments]
    plan = plans.make(
        session,
        person_id=assessed.person.id,
        claim_ids=ids,
        schedule=amounts,
        monthly=course.monthly,
        first_due=days[0],
        made_on=on,
        origin=f"case:{assessed.case.ref}",
        policy_version=town.policy.version,
        country=town.country,
        rhythm=course.rhythm,
        anchor=course.anchor,
        days=days,
    )
    ahead = look_ahead(town, owed, course.instalments, on)
    warn_staff(session, plan, ahead, days[-1], on)
    return Effect(
        monthly=course.monthly,
        plan_id=plan.id,
        schedule=amounts,
        first_due=days[0],
        last_due=days[-1],
        rhythm=course.rhythm,
        days=tuple(days),
        ahead=ahead,
    )


def _postpone(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    owed: list[ClaimView],
    ruling: Ruling,
    on: date,
) -> Effect:
    """Give more time, which may lengthen the time in which the claim can be collected."""
    given = max((on, *(view.postponed_until for view in owed if view.postponed_until)))
    if ruling.until is None or ruling.until <= given:
        raise NotNow("error-day-needed")
    session.add_all(
        Postponement(
            claim_id=view.id,
            person_id=assessed.case.person_id,
            from_on=on,
            until_on=ruling.until,
            origin=f"case:{assessed.case.ref}",
        )
        for view in owed
    )
    session.flush()
    for view in owed:
        timebar.refresh(session, town, view.id, on)
    return Effect(until=ruling.until)


def _waive(
    session: Session,
    assessed: Assessed,
    owed: list[ClaimView],
    ruling: Ruling,
    actor: str,
    now: datetime,
    on: date,
    no: int,
) -> Effect:
    """Let the claims go, wholly or for the amount ruled, the oldest claim first.

    Others who owe a claim too still owe it, unless the ruling is for everyone.
    """
    owes = {view.id: view.whole.total if ruling.everyone else view.balance for view in owed}
    total = sum(owes.values())
    left = total if ruling.waived is None else ruling.waived
    if not 0 < left <= total:
        raise NotNow("error-amount-needed")
    gone = 0
    for view in owed:
        part = min(left - gone, owes[view.id])
        if part:
            gone += let_go(
                session,
                view.id,
                view.person_id,
                part,
                reason=f"case:{assessed.case.ref}",
                everyone=ruling.everyone,
                key=f"case:{assessed.case.ref}:{no}:waive:{view.ref}",
                booked_on=on,
                recorded_at=now,
                actor=actor,
            )
    with_others = any(view.debtors > 1 for view in owed)
    return Effect(waived=gone, others_owe=with_others and not ruling.everyone)

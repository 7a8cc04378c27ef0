"""The municipality's own look at what someone pays: a lowering takes effect at once, never a raise.

What needs a choice waits for staff, what needs a fact for the person; silence makes nothing worse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.cases import drafts
from portal.cases.assessing import Assessed, assess_facts
from portal.cases.deciding import decide
from portal.cases.models import Answer, Case, CaseClaim, CaseEvent, Decision
from portal.cases.review_models import Review
from portal.cases.ruling import Ruling
from portal.cases.sending import keep_receipt
from portal.cases.told import told_before
from portal.errors import NotNow
from portal.ledger import claims as ledger_claims
from portal.ledger import plans
from portal.ledger.claims import ClaimView
from portal.ledger.models import Plan
from portal.municipality import Municipality
from portal.people import audit, outbox
from portal.people.actors import Actor
from portal.people.refs import new_ref
from portal.rules.schedule import schedule

ACTOR = "rules"


@dataclass(frozen=True)
class Cause:
    """Why a look is taken, and what makes it this one and no other."""

    key: str
    reason: str
    """One of the reasons of a review."""


def look(
    session: Session,
    town: Municipality,
    person_id: int,
    claims: Sequence[ClaimView],
    cause: Cause,
    *,
    ask: str = "review",
    now: datetime,
    on: date,
) -> str:
    """Look at these claims of a person and do what the rules give; return the outcome.

    `ask` is `review` for a running plan, `remission` for whether the rest can be let go. The same
    cause again changes nothing and returns `done`.
    """
    if session.exec(select(Review.id).where(Review.key == cause.key)).first() is not None:
        return "done"
    case = Case(ref=new_ref(), person_id=person_id, ask=ask, started_at=now, changed_at=now)
    told = told_before(session, person_id)
    assessed = assess_facts(session, town, case, on, told, claims)
    outcome = _outcome(assessed, ask, on)
    if outcome in ("lowered", "ended", "staff"):
        _keep(session, town, assessed, told, now, on)
        receipt = keep_receipt(session, town, assessed, now)
        if outcome != "staff":
            ruling = Ruling("granted", follows_advice=True)
            decide(session, town, assessed, receipt, ruling, None, now, on)
    elif outcome == "asked":
        outbox.tell(
            session,
            key=f"review-facts:{cause.key}",
            person_id=person_id,
            kind="review-facts",
            made_on=on,
            now=now,
        )
    kept = assessed.case.id if outcome in ("lowered", "ended", "staff") else None
    session.add(
        Review(
            key=cause.key,
            person_id=person_id,
            reason=cause.reason,
            made_on=on,
            outcome=outcome,
            case_id=kept,
        )
    )
    session.flush()
    return outcome


def _outcome(assessed: Assessed, ask: str, on: date) -> str:
    """What the look comes to. Who named circumstances is looked at by a person."""
    answer = assessed.answer
    if answer is None or answer.outcome in ("keep", "elsewhere"):
        return "kept"
    codes = {reason.code for reason in answer.reasons}
    if answer.outcome == "grant":
        if not assessed.at_once:
            return "staff"
        return "ended" if ask == "remission" else "lowered"
    if "income_needed" in codes:
        return "asked"
    if ask == "remission":
        return "staff" if "remission_signs" in codes else "kept"
    return "staff"


def _keep(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    told: Mapping[str, Any],
    now: datetime,
    on: date,
) -> None:
    """Keep the case of a look, as one that was sent, with the facts it went by."""
    case = assessed.case
    case.state, case.sent_at = "sent", now
    case.answer_by = on + timedelta(days=town.service.days)
    session.add(case)
    session.flush()
    assert case.id is not None
    session.add_all(CaseClaim(case_id=case.id, claim_id=view.id) for view in assessed.claims)
    session.add_all(
        Answer(case_id=case.id, question=question, value=value, answered_at=now)
        for question, value in told.items()
    )
    session.add(CaseEvent(case_id=case.id, kind="looked", at=now, actor=ACTOR))
    session.flush()
    audit.record(session, now, ACTOR, "case:looked", f"case:{case.ref}")


def old_amount(session: Session, case: Case) -> int | None:
    """Return what was paid a month before a look lowered it, while that can be kept; else None."""
    lowered = _lowered_plan(session, case)
    old = _plan_before(session, lowered) if lowered is not None else None
    return old.monthly if old is not None else None


def keep_old_amount(
    session: Session, town: Municipality, actor: Actor, ref: str, *, now: datetime, on: date
) -> Plan:
    """Let a person go on paying what they paid before a look lowered it, as they wish.

    Raises NotFound, and NotNow when the lowered plan does not run any more.
    """
    lowered = _lowered_plan(session, drafts.own_case(session, actor, ref))
    old = _plan_before(session, lowered) if lowered is not None else None
    if lowered is None or old is None or lowered.id is None:
        raise NotNow("error-plan-changed")
    views = ledger_claims.views(session, actor.id, on)
    claims = [view for view in views if view.plan is not None and view.plan.id == lowered.id]
    total = sum(view.balance for view in claims)
    if not total:
        raise NotNow("error-nothing-owed")
    amounts = schedule(total, old.monthly)
    again = plans.make(
        session,
        person_id=actor.id,
        claim_ids=[view.id for view in claims],
        schedule=amounts,
        monthly=amounts[0],
        first_due=max(plans.first_due(on, town.country), plans.due_days(session, lowered)[0]),
        made_on=on,
        origin=actor.signature,
        policy_version=old.policy_version,
        country=town.country,
    )
    audit.record(session, now, actor.signature, "plan:keep-old", f"plan:{again.ref}")
    return again


def _lowered_plan(session: Session, case: Case) -> Plan | None:
    """The plan that a look of the municipality made at once, while it runs."""
    if case.ask != "review":
        return None
    found = session.exec(
        select(Plan)
        .join(Decision, col(Decision.plan_id) == Plan.id)
        .where(Decision.case_id == case.id, col(Decision.staff_id).is_(None))
        .where(col(Plan.ended_on).is_(None))
    )
    return found.first()


def _plan_before(session: Session, lowered: Plan) -> Plan | None:
    """The plan whose place it took."""
    found = session.exec(
        select(Plan)
        .where(Plan.person_id == lowered.person_id, Plan.ended_on == lowered.made_on)
        .where(Plan.end_reason == "replaced", col(Plan.id) < lowered.id)
        .order_by(col(Plan.id).desc())
    )
    return found.first()

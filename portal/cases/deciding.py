"""A decision and what follows from it: plan, ledger and letter, in one unit of work."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.cases import effects
from portal.cases.assessing import Assessed, assess_case
from portal.cases.letter_content import decision_content
from portal.cases.letters import send
from portal.cases.matters import correcting
from portal.cases.models import LEAST_REASON, Case, CaseEvent, Decision, Receipt
from portal.cases.progress import move
from portal.cases.ruling import Ruling
from portal.cases.rulings.advising import advised, compare, open_debt
from portal.cases.rulings.hearing import must_be_heard
from portal.cases.rulings.objecting import must_be_another
from portal.cases.rulings.signatures import must_not_wait, needs_signature
from portal.cases.rulings.telling import by_hand
from portal.cases.rulings.tied import must_be_tied
from portal.cases.rulings.weighing import must_be_weighed
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people.actors import Actor, Permission
from portal.record import find_one


def decide(
    session: Session,
    town: Municipality,
    assessed: Assessed,
    receipt: Receipt,
    ruling: Ruling,
    staff: Actor | None,
    now: datetime,
    on: date,
    *,
    is_signed: bool = False,
) -> Decision:
    """Record the decision of the rules (`staff` is None) or of a person, and carry it out."""
    case = assessed.case
    assert case.id is not None
    assert receipt.id is not None
    actor = staff.signature if staff else "rules"
    earlier = decisions_of(session, case)
    no = len(earlier) + 1
    effect = effects.carry_out(session, town, assessed, ruling, actor, now, on, no)
    decision = Decision(
        case_id=case.id,
        no=no,
        outcome=ruling.outcome,
        staff_id=staff.id if staff else None,
        follows_advice=ruling.follows_advice,
        reason=ruling.reason.strip(),
        monthly=effect.monthly,
        until=effect.until,
        waived=effect.waived,
        receipt_id=receipt.id,
        plan_id=effect.plan_id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    compare(session, decision, ruling, case.ask, advised(receipt, open_debt(assessed)), now)
    move(
        session,
        case,
        seen=case.version,
        event="decided",
        actor=actor,
        now=now,
        state="decided",
        to_weigh=staff is None and bool(assessed.situation.circumstances or assessed.contested),
    )
    last = earlier[-1] if earlier else None
    added = by_hand(session, assessed, receipt, ruling, decision, last, is_signed=is_signed)
    send(
        session,
        person_id=case.person_id,
        kind="decision",
        content=decision_content(town, assessed, receipt, decision, effect, on, added),
        made_on=on,
        now=now,
        case_id=case.id,
        message="letter-decision-looked" if _looked(session, case) else "",
    )
    return decision


def _looked(session: Session, case: Case) -> bool:
    """Whether the municipality looked by itself, so that nobody asked for anything."""
    found = select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.kind == "looked")
    return session.exec(found).first() is not None


def rule_on(
    session: Session,
    town: Municipality,
    staff: Actor,
    case: Case,
    ruling: Ruling,
    *,
    seen: int,
    now: datetime,
    on: date,
    is_signed: bool = False,
) -> Decision:
    """Decide a case as a member of staff, or decide it anew.

    `is_signed`: a second person stands for it, where one has to. Raises what `check` raises,
    Conflict when somebody changed the case since version `seen`, and NotNow without a signature.
    """
    if check(session, town, staff, case, ruling, on) and not is_signed:
        raise NotNow("error-signature-needed")
    if not is_signed:
        must_not_wait(session, case)
    move(
        session,
        case,
        seen=seen,
        event="weighed",
        actor=staff.signature,
        now=now,
        taken_by=case.taken_by or staff.id,
    )
    receipt = last_receipt(session, case)
    assessed = assess_case(session, town, case, on)
    made = decide(session, town, assessed, receipt, ruling, staff, now, on, is_signed=is_signed)
    correcting.decided_anew(session, staff, case, now=now, on=on)
    return made


def check(
    session: Session, town: Municipality, staff: Actor, case: Case, ruling: Ruling, on: date
) -> bool:
    """Return whether a decision needs a second person.

    Raises NotAllowed, and NotNow when a needed reason, hearing or weighing is missing, the case
    cannot be decided, or a grant would become a refusal.
    """
    staff.must(Permission.CASE_DECIDE)
    if case.state not in ("sent", "asked", "decided"):
        raise NotNow("error-case-closed")
    earlier = decisions_of(session, case)
    if ruling.outcome == "refused" and any(one.outcome != "refused" for one in earlier):
        raise NotNow("error-already-granted")
    must_be_another(session, staff, case)
    if ruling.needs_reason and len(ruling.reason.strip()) < LEAST_REASON:
        raise NotNow("error-reason-needed")
    receipt, assessed = last_receipt(session, case), assess_case(session, town, case, on)
    must_be_tied(town, receipt, ruling, advised(receipt, open_debt(assessed)))
    must_be_heard(session, town, assessed, receipt, ruling, on)
    must_be_weighed(session, assessed, ruling)
    return needs_signature(town, assessed, ruling, on)


def decisions_of(session: Session, case: Case) -> list[Decision]:
    """Return the decisions on a case, the one that holds last."""
    return list(
        session.exec(
            select(Decision).where(Decision.case_id == case.id).order_by(col(Decision.no))
        ).all()
    )


def last_receipt(session: Session, case: Case) -> Receipt:
    """Return what the rules answered when the request was sent. Raises NotFound: not asked."""
    return find_one(
        session,
        select(Receipt).where(Receipt.case_id == case.id).order_by(col(Receipt.id).desc()).limit(1),
    )

"""A request while the resident is still filling it in; kept at every step."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from portal.cases.models import Answer, Case, CaseClaim
from portal.errors import NotFound, NotNow
from portal.fixed import Fixed
from portal.ledger.models import Claim, PlanClaim
from portal.ledger.records import Liability
from portal.ledger.tables import run
from portal.people import audit
from portal.people.acting.leave import widen
from portal.people.acting.models import Acting
from portal.people.acting.names import helper_names
from portal.people.actors import Actor, Permission, Scope
from portal.people.models import AuditEvent
from portal.people.refs import new_ref
from portal.tokens import digest_of

_MARK = 12
"""Signs of a mark."""
_OWN = select(Case).where(Case.ref == bindparam("ref"), Case.person_id == bindparam("person_id"))
_ANSWERS = Fixed(
    select(Answer.question, Answer.value).where(Answer.case_id == bindparam("case_id"))
)
"""Built once: every page of a request needs them."""


def own_case(session: Session, actor: Actor, ref: str) -> Case:
    """Return the resident's own case. Raises NotFound, also for someone else's."""
    case = session.exec(_OWN, params={"ref": ref, "person_id": actor.id}).one_or_none()
    if case is None or actor.is_staff or not actor.sees_case(ref):
        raise NotFound
    return case


def draft_of(session: Session, actor: Actor, ask: str) -> Case | None:
    """Return the resident's unsent request of this kind, if there is one."""
    return session.exec(
        select(Case).where(Case.person_id == actor.id, Case.ask == ask, Case.state == "draft")
    ).one_or_none()


def begin(
    session: Session, actor: Actor, ask: str, claim_refs: Sequence[str], now: datetime
) -> Case:
    """Start a request about these claims, or go on with the unsent one of the same kind.

    Raises NotFound when a claim is not one this resident owes, NotNow when none is named, or when
    a helper would see more of the resident's than was lent to them.
    """
    actor.must(Permission.OWN_FILL)
    if not all(actor.sees_claim(ref) for ref in claim_refs):
        raise NotFound
    claims = session.exec(
        select(Liability.claim_id)
        .join(Claim, col(Claim.id) == Liability.claim_id)
        .where(Liability.person_id == actor.id, col(Liability.released_on).is_(None))
        .where(col(Claim.ref).in_(claim_refs))
    ).all()
    if not claims:
        raise NotNow("error-no-claim")
    if len(claims) != len(set(claim_refs)):
        raise NotFound
    case, about = draft_of(session, actor, ask), _with_plans(session, actor.id, claims)
    if actor.only is not None:
        _must_be_lent(session, actor, case, about)
    if case is None:
        case = Case(ref=new_ref(), person_id=actor.id, ask=ask, started_at=now, changed_at=now)
        session.add(case)
        session.flush()
        audit.record(session, now, actor.signature, "case:begin", f"case:{case.ref}", ask)
        if actor.only is not None and actor.helper is not None:
            acting = session.get_one(Acting, actor.helper.acting_id)
            widen(session, acting, Scope(cases=frozenset({case.ref})))
    _point_at(session, case, about)
    case.changed_at = now
    case.version += 1
    return case


def _must_be_lent(
    session: Session, actor: Actor, case: Case | None, claim_ids: Sequence[int]
) -> None:
    """Raise NotNow for a request, or a claim that comes along with a plan, that was not lent."""
    refs = session.exec(select(Claim.ref).where(col(Claim.id).in_(claim_ids)))
    is_lent = case is None or actor.sees_case(case.ref)
    if not is_lent or not all(actor.sees_claim(ref) for ref in refs):
        raise NotNow("error-ask-yourself")


def _with_plans(session: Session, person_id: int, claim_ids: Sequence[int]) -> list[int]:
    """Add the claims that run in one plan with these: a new plan takes the place of the whole."""
    plans = select(PlanClaim.plan_id).where(
        PlanClaim.person_id == person_id,
        col(PlanClaim.claim_id).in_(claim_ids),
        col(PlanClaim.ended_on).is_(None),
    )
    together = session.exec(
        select(PlanClaim.claim_id).where(
            col(PlanClaim.plan_id).in_(plans), col(PlanClaim.ended_on).is_(None)
        )
    ).all()
    return sorted({*claim_ids, *together})


def _point_at(session: Session, case: Case, claim_ids: Sequence[int]) -> None:
    """Make the request about exactly these claims."""
    assert case.id is not None
    session.exec(delete(CaseClaim).where(col(CaseClaim.case_id) == case.id))
    session.add_all(CaseClaim(case_id=case.id, claim_id=claim) for claim in claim_ids)
    session.flush()


def answer(session: Session, case: Case, question: str, value: Any, now: datetime) -> None:  # noqa: ANN401
    """Keep one answer. Raises NotNow when the request was already sent."""
    must_be_draft(case)
    assert case.id is not None
    kept = session.get(Answer, (case.id, question))
    if kept is None:
        session.add(Answer(case_id=case.id, question=question, value=value, answered_at=now))
    elif kept.value == value:
        return
    else:
        kept.value, kept.answered_at = value, now
    case.changed_at = now
    case.version += 1
    session.flush()


def mark_of(answers: Mapping[str, Any], question: str) -> str:
    """Return a mark of the answer that stands, to see later that it is another; `none` for none."""
    if question not in answers:
        return "none"
    return digest_of(json.dumps(answers[question], sort_keys=True))[:_MARK]


def changed_to(
    session: Session,
    case: Case,
    question: str,
    value: Any,  # noqa: ANN401
    seen: str | None,
) -> Mapping[str, Any]:
    """Return the answer that stands now, by its question, where keeping `value` would undo it.

    That is where it is neither what stood on the page (`seen`, its mark) nor what is given now.
    """
    now = answers_of(session, case)
    if seen is None or question not in now or now[question] == value:
        return {}
    return {} if mark_of(now, question) == seen else {question: now[question]}


def answers_of(session: Session, case: Case) -> dict[str, Any]:
    """Return all answers of a case by question."""
    rows = run(session, _ANSWERS, {"case_id": case.id})
    return {row.question: row.value for row in rows}


def forget_answers(session: Session, case: Case) -> None:
    """Throw the answers of an unsent request away. Raises NotNow when it was already sent."""
    must_be_draft(case)
    session.exec(delete(Answer).where(col(Answer.case_id) == case.id))


def discard(session: Session, case: Case) -> None:
    """Throw an unsent request away. Raises NotNow when it was already sent."""
    must_be_draft(case)
    for table in (Answer, CaseClaim):
        session.exec(delete(table).where(col(table.case_id) == case.id))
    session.delete(case)


def begun_by(session: Session, case: Case) -> str:
    """Return the name of whoever began the request for the resident; nothing where they did."""
    begun = session.exec(
        select(AuditEvent.actor)
        .where(AuditEvent.subject == f"case:{case.ref}", AuditEvent.act == "case:begin")
        .order_by(col(AuditEvent.id))
    ).first()
    return helper_names(session, [begun]).get(begun, "") if begun else ""


def must_be_draft(case: Case) -> None:
    """Raise NotNow unless the request is still unsent."""
    if case.state != "draft":
        raise NotNow("error-already-sent")


def claim_refs(session: Session, case: Case) -> list[str]:
    """Return the references of the claims the request is about, oldest first."""
    return list(
        session.exec(
            select(Claim.ref)
            .join(CaseClaim, col(CaseClaim.claim_id) == Claim.id)
            .where(CaseClaim.case_id == case.id)
            .order_by(col(Claim.arose_on), col(Claim.id))
        ).all()
    )

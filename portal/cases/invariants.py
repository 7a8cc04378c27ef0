"""What must hold in the cases and their decisions."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from portal.cases.matters import models  # noqa: F401  (puts the table in the metadata)
from portal.cases.matters.kinds import KINDS
from portal.cases.models import BLANKS, LEAST_REASON
from portal.ledger.invariant import Invariant
from portal.ledger.invariants import owes
from portal.ledger.tables import HOLD, PLAN

CASE = SQLModel.metadata.tables["case"]
CASE_CLAIM = SQLModel.metadata.tables["case_claim"]
DECISION = SQLModel.metadata.tables["decision"]
OUTCOME = SQLModel.metadata.tables["matter_outcome"]
RECEIPT = SQLModel.metadata.tables["receipt"]


def _decisions() -> Select[Any]:
    return select(DECISION.c.id).join(CASE, CASE.c.id == DECISION.c.case_id)


_HAS_DECISION = select(DECISION.c.id).where(DECISION.c.case_id == CASE.c.id).exists()
_LATER = OUTCOME.alias("later")
_IS_ANSWERED = (
    select(OUTCOME.c.id)
    .where(
        OUTCOME.c.case_id == CASE.c.id,
        OUTCOME.c.outcome != "reopened",
        ~select(_LATER.c.id)
        .where(_LATER.c.case_id == OUTCOME.c.case_id, _LATER.c.no > OUTCOME.c.no)
        .exists(),
    )
    .correlate(CASE)
    .exists()
)
"""A person answered it, and the answer was not taken back."""
CASES = (
    Invariant(
        "sent-case-has-its-days",
        CASE,
        select(CASE.c.id).where(
            CASE.c.state != "draft", CASE.c.sent_at.is_(None) | CASE.c.answer_by.is_(None)
        ),
    ),
    Invariant(
        "case-of-one-who-owes-its-claims",
        CASE,
        select(CASE.c.id)
        .distinct()
        .join(CASE_CLAIM, CASE_CLAIM.c.case_id == CASE.c.id)
        .where(~owes(CASE_CLAIM.c.claim_id, CASE.c.person_id).exists()),
    ),
    Invariant(
        "decided-case-has-decision",
        CASE,
        select(CASE.c.id).where(
            CASE.c.ask.not_in(tuple(KINDS)), (CASE.c.state == "decided") != _HAS_DECISION
        ),
    ),
    Invariant(
        "answered-matter-has-answer",
        CASE,
        select(CASE.c.id).where(
            CASE.c.ask.in_(tuple(KINDS)), (CASE.c.state == "decided") != _IS_ANSWERED
        ),
    ),
    Invariant(
        "nothing-stands-still-for-a-closed-request",
        HOLD,
        select(HOLD.c.id)
        .join(CASE, HOLD.c.reason == "case:" + CASE.c.ref)
        .where(
            HOLD.c.key.startswith("case:"),
            HOLD.c.lifted_on.is_(None),
            (CASE.c.state == "withdrawn") | ((CASE.c.state == "decided") & ~CASE.c.to_weigh),
        ),
    ),
    Invariant(
        "answers-numbered",
        CASE,
        select(OUTCOME.c.case_id)
        .group_by(OUTCOME.c.case_id)
        .having((func.min(OUTCOME.c.no) != 1) | (func.max(OUTCOME.c.no) != func.count())),
    ),
    Invariant(
        "decisions-numbered",
        CASE,
        select(DECISION.c.case_id)
        .group_by(DECISION.c.case_id)
        .having((func.min(DECISION.c.no) != 1) | (func.max(DECISION.c.no) != func.count())),
    ),
    Invariant(
        "decision-has-own-receipt",
        DECISION,
        select(DECISION.c.id)
        .join(RECEIPT, RECEIPT.c.id == DECISION.c.receipt_id)
        .where(RECEIPT.c.case_id != DECISION.c.case_id),
    ),
    Invariant(
        "granted-plan-exists",
        DECISION,
        _decisions()
        .outerjoin(PLAN, PLAN.c.id == DECISION.c.plan_id)
        .where(
            DECISION.c.outcome != "refused",
            CASE.c.ask.in_(("plan", "lower_instalment")),
            PLAN.c.id.is_(None) | (PLAN.c.person_id != CASE.c.person_id),
        ),
    ),
    Invariant(
        "refusal-by-person-with-reason",
        DECISION,
        select(DECISION.c.id).where(
            DECISION.c.outcome == "refused",
            DECISION.c.staff_id.is_(None)
            | (func.length(func.trim(DECISION.c.reason, BLANKS)) < LEAST_REASON),
        ),
    ),
)

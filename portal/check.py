"""The database against its invariants: what must hold in the ledger, the plans and the cases."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, or_, select
from sqlmodel import Session, SQLModel

from portal.cases.models import BLANKS, LEAST_REASON
from portal.ledger.balances import side, total
from portal.ledger.debits.invariants import DEBITS
from portal.ledger.dunning.invariants import REMINDERS
from portal.ledger.handover.invariants import HAND_OVERS, WRITE_OFFS
from portal.ledger.invariant import Invariant
from portal.ledger.models import ACCOUNTS, RECEIVABLES
from portal.ledger.online.invariants import ONLINE_PAYMENTS
from portal.ledger.plans.invariants import CHANGES
from portal.ledger.refunds.invariants import BANK
from portal.ledger.tables import (
    CLAIM,
    CREDIT,
    ENTRY,
    GIVEN_BACK,
    HOLD,
    INSTALMENT,
    LIABILITY,
    LINE,
    PLAN,
    PLAN_CLAIM,
    run,
)

CASE = SQLModel.metadata.tables["case"]
CASE_CLAIM = SQLModel.metadata.tables["case_claim"]
DECISION = SQLModel.metadata.tables["decision"]
RECEIPT = SQLModel.metadata.tables["receipt"]
MOST_NAMED = 20
"""Broken records a finding names; all are counted."""


@dataclass(frozen=True)
class Finding:
    """One invariant: how many records it was held against, and which break it."""

    name: str
    count: int
    broken: int
    ids: tuple[str, ...]
    """The first broken records, by their id in the database."""

    @property
    def holds(self) -> bool:
        """Whether no record breaks it."""
        return self.broken == 0


def check(session: Session) -> list[Finding]:
    """Hold every invariant against the database; nothing is changed."""
    return [_find(session, invariant) for invariant in INVARIANTS]


def _find(session: Session, invariant: Invariant) -> Finding:
    count = run(session, select(func.count()).select_from(invariant.about)).scalar_one()
    broken = [str(row[0]) for row in run(session, invariant.broken)]
    return Finding(invariant.name, count, len(broken), tuple(broken[:MOST_NAMED]))


def _claims() -> Select[Any]:
    return select(CLAIM.c.id).outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id).group_by(CLAIM.c.id)


def _plans() -> Select[Any]:
    joined = select(PLAN.c.id).outerjoin(INSTALMENT, INSTALMENT.c.plan_id == PLAN.c.id)
    return joined.group_by(PLAN.c.id)


def _decisions() -> Select[Any]:
    return select(DECISION.c.id).join(CASE, CASE.c.id == DECISION.c.case_id)


def _charged() -> ColumnElement[int]:
    """What was charged as principal at first, less what was charged wrongly."""
    principal = RECEIVABLES["principal"]
    return total(
        case(
            (ENTRY.c.kind.in_(("write_down", "write_up")), 0),
            ((ENTRY.c.debit == principal) & (ENTRY.c.credit == "charged"), ENTRY.c.amount),
            ((ENTRY.c.debit == "charged") & (ENTRY.c.credit == principal), -ENTRY.c.amount),
            else_=0,
        )
    )


_CREDITED = (
    select(func.coalesce(func.sum(CREDIT.c.amount), 0))
    .where(CREDIT.c.claim_id == CLAIM.c.id, CREDIT.c.component == "principal")
    .scalar_subquery()
)
"""What of the principal was credited."""


def _is_receivable(column: ColumnElement[str]) -> ColumnElement[int]:
    return case((column.in_(RECEIVABLES.values()), 1), else_=0)


_RECEIVABLE_SIDES = _is_receivable(ENTRY.c.debit) + _is_receivable(ENTRY.c.credit)
_RUNS = PLAN_CLAIM.c.ended_on.is_(None)
_RUNNING_CLAIMS = (
    select(func.count()).where(PLAN_CLAIM.c.plan_id == PLAN.c.id, _RUNS).scalar_subquery()
)
_NUMBERED_WRONG = (func.min(INSTALMENT.c.no) != 1) | (
    func.max(INSTALMENT.c.no) != func.count(INSTALMENT.c.no)
)
_NEXT = INSTALMENT.alias("next_instalment")
_HAS_DECISION = select(DECISION.c.id).where(DECISION.c.case_id == CASE.c.id).exists()


def _owes(claim: ColumnElement[int], person: ColumnElement[int]) -> Select[Any]:
    """The row that says that this person owes this claim, or did before they were let off."""
    both = (LIABILITY.c.claim_id == claim) & (LIABILITY.c.person_id == person)
    return select(LIABILITY.c.id).where(both)


_IS_OWED = LIABILITY.c.released_on.is_(None)
_OWES = select(LIABILITY.c.id).where(LIABILITY.c.claim_id == CLAIM.c.id)
DEBTORS = (
    Invariant(
        "claim-owed-by-whom-its-bill-is-for",
        CLAIM,
        select(CLAIM.c.id).where(~_owes(CLAIM.c.id, CLAIM.c.person_id).exists()),
    ),
    Invariant(
        "claim-left-is-owed-by-someone",
        CLAIM,
        _claims()
        .where(~_OWES.where(_IS_OWED).exists())
        .having(total(sum((side(name) for name in RECEIVABLES.values()), start=literal(0))) > 0),
    ),
    Invariant(
        "no-plan-of-who-was-let-off",
        LIABILITY,
        select(LIABILITY.c.id)
        .join(PLAN_CLAIM, PLAN_CLAIM.c.claim_id == LIABILITY.c.claim_id)
        .where(PLAN_CLAIM.c.person_id == LIABILITY.c.person_id, _RUNS, ~_IS_OWED),
    ),
)
LEDGER = (
    Invariant(
        "claim-charged-as-principal",
        CLAIM,
        _claims().having(_charged() + _CREDITED != CLAIM.c.principal),
    ),
    Invariant(
        "credit-booked-whole",
        CREDIT,
        select(CREDIT.c.id)
        .outerjoin(ENTRY, ENTRY.c.key == literal("credit:") + cast(CREDIT.c.id, String) + ":1")
        .where(func.coalesce(ENTRY.c.amount, 0) != CREDIT.c.amount),
    ),
    Invariant(
        "returned-claim-is-held",
        GIVEN_BACK,
        select(GIVEN_BACK.c.id)
        .join(HOLD, HOLD.c.id == GIVEN_BACK.c.hold_id)
        .where((GIVEN_BACK.c.state == "open") != HOLD.c.lifted_on.is_(None)),
    ),
    Invariant(
        "claim-balance-not-negative",
        CLAIM,
        _claims().having(or_(*(total(side(account)) < 0 for account in RECEIVABLES.values()))),
    ),
    Invariant(
        "entry-touches-one-receivable",
        ENTRY,
        select(ENTRY.c.id).where(
            case((ENTRY.c.claim_id.is_(None), 0), else_=1) != _RECEIVABLE_SIDES
        ),
    ),
    Invariant(
        "bank-line-booked-whole",
        LINE,
        select(LINE.c.id)
        .outerjoin(ENTRY, ENTRY.c.bank_line_id == LINE.c.id)
        .group_by(LINE.c.id)
        .having(total(side("bank")) != case((LINE.c.posted, LINE.c.amount), else_=0)),
    ),
    Invariant(
        "accounts-sum-to-zero",
        ENTRY,
        select(ENTRY.c.id).where(sum((side(name) for name in ACCOUNTS), start=literal(0)) != 0),
    ),
)
PLANS = (
    Invariant(
        "plan-instalments-sum-to-total",
        PLAN,
        _plans().having(total(INSTALMENT.c.amount) != PLAN.c.total),
    ),
    Invariant("plan-instalments-numbered", PLAN, _plans().having(_NUMBERED_WRONG)),
    Invariant(
        "plan-instalments-in-order",
        PLAN,
        select(INSTALMENT.c.plan_id)
        .distinct()
        .join(
            _NEXT,
            (_NEXT.c.plan_id == INSTALMENT.c.plan_id) & (_NEXT.c.no == INSTALMENT.c.no + 1),
        )
        .where(_NEXT.c.due_on < INSTALMENT.c.due_on),
    ),
    *CHANGES,
    Invariant(
        "plan-runs-as-its-claims",
        PLAN,
        select(PLAN.c.id).where(PLAN.c.ended_on.is_(None) != (_RUNNING_CLAIMS > 0)),
    ),
    Invariant(
        "claim-in-one-running-plan",
        CLAIM,
        select(PLAN_CLAIM.c.claim_id)
        .where(_RUNS)
        .group_by(PLAN_CLAIM.c.claim_id, PLAN_CLAIM.c.person_id)
        .having(func.count() > 1),
    ),
    Invariant(
        "plan-of-one-who-owes-its-claims",
        PLAN,
        select(PLAN.c.id)
        .distinct()
        .join(PLAN_CLAIM, PLAN_CLAIM.c.plan_id == PLAN.c.id)
        .where(
            ~_owes(PLAN_CLAIM.c.claim_id, PLAN.c.person_id).exists()
            | (PLAN_CLAIM.c.person_id != PLAN.c.person_id)
        ),
    ),
)
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
        .where(~_owes(CASE_CLAIM.c.claim_id, CASE.c.person_id).exists()),
    ),
    Invariant(
        "decided-case-has-decision",
        CASE,
        select(CASE.c.id).where((CASE.c.state == "decided") != _HAS_DECISION),
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
INVARIANTS = (
    *LEDGER,
    *BANK,
    *ONLINE_PAYMENTS,
    *DEBITS,
    *DEBTORS,
    *PLANS,
    *REMINDERS,
    *HAND_OVERS,
    *WRITE_OFFS,
    *CASES,
)

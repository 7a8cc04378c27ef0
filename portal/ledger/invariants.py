"""What must hold in the ledger: claims, movements, who owes them, and plans."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, or_, select

from portal.ledger.balances import side, taken_off, total
from portal.ledger.invariant import Invariant
from portal.ledger.models import ACCOUNTS, RECEIVABLES
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
)


def _claims() -> Select[Any]:
    return select(CLAIM.c.id).outerjoin(ENTRY, ENTRY.c.claim_id == CLAIM.c.id).group_by(CLAIM.c.id)


def _plans() -> Select[Any]:
    joined = select(PLAN.c.id).outerjoin(INSTALMENT, INSTALMENT.c.plan_id == PLAN.c.id)
    return joined.group_by(PLAN.c.id)


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


def owes(claim: ColumnElement[int], person: ColumnElement[int]) -> Select[Any]:
    """The row that says that this person owes this claim, or did before they were let off."""
    both = (LIABILITY.c.claim_id == claim) & (LIABILITY.c.person_id == person)
    return select(LIABILITY.c.id).where(both)


_IS_OWED = LIABILITY.c.released_on.is_(None)
_OWES = select(LIABILITY.c.id).where(LIABILITY.c.claim_id == CLAIM.c.id)
DEBTORS = (
    Invariant(
        "claim-owed-by-whom-its-bill-is-for",
        CLAIM,
        select(CLAIM.c.id).where(~owes(CLAIM.c.id, CLAIM.c.person_id).exists()),
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
        "no-more-owed-again-than-was-let-go",
        CLAIM,
        _claims().having(
            or_(
                *(
                    taken_off(account, components=(component,)) < 0
                    for account in ("waived", "written_off")
                    for component in RECEIVABLES
                )
            )
        ),
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
            ~owes(PLAN_CLAIM.c.claim_id, PLAN.c.person_id).exists()
            | (PLAN_CLAIM.c.person_id != PLAN.c.person_id)
        ),
    ),
)

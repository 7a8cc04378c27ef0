"""What must hold of the changes of plans."""

from sqlalchemy import func, select

from portal.ledger.invariant import Invariant
from portal.ledger.tables import PLAN_CHANGE

CHANGES = (
    Invariant(
        "plan-changes-numbered",
        PLAN_CHANGE,
        select(PLAN_CHANGE.c.plan_id)
        .group_by(PLAN_CHANGE.c.plan_id)
        .having((func.min(PLAN_CHANGE.c.no) != 1) | (func.max(PLAN_CHANGE.c.no) != func.count())),
    ),
    Invariant(
        "plan-change-undone-once",
        PLAN_CHANGE,
        select(func.min(PLAN_CHANGE.c.id))
        .where(PLAN_CHANGE.c.undoes.is_not(None))
        .group_by(PLAN_CHANGE.c.plan_id, PLAN_CHANGE.c.undoes)
        .having((func.count() > 1) | (func.min(PLAN_CHANGE.c.no) <= PLAN_CHANGE.c.undoes)),
    ),
)

"""Plans that came to their end: nothing is owed any more, or all instalments are met."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session

from portal.ledger.progress import RUNNING_HERE, since_made
from portal.ledger.tables import PLAN, run


def _finished() -> Any:  # noqa: ANN401
    since = since_made(RUNNING_HERE)
    met = since.c.paid >= PLAN.c.total
    return (
        select(PLAN.c.id, PLAN.c.person_id, since.c.owed)
        .join(since, since.c.plan_id == PLAN.c.id)
        .where(or_(since.c.owed == 0, met))
        .order_by(PLAN.c.id)
    )


_FINISHED = _finished()


def finished_between(session: Session, first_plan_id: int, last_plan_id: int) -> Sequence[Row[Any]]:
    """Return the running plans in this range of ids with nothing left to ask for by instalments.

    `owed` above 0 is what came on top of them meanwhile: interest and fees.
    """
    return run(session, _FINISHED, {"first": first_plan_id, "last": last_plan_id}).all()

"""Plans follow what is owed: shorter when something of it is taken off, and longer when it is back.

Nothing is written for that: what is owed no longer comes off a plan's end wherever it is read. Who
has such a plan is told.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from portal.ledger.plans.courses import Instalments, open_part
from portal.ledger.plans.running import running_with
from portal.ledger.progress import plan_views
from portal.people.outbox import tell


@contextmanager
def followed(
    session: Session, claim_ids: Iterable[int], key: str, *, now: datetime
) -> Iterator[None]:
    """Tell whose running plan has another end by what is done within to these claims.

    `key` is what is done; of the same, nobody is told twice. Who has nothing left to pay is told at
    night, when the plan ends.
    """
    owners = {plan.id or 0: plan.person_id for plan in running_with(session, claim_ids)}
    before = _open_parts(session, owners, now)
    yield
    after = _open_parts(session, owners, now)
    for plan_id, (ref, was) in before.items():
        is_now = after[plan_id][1]
        if is_now and is_now != was:
            _tell(session, owners[plan_id], f"plan-follows:{ref}:{key}", was, is_now, now)


def _open_parts(
    session: Session, plan_ids: Iterable[int], now: datetime
) -> dict[int, tuple[str, Instalments]]:
    views = plan_views(session, plan_ids, now.date())
    return {plan_id: (view.ref, open_part(view)) for plan_id, view in views.items()}


def _tell(
    session: Session, person_id: int, key: str, was: Instalments, is_now: Instalments, now: datetime
) -> None:
    more = sum(amount for _, amount in is_now) - sum(amount for _, amount in was)
    last_on, last = is_now[-1]
    tell(
        session,
        key=key,
        person_id=person_id,
        kind="plan-longer-again" if more > 0 else "plan-shorter",
        made_on=now.date(),
        now=now,
        content={
            "amount": abs(more),
            "count": str(len(is_now)),
            "last_on": last_on.isoformat(),
            "last": last,
        },
    )

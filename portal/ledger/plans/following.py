"""Plans follow what is owed: shorter when something is taken off, as before when it is back.

A shorter plan is written down, so that interest that comes later makes no instalment grow that was
paid already. Who has the plan is told.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from portal.ledger.locks import lock, lock_claims
from portal.ledger.models import Plan
from portal.ledger.plans import changes
from portal.ledger.plans.courses import Instalments, open_part, recorded
from portal.ledger.plans.running import running_with, view_of
from portal.ledger.tables import PLAN
from portal.people.outbox import tell

BY = "rules"
"""Who changes a plan that follows: nobody decides it."""


@dataclass(frozen=True)
class _Before:
    plan: Plan
    total: int
    """What its instalments came to."""
    owed: int
    """What was paid on it and what is owed of it, together."""
    rest: Instalments


@contextmanager
def followed(
    session: Session, claim_ids: Iterable[int], key: str, *, on: date, now: datetime
) -> Iterator[None]:
    """Let the running plans of these claims follow what is done within, today, which is `on`.

    `key` is what is done; of the same, nobody is told twice. Who has nothing left to pay is told at
    night, when the plan ends. What does not fit a plan that was changed since comes at its end.
    """
    ids = sorted(set(claim_ids))
    lock_claims(session, ids)
    found = running_with(session, ids)
    lock(session, PLAN, [plan.id for plan in found if plan.id is not None])
    before = [_before(session, plan, on) for plan in found]
    yield
    for was in before:
        if was.plan.ended_on is None:
            _follow(session, was, key, on, now)


def _before(session: Session, plan: Plan, on: date) -> _Before:
    view = view_of(session, plan, on)
    return _Before(plan, view.total, view.paid + view.owed, open_part(view))


def _follow(session: Session, was: _Before, key: str, on: date, now: datetime) -> None:
    plan = was.plan
    is_now = view_of(session, plan, on)
    if is_now.total < was.total and is_now.instalments:
        shorter = replace(changes.course_of(session, plan), instalments=is_now.instalments)
        changes.change(session, plan, "shorter", shorter, on=on, now=now, by=BY)
    elif is_now.paid + is_now.owed > was.owed:
        _as_it_was(session, plan, is_now.paid + is_now.owed, on, now)
    rest = open_part(view_of(session, plan, on))
    if rest and rest != was.rest:
        _tell(session, plan, key, was.rest, rest, on, now)


def _as_it_was(session: Session, plan: Plan, owed: int, on: date, now: datetime) -> None:
    """Take the last shortening back, where so much is owed again and none of it was due by now."""
    made = changes.changes_of(session, plan)
    if not made or made[-1].kind != "shorter":
        return
    longer, kept = recorded(made[-1].before), len(recorded(made[-1].after).instalments)
    back_on = longer.instalments[kept - 1][0]
    if owed < longer.total or back_on < on:
        return
    given = {"on": on, "now": now, "by": BY, "undoes": made[-1].no}
    changes.change(session, plan, "undo", longer, **given)  # type: ignore[arg-type]


def _tell(
    session: Session,
    plan: Plan,
    key: str,
    was: Instalments,
    rest: Instalments,
    on: date,
    now: datetime,
) -> None:
    more = sum(amount for _, amount in rest) - sum(amount for _, amount in was)
    last_on, last = rest[-1]
    tell(
        session,
        key=f"plan-follows:{plan.ref}:{key}",
        person_id=plan.person_id,
        kind="plan-longer-again" if more > 0 else "plan-shorter",
        made_on=on,
        now=now,
        content={
            "amount": abs(more),
            "count": str(len(rest)),
            "last_on": last_on.isoformat(),
            "last": last,
        },
    )

"""Claims of which the last day to pay is past and for which nothing was arranged."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlmodel import Session

from portal.ledger.balances import OWED, Balance
from portal.ledger.bankdays import next_bank_day
from portal.ledger.tables import CLAIM, ENTRY, PLAN_CLAIM, POSTPONEMENT, REMINDER, run
from portal.municipality import Municipality
from portal.rules.dunning import Unpaid

_OF_CLAIM = REMINDER.c.claim_id == CLAIM.c.id
IN_PLAN = exists().where(PLAN_CLAIM.c.claim_id == CLAIM.c.id, PLAN_CLAIM.c.ended_on.is_(None))
"""Whether a claim runs in a plan of anyone who owes it, as a condition on rows of the claims."""


@dataclass(frozen=True)
class Overdue:
    """One claim that is not paid, with what was sent about it."""

    id: int
    kind: str
    owed: Balance
    state: Unpaid
    said: int
    """Friendly words so far, those about instalments included."""


def sent_columns() -> list[ColumnElement[Any]]:
    """What was sent about a claim of an outer statement: words, reminders, quiet until.

    `said` counts words about instalments too.
    """
    is_word = (REMINDER.c.kind == "word") & REMINDER.c.plan_id.is_(None)
    words = func.coalesce(func.sum(case((is_word, 1), else_=0)), 0)
    reminders = func.coalesce(func.sum(case((REMINDER.c.kind == "reminder", 1), else_=0)), 0)
    said = func.coalesce(func.sum(case((REMINDER.c.kind == "word", 1), else_=0)), 0)
    told = {
        "said": said,
        "words": words,
        "reminders": reminders,
        "quiet_until": func.max(REMINDER.c.answer_by),
    }
    return [
        select(what).where(_OF_CLAIM).correlate(CLAIM).scalar_subquery().label(name)
        for name, what in told.items()
    ]


def granted_until(
    on: ColumnElement[date] | date, whose: ColumnElement[bool] | None = None
) -> ColumnElement[date]:
    """The last day of time that was granted up to a day, whether it is over or not.

    `whose` is a condition on the grants that count, such as those to one person; by default all.
    """
    found = select(func.max(POSTPONEMENT.c.until_on)).where(
        POSTPONEMENT.c.claim_id == CLAIM.c.id, POSTPONEMENT.c.from_on <= on
    )
    if whose is not None:
        return found.where(whose).scalar_subquery()
    return found.correlate(CLAIM).scalar_subquery()


def overdue_between(
    session: Session,
    town: Municipality,
    first: int,
    last: int,
    on: date,
    still: ColumnElement[bool],
) -> list[Overdue]:
    """Return the claims in this range of ids about which something may be sent, and hold them.

    `still` is the condition under which nothing may get worse. What a claim was last asked has to
    be over. Those with the last reminder out are not here: what follows is for people.
    """
    which = and_(
        CLAIM.c.id.between(first, last),
        CLAIM.c.due_on <= on - timedelta(days=_least(town, on)),
        or_(CLAIM.c.stage == "open", (CLAIM.c.stage == "reminded") & exists().where(_OF_CLAIM)),
        ~exists().where(_OF_CLAIM, REMINDER.c.notice | (REMINDER.c.answer_by >= on)),
        ~IN_PLAN,
        ~still,
    )
    held = select(CLAIM.c.id).where(which).order_by(CLAIM.c.id).with_for_update(of=CLAIM)
    ids = {row.id for row in run(session, held)}
    rows = run(session, _read(which, on)).all() if ids else []
    return [_overdue(town, row) for row in rows if row.id in ids]


def _least(town: Municipality, on: date) -> int:
    """Days after the last day to pay before anything is sent."""
    return town.terms.number("word_days", on) or town.dunning.days_due_to_reminder


def _read(which: ColumnElement[bool], on: date) -> Select[tuple[object, ...]]:
    chosen = select(
        CLAIM.c.id,
        CLAIM.c.kind,
        CLAIM.c.due_on,
        granted_until(on).label("granted_until"),
        *sent_columns(),
    )
    claims = chosen.where(which).subquery()
    return (
        select(claims, *OWED)
        .join(ENTRY, ENTRY.c.claim_id == claims.c.id)
        .group_by(*claims.c)
        .order_by(claims.c.id)
    )


def _overdue(town: Municipality, row: Row[Any]) -> Overdue:
    owed = Balance(row.principal, row.fee, row.interest)
    state = Unpaid(
        due_on=due_again(town, row.due_on, row.granted_until),
        balance=owed.total,
        words=row.words,
        reminders=row.reminders,
        quiet_until=row.quiet_until,
    )
    return Overdue(row.id, row.kind, owed, state, row.said)


def due_again(town: Municipality, due_on: date, granted_until: date | None) -> date:
    """Return the last day to pay: a bank day, and not before the end of time that was granted."""
    return next_bank_day(max(due_on, granted_until or due_on), town.country)

"""Requests: how old the open ones are, how long an answer took, and what became of them.

Answers of the rules, decisions of people and answers to what is for people only count alike; of a
case the first one counts.
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, select, true, union_all
from sqlmodel import Session, SQLModel

from portal.cases import models
from portal.cases.figures.parts import (
    Figure,
    band,
    count_if,
    day_of,
    days_between,
    filled,
    month_of,
    months_until,
    ranked,
    since,
)
from portal.cases.matters import models as matters  # noqa: F401
from portal.ledger.tables import run

CASE = SQLModel.metadata.tables["case"]
DECISION = SQLModel.metadata.tables["decision"]
OUTCOME = SQLModel.metadata.tables["matter_outcome"]
OPEN_AGES = ("open-7", "open-14", "open-28", "open-56", "open-longer")
DUE = ("due-late", "due-7", "due-28", "due-later")
_IS_OPEN = CASE.c.state.in_(models.OPEN)


def answers(*conditions: ColumnElement[bool]) -> Subquery:
    """First answers: of which case, who gave it (None: the rules), and when."""
    decided = select(DECISION.c.case_id, DECISION.c.staff_id, DECISION.c.decided_at.label("at"))
    said = select(OUTCOME.c.case_id, OUTCOME.c.staff_id, OUTCOME.c.answered_at.label("at"))
    both = union_all(decided.where(DECISION.c.no == 1), said.where(OUTCOME.c.no == 1)).subquery()
    return (
        select(both, CASE.c.ask, CASE.c.sent_at, CASE.c.answer_by)
        .join(CASE, CASE.c.id == both.c.case_id)
        .where(*conditions or (true(),))
        .subquery()
    )


def _is_late(given: Subquery) -> ColumnElement[bool]:
    """Whether an answer came after its day; what has no day is never late."""
    at = day_of(given.c.at)
    return at > func.coalesce(day_of(given.c.answer_by), at)


def open_by_age(session: Session, on: date) -> Figure:
    """Requests that wait, by the days since they were sent, and who has to do something."""
    sent = day_of(CASE.c.sent_at)
    borders = [(str(on - timedelta(days=days)), name) for days, name in _OPEN_DAYS]
    age = band(sent, borders, OPEN_AGES[0])
    staff, person = count_if(CASE.c.state == "sent"), count_if(CASE.c.state == "asked")
    found = select(age, staff, person).where(_IS_OPEN).group_by(age)
    rows = filled(OPEN_AGES, run(session, found), 2)
    return Figure("open-age", "text", ("with_staff", "with_person"), rows, ("with_staff",))


_OPEN_DAYS = ((56, "open-longer"), (28, "open-56"), (14, "open-28"), (7, "open-14"))
"""Sent more than so many days ago: how that age is called."""


def answered(session: Session, on: date) -> Figure:
    """What was answered by ask: at once by the rules, by people in time, and late."""
    given = answers()
    late = _is_late(given)
    by_rules = given.c.staff_id.is_(None)
    found = (
        select(
            given.c.ask,
            count_if(by_rules),
            count_if(~by_rules & ~late),
            count_if(~by_rules & late),
        )
        .where(day_of(given.c.at) >= str(since(on)))
        .group_by(given.c.ask)
    )
    columns = ("at_once", "in_time", "late")
    return Figure("answered", "ask", columns, ranked(run(session, found)), columns)


def days_taken(session: Session, on: date) -> Figure:
    """How many days an answer by a person took."""
    given = answers()
    days = days_between(given.c.sent_at, given.c.at)
    took = band(days, [(8, "took-7"), (15, "took-14"), (29, "took-28"), (57, "took-56")], _LONG)
    found = (
        select(took, func.count())
        .where(given.c.staff_id.is_not(None), day_of(given.c.at) >= str(since(on)))
        .group_by(took)
    )
    keys = ("took-7", "took-14", "took-28", "took-56", _LONG)
    rows = filled(keys, run(session, found), 1)
    return Figure("days-taken", "text", ("answers",), rows, ("answers",))


_LONG = "took-longer"


def mine_open(session: Session, staff_id: int, on: date) -> Figure:
    """Requests I took that wait, by the days left to answer."""
    borders = [
        (on, "due-late"),
        (on + timedelta(days=8), "due-7"),
        (on + timedelta(days=29), "due-28"),
    ]
    due = band(CASE.c.answer_by, borders, "due-later")
    staff, person = count_if(CASE.c.state == "sent"), count_if(CASE.c.state == "asked")
    mine = and_(_IS_OPEN, CASE.c.taken_by == staff_id)
    found = select(due, staff, person).where(mine).group_by(due)
    rows = filled(DUE, run(session, found), 2)
    return Figure("mine-open", "text", ("with_staff", "with_person"), rows, ("with_staff",))


def mine_answered(session: Session, staff_id: int, on: date) -> Figure:
    """What I answered, month by month: in time, and late."""
    given = answers()
    month = month_of(given.c.at)
    late = _is_late(given)
    found = (
        select(month, count_if(~late), count_if(late))
        .where(given.c.staff_id == staff_id, day_of(given.c.at) >= str(since(on)))
        .group_by(month)
    )
    rows = filled([str(first) for first in months_until(on)], run(session, found), 2)
    return Figure("mine-answered", "month", ("in_time", "late"), rows, ("in_time", "late"))


def mine_outcomes(session: Session, staff_id: int, on: date) -> Figure:
    """What I decided on requests about payment, and how often it was the advice of the rules."""
    return _outcomes(session, "mine-outcomes", DECISION.c.staff_id == staff_id, on)


def outcomes(session: Session, on: date) -> Figure:
    """What people decided on requests about payment, and how often it was the advice."""
    return _outcomes(session, "outcomes", DECISION.c.staff_id.is_not(None), on)


def _outcomes(session: Session, name: str, whose: ColumnElement[bool], on: date) -> Figure:
    follows = DECISION.c.follows_advice
    found = (
        select(DECISION.c.outcome, count_if(follows), count_if(~follows))
        .where(whose, day_of(DECISION.c.decided_at) >= str(since(on)))
        .group_by(DECISION.c.outcome)
    )
    columns = ("as_advised", "otherwise")
    keys = ("granted", "granted_partly", "refused")
    return Figure(name, "text", columns, filled(keys, run(session, found), 2), columns)

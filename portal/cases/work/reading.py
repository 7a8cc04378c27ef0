"""The queue read: a page of it in one statement, and counts of exactly what a page would show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlmodel import Session, SQLModel

from portal.cases.work.keeping import ITEM
from portal.cases.work.models import FAR
from portal.cases.work.views import Place, View
from portal.errors import NotFound
from portal.ledger.tables import CLAIM, INCOMING, LINE, PERSON, PROPOSAL, REFUND, run
from portal.people.actors import Actor, Permission
from portal.people.closed import closed_to, is_closed

NEAR = 7
"""Days within which something is near."""
MOST = 40
_TABLES = SQLModel.metadata.tables
_CASE, _CASE_CLAIM, _STAFF = _TABLES["case"], _TABLES["case_claim"], _TABLES["staff_member"]
_OF_CASE = CLAIM.alias("of_case")
_ASK, _BACK, _REMINDER = _TABLES["acting_ask"], _TABLES["claim_return"], _TABLES["work_reminder"]


@dataclass(frozen=True)
class Waits:
    """One thing that waits, with what its line says. What it does not have is None."""

    id: int
    source: str
    subject: int
    about: str
    """What it is about: its source, and of a reminder that of the thing one is reminded of."""
    about_id: int
    kind: str
    day: date
    state: str
    taken_by: int | None
    taken_name: str | None
    person_id: int | None
    name: str | None
    """Of the person, else of who paid."""
    ref: str | None
    """By which its page is known."""
    ask: str | None
    answer_by: date | None
    time_bar_on: date | None
    """The first day on which a claim of it can no longer be collected."""
    reason: str | None
    number: str | None
    amount: int | None
    came_on: date | datetime | None
    note: str | None
    """Of a reminder."""
    reminder: str | None
    """The reminder's own ref."""

    @property
    def has_day(self) -> bool:
        """Whether it has a day at all."""
        return self.day < FAR

    @property
    def is_for_time_bar(self) -> bool:
        """Whether it is a time bar that presses most."""
        return self.day == self.time_bar_on


@dataclass(frozen=True)
class Page:
    """A page of the queue, and the place after it if there is more."""

    rows: list[Waits]
    after: Place | None


def page(session: Session, staff: Actor, view: View, on: date, after: Place | None = None) -> Page:
    """Return what waits on a day, nearest day first, from a place on. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    found = select(ITEM).where(*_seen(session, staff, view, on))
    if after is not None:
        found = found.where(tuple_(ITEM.c.day, ITEM.c.id) > tuple_(after.day, after.id))
    rows = _told(session, found.order_by(ITEM.c.day, ITEM.c.id).limit(MOST + 1))
    last = rows[MOST - 1] if len(rows) > MOST else None
    return Page(rows[:MOST], Place(last.day, last.id) if last else None)


def next_request(session: Session, staff: Actor, on: date) -> Waits | None:
    """Return the first request that can be decided on a day and that they or nobody has.

    Raises NotAllowed.
    """
    staff.must(Permission.CASE_READ)
    theirs = or_(ITEM.c.taken_by.is_(None), ITEM.c.taken_by == staff.id)
    is_open = ITEM.c.source == "case", ITEM.c.state == "open", theirs
    found = select(ITEM).where(*is_open, *_seen(session, staff, View(), on))
    return next(iter(_told(session, found.order_by(ITEM.c.day, ITEM.c.id).limit(1))), None)


def of_people(
    session: Session, staff: Actor, people: list[int], claims: list[int], on: date, most: int
) -> list[Waits]:
    """Return what waits for these people or on these claims. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    theirs = or_(ITEM.c.person_id.in_(people), ITEM.c.claim_id.in_(claims))
    found = select(ITEM).where(theirs, *_seen(session, staff, View(), on))
    return _told(session, found.order_by(ITEM.c.day, ITEM.c.id).limit(most))


def one(session: Session, staff: Actor, source: str, subject: int) -> Waits:
    """Return one thing that waits. Raises NotAllowed, and NotFound when it waits no more."""
    staff.must(Permission.CASE_READ)
    found = select(ITEM).where(ITEM.c.source == source, ITEM.c.subject == subject)
    rows = _told(session, found)
    if not rows or is_closed(session, staff, rows[0].person_id or 0):
        raise NotFound
    return rows[0]


@dataclass(frozen=True)
class Counts:
    """How much waits, by kind and by state; of a view each as if it were not named."""

    by_kind: Mapping[str, int]
    by_state: Mapping[str, int]
    mine: int
    free: int

    @property
    def all(self) -> int:
        """All of it."""
        return sum(self.by_kind.values())


def counts(session: Session, staff: Actor, on: date) -> Counts:
    """Count what waits on a day. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    has = (ITEM.c.kind, ITEM.c.state, ITEM.c.taken_by)
    many = func.count().label("many")
    grouped = select(*has, many).where(*_seen(session, staff, View(), on)).group_by(*has)
    kinds: dict[str, int] = {}
    states: dict[str, int] = {}
    mine = free = 0
    for row in run(session, grouped):
        kinds[row.kind] = kinds.get(row.kind, 0) + row.many
        states[row.state] = states.get(row.state, 0) + row.many
        mine += row.many * (row.taken_by == staff.id)
        free += row.many * (row.taken_by is None)
    return Counts(kinds, states, mine, free)


def units(session: Session, staff: Actor) -> list[str]:
    """Return the units whose claims something waits for, by name. Raises NotAllowed."""
    staff.must(Permission.CASE_READ)
    found = select(ITEM.c.unit).where(ITEM.c.unit != "").distinct().order_by(ITEM.c.unit)
    return list(run(session, found).scalars())


def _seen(session: Session, staff: Actor, view: View, on: date) -> list[ColumnElement[bool]]:
    """What is within a view, for this member of staff, on a day."""
    wanted: list[ColumnElement[bool]] = [or_(ITEM.c.shows_from.is_(None), ITEM.c.shows_from <= on)]
    closed = list(session.exec(closed_to(staff)))
    if closed:  # seldom: who has none asks nothing of a hundred thousand rows
        wanted.append(func.coalesce(ITEM.c.person_id, 0).not_in(closed))
    if view.kind:
        wanted.append(ITEM.c.kind == view.kind)
    if view.state:
        wanted.append(ITEM.c.state == view.state)
    if view.who:
        wanted.append(
            ITEM.c.taken_by == staff.id if view.who == "mine" else ITEM.c.taken_by.is_(None)
        )
    if view.is_near:
        wanted.append(ITEM.c.day <= on + timedelta(days=NEAR))
    if view.unit:
        wanted.append(ITEM.c.unit == view.unit)
    return wanted


def _told(session: Session, found: Select[Any]) -> list[Waits]:
    """Return rows with all their lines say, in one statement."""
    one = found.subquery("one")
    source = func.coalesce(_REMINDER.c.source, one.c.source)
    subject = func.coalesce(_REMINDER.c.subject, one.c.subject)
    joined = one.outerjoin(
        _REMINDER, and_(one.c.source == "work_reminder", _REMINDER.c.id == one.c.subject)
    )
    about = (_CASE, PROPOSAL, LINE, INCOMING, REFUND, _ASK, _BACK)
    for table in about:
        joined = joined.outerjoin(table, and_(source == table.name, table.c.id == subject))
    joined = (
        joined.outerjoin(CLAIM, CLAIM.c.id == one.c.claim_id)
        .outerjoin(PERSON, PERSON.c.id == one.c.person_id)
        .outerjoin(_STAFF, _STAFF.c.id == one.c.taken_by)
    )
    bar = (
        select(func.min(_OF_CASE.c.time_bar_on))
        .join(_CASE_CLAIM, _CASE_CLAIM.c.claim_id == _OF_CASE.c.id)
        .where(_CASE_CLAIM.c.case_id == _CASE.c.id)
        .correlate(_CASE)
        .scalar_subquery()
    )
    told = select(
        one.c.id,
        one.c.source,
        one.c.subject,
        source.label("about"),
        subject.label("about_id"),
        one.c.kind,
        one.c.day,
        one.c.state,
        one.c.taken_by,
        _STAFF.c.name.label("taken_name"),
        one.c.person_id,
        func.coalesce(PERSON.c.name, LINE.c.counterparty_name).label("name"),
        func.coalesce(_CASE.c.ref, PROPOSAL.c.ref, REFUND.c.ref, _ASK.c.ref, _BACK.c.ref).label(
            "ref"
        ),
        _CASE.c.ask,
        _CASE.c.answer_by,
        func.coalesce(bar, CLAIM.c.time_bar_on).label("time_bar_on"),
        PROPOSAL.c.reason,
        CLAIM.c.number,
        func.coalesce(LINE.c.amount, INCOMING.c.amount, REFUND.c.amount).label("amount"),
        func.coalesce(
            LINE.c.booked_on, INCOMING.c.received_on, PROPOSAL.c.made_on, REFUND.c.made_on
        ).label("came_on"),
        _REMINDER.c.note,
        _REMINDER.c.ref.label("reminder"),
    ).select_from(joined)
    rows = run(session, told.order_by(one.c.day, one.c.id))
    return [Waits(**row._mapping) for row in rows]

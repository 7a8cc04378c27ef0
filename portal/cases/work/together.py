"""Equal requests decided together: each made ready, read and decided by the very act of one.

A decision counts from when it is made known: until the letters leave each is only made ready, and
all of it can be undone. Each request is done in its own unit of work; one that is no longer equal,
or that somebody changed, is left where it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from portal.cases import handling
from portal.cases.models import Case
from portal.cases.rulings import preparing
from portal.cases.rulings.models import Prepared
from portal.cases.rulings.preparing import Desk
from portal.cases.work import equals
from portal.cases.work.equals import Group
from portal.cases.work.models import BulkItem, BulkRun
from portal.db import Database
from portal.errors import Conflict, NotNow, PortalError
from portal.municipality import Municipality
from portal.people import audit
from portal.people.actors import Actor, Permission, staff_actor
from portal.people.models import Person, StaffMember
from portal.people.refs import new_ref
from portal.record import find_one

LEFT = "bulk-left-changed"


@dataclass(frozen=True)
class Going:
    """How far a run is."""

    run: BulkRun
    states: Mapping[str, int]
    rows: list[tuple[BulkItem, Case, str]]
    """Each request with the name of who asked."""

    @property
    def all(self) -> int:
        """How many requests it has."""
        return sum(self.states.values())

    def of(self, *states: str) -> int:
        """How many are in these states."""
        return sum(self.states.get(state, 0) for state in states)


def begin(session: Session, by: Desk, chosen: Group, picked: Mapping[str, int]) -> BulkRun:
    """Begin to decide those of a group that were picked, by ref and the version that was shown.

    Raises NotAllowed, NotNow for fewer than two, Conflict when one of them changed.
    """
    by.staff.must(Permission.CASE_DECIDE)
    rows = [row for row in chosen.rows if row.case.ref in picked]
    if len(rows) < 2:  # noqa: PLR2004
        raise NotNow("error-bulk-two")
    if len(rows) != len(picked) or any(r.case.version != picked[r.case.ref] for r in rows):
        raise Conflict
    made = BulkRun(
        ref=new_ref(),
        staff_id=by.staff.id,
        made_at=by.now,
        letters_at=by.now + equals.letters_leave(by.town, by.on),
        sameness=chosen.sameness,
    )
    session.add(made)
    session.flush()
    for row in rows:
        if row.case.taken_by is None:
            handling.take(session, by.staff, row.case, seen=row.case.version, now=by.now)
        assert made.id is not None
        assert row.case.id is not None
        session.add(BulkItem(run_id=made.id, case_id=row.case.id, seen=row.case.version))
    audit.record(session, by.now, by.staff.signature, "bulk:begin", f"bulk:{made.ref}")
    return made


def going(session: Session, staff: Actor, ref: str) -> Going:
    """Return how far a run is. Raises NotAllowed, NotFound for one of somebody else."""
    staff.must(Permission.CASE_DECIDE)
    mine = select(BulkRun).where(BulkRun.ref == ref, BulkRun.staff_id == staff.id)
    made = find_one(session, mine)
    rows = session.exec(
        select(BulkItem, Case, Person.name)
        .join(Case, col(Case.id) == BulkItem.case_id)
        .join(Person, col(Person.id) == Case.person_id)
        .where(BulkItem.run_id == made.id)
        .order_by(col(Person.name), col(Case.id))
    ).all()
    states: dict[str, int] = {}
    for item, _, _ in rows:
        states[item.state] = states.get(item.state, 0) + 1
    return Going(made, states, list(rows))


def newest(session: Session, staff: Actor, most: int = 5) -> list[BulkRun]:
    """Return someone's own runs, the newest first."""
    mine = select(BulkRun).where(BulkRun.staff_id == staff.id)
    return list(session.exec(mine.order_by(col(BulkRun.id).desc()).limit(most)).all())


def undo(session: Session, by: Desk, ref: str) -> None:
    """Take all of it back before the letters leave. Raises NotNow after that, NotFound."""
    found = going(session, by.staff, ref)
    is_over = by.now >= found.run.letters_at or found.of("done")
    if is_over or found.run.state not in ("running", "ready"):
        raise NotNow("error-bulk-gone")
    _move(session, found.run, found.run.state, "undone")
    for item, case, _ in found.rows:
        if item.state == "ready":
            made, _ = preparing.one(session, by.staff, case.ref, item.prepared)
            preparing.take_back(session, by, made, seen=made.version)
        if item.state in ("waits", "ready"):
            item.state = "undone"
            if case.taken_by == by.staff.id:
                handling.leave(session, by.staff, case, seen=case.version, now=by.now)
    session.flush()
    audit.record(session, by.now, by.staff.signature, "bulk:undo", f"bulk:{ref}")


def work_off(database: Database, town: Municipality, now: datetime, on: date) -> int:
    """Do what runs wait for: make ready, and decide when letters leave; return how many moved."""
    with database.reading() as session:
        due = [(one.id, one.state) for one in session.exec(_due(now)) if one.id is not None]
    done = 0
    for run_id, state in due:
        before, after = ("waits", "ready") if state == "running" else ("ready", "done")
        done += _each(database, town, run_id, before, after, now, on)
        with database.unit_of_work() as session:
            found = session.get_one(BulkRun, run_id)
            if found.state == state and not _left_in(session, run_id, before):
                _move(session, found, state, after)
    return done


def _due(now: datetime) -> SelectOfScalar[BulkRun]:
    leaves = (col(BulkRun.state) == "ready") & (col(BulkRun.letters_at) <= now)
    return (
        select(BulkRun).where((col(BulkRun.state) == "running") | leaves).order_by(col(BulkRun.id))
    )


def _left_in(session: Session, run_id: int, state: str) -> int:
    found = select(func.count()).select_from(BulkItem)
    return session.exec(found.where(BulkItem.run_id == run_id, BulkItem.state == state)).one()


def _each(
    database: Database,
    town: Municipality,
    run_id: int,
    before: str,
    after: str,
    now: datetime,
    on: date,
) -> int:
    with database.reading() as session:
        wanted = select(BulkItem.case_id).where(BulkItem.run_id == run_id, BulkItem.state == before)
        ids: Iterable[int] = session.exec(wanted.order_by(col(BulkItem.case_id))).all()
    return sum(_one(database, town, (run_id, one), before, after, now, on) for one in ids)


def _one(
    database: Database,
    town: Municipality,
    key: tuple[int, int],
    before: str,
    after: str,
    now: datetime,
    on: date,
) -> int:
    """Move one request on in a unit of work; what cannot be done is left, with why."""
    try:
        with database.unit_of_work() as session:
            if not _set(session, key, before, after):
                return 0
            _advance(session, town, key, after, now, on)
    except PortalError as problem:
        with database.unit_of_work() as session:
            _set(session, key, before, "left", trouble=problem.message)
    return 1


def _advance(
    session: Session, town: Municipality, key: tuple[int, int], to: str, now: datetime, on: date
) -> None:
    found, item = session.get_one(BulkRun, key[0]), session.get_one(BulkItem, key)
    if found.state not in ("running", "ready"):
        raise NotNow(LEFT)
    staff = staff_actor(session.get_one(StaffMember, found.staff_id))
    by, case = Desk(staff, town, now, on), session.get_one(Case, key[1])
    equal = equals.still_equal(session, town, case, found.sameness, on)
    if equal is None or case.state != "sent" or case.taken_by != staff.id:
        raise NotNow(LEFT)
    if to == "ready":
        made = preparing.prepare(session, by, case, equal.ruling, seen=case.version)
        item.prepared = made.ref
        session.flush()
        return
    made = session.exec(select(Prepared).where(Prepared.ref == item.prepared)).one()
    if preparing.settle(session, by, made, seen=made.version) is None:
        raise NotNow(LEFT)


def _set(
    session: Session, key: tuple[int, int], before: str, after: str, trouble: str = ""
) -> bool:
    moved = session.exec(
        update(BulkItem)
        .where(
            col(BulkItem.run_id) == key[0],
            col(BulkItem.case_id) == key[1],
            col(BulkItem.state) == before,
        )
        .values(state=after, trouble=trouble)
    )
    return moved.rowcount == 1


def _move(session: Session, found: BulkRun, before: str, after: str) -> None:
    moved = session.exec(
        update(BulkRun)
        .where(col(BulkRun.id) == found.id, col(BulkRun.state) == before)
        .values(state=after)
    )
    if moved.rowcount != 1:
        raise Conflict
    session.refresh(found)

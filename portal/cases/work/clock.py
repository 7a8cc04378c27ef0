"""The day to answer stands still on a ground of the law, and runs again; who asked is told both.

While it stands still the day is where it will be if nothing happens before the last day named.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select as rows
from sqlmodel import Session, SQLModel, col, select

from portal.cases.models import Case
from portal.cases.progress import move
from portal.cases.work.models import ClockStop
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people import outbox
from portal.people.actors import Actor, Permission

CLOCK_STOP = SQLModel.metadata.tables["clock_stop"]
DATA = "data"
"""The ground that ends by itself when the person answers."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """What someone wants: on which ground, until when at most, waiting for what."""

    ground: str
    until_on: date
    note: str


def grounds(town: Municipality, on: date) -> tuple[str, ...]:
    """Return the grounds the law gives this municipality, in order."""
    return town.terms.names("clock_grounds", on)


def running(session: Session, case_id: int) -> ClockStop | None:
    """Return the stop that runs, if one does."""
    found = select(ClockStop).where(ClockStop.case_id == case_id, col(ClockStop.ended_on).is_(None))
    return session.exec(found).one_or_none()


def stop(
    session: Session,
    town: Municipality,
    staff: Actor,
    case: Case,
    wanted: Stop,
    *,
    seen: int,
    now: datetime,
    on: date,
) -> ClockStop:
    """Let the day to answer move on by the days until then. The first that counts is tomorrow.

    Raises NotAllowed, Conflict, and NotNow for a case that is closed, a clock that stands still
    already, a ground the law does not give, or a day too far off.
    """
    staff.must(Permission.CASE_TAKE)
    assert case.id is not None
    if not case.is_open or case.answer_by is None:
        raise NotNow("error-case-closed")
    if running(session, case.id) is not None:
        raise NotNow("error-clock-stopped")
    most = town.terms.number("clock_most_days", on)
    if wanted.ground not in grounds(town, on) or not on < wanted.until_on <= on + most * _DAY:
        raise NotNow("error-clock-day")
    if not wanted.note.strip():
        raise NotNow("error-few-words")
    made = ClockStop(
        case_id=case.id,
        ground=wanted.ground,
        note=wanted.note.strip(),
        from_on=on + _DAY,
        until_on=wanted.until_on,
        answer_by=case.answer_by,
        by=staff.signature,
        at=now,
    )
    day = case.answer_by + (wanted.until_on - on)
    session.add(made)
    move(
        session,
        case,
        seen=seen,
        event="clock-stopped",
        actor=staff.signature,
        now=now,
        answer_by=day,
        taken_by=case.taken_by or staff.id,
    )
    told = {"until": made.until_on.isoformat(), "answer_by": day.isoformat(), "what": made.note}
    _tell(session, case, made, f"clock-{wanted.ground}", told, now, on)
    return made


def go_on(
    session: Session, case: Case, *, by: str, now: datetime, on: date, seen: int | None = None
) -> bool:
    """Let the day run again from today on; False when it did so already. Raises Conflict."""
    made = running(session, case.id) if case.id is not None else None
    if made is None:
        return False
    made.ended_on, made.ended_by = min(max(on, made.from_on), made.until_on + _DAY), by
    day = made.answer_by + (made.ended_on - made.from_on)
    move(
        session,
        case,
        seen=case.version if seen is None else seen,
        event="clock-runs",
        actor=by,
        now=now,
        answer_by=day,
    )
    _tell(session, case, made, "clock-runs", {"answer_by": day.isoformat()}, now, on)
    return True


def answered(session: Session, case: Case, *, by: str, on: date, now: datetime) -> None:
    """The person answered what was waited for: the day runs again."""
    made = running(session, case.id) if case.id is not None else None
    if made is not None and made.ground == DATA:
        go_on(session, case, by=by, now=now, on=on)


def run_out(session: Session, first: int, last: int, *, by: str, now: datetime, on: date) -> int:
    """End the stops of these ids whose last day is over, or whose case is; return how many."""
    over = (
        rows(CLOCK_STOP.c.id)
        .where(CLOCK_STOP.c.id.between(first, last), CLOCK_STOP.c.ended_on.is_(None))
        .order_by(CLOCK_STOP.c.id)
    )
    done = 0
    for (stop_id,) in session.connection().execute(over).all():
        made = session.get_one(ClockStop, stop_id)
        case = session.get_one(Case, made.case_id)
        if not case.is_open:
            made.ended_on, made.ended_by = min(max(on, made.from_on), made.until_on + _DAY), by
            session.flush()
        elif made.until_on >= on or not go_on(session, case, by=by, now=now, on=on):
            continue
        done += 1
    return done


def _tell(
    session: Session,
    case: Case,
    made: ClockStop,
    kind: str,
    content: dict[str, str],
    now: datetime,
    on: date,
) -> None:
    session.flush()
    key = f"{kind}:{case.ref}:{made.id}"
    person_id = case.person_id
    outbox.tell(
        session, key=key, person_id=person_id, kind=kind, made_on=on, now=now, content=content
    )

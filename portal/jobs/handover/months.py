"""The collector's month: taken in from its file, and held against our own line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.ledger.handover import base, reading
from portal.ledger.handover.base import Moved, Told
from portal.ledger.handover.models import CollectorLine, CollectorMonth
from portal.ports.collector import CollectorStatement
from portal.rules.days import months_on

_TIMING = 5
"""Days around the end of a month in which the two sides may have booked on different days."""


@dataclass(frozen=True)
class Line:
    """One claim, or all: what we have, what the collector has."""

    reference: str
    ours: Moved
    theirs: Moved
    why: str = ""
    """`only_ours`, `only_theirs`, `other_line` (the same base), `timing` or `differs`; empty when
    both say the same."""


@dataclass(frozen=True)
class Month:
    """A month held against the collector's."""

    month: date
    as_of: date | None
    """The day of the collector's file; None while there is none."""
    total: Line
    differences: tuple[Line, ...]
    opening: int
    """Our base at the end of the month before."""
    lines: tuple[Line, ...] = ()
    """Every claim that had or has something, by its reference."""
    balance: int | None = None
    """All that is owed to the collector at the end by its own file: base, its interest and fees,
    less what it collected. None while there is no file."""

    @property
    def beside(self) -> int:
        """The collector's interest and fees, less what it collected; 0 while there is no file."""
        return 0 if self.balance is None else self.balance - self.total.theirs.base

    @property
    def holds(self) -> bool:
        """Whether opening and what moved make our base: it always must."""
        return self.opening + self.total.ours.net == self.total.ours.base


def take_month(
    session: Session, told: CollectorStatement, *, file_name: str, by: str, now: datetime
) -> bool:
    """Keep what the collector says of a month; False when this very file was there."""
    there = select(CollectorMonth.id).where(CollectorMonth.fingerprint == told.fingerprint)
    if session.exec(there).first() is not None:
        return False
    month = CollectorMonth(
        month=told.month,
        as_of=told.as_of,
        fingerprint=told.fingerprint,
        file_name=file_name,
        by=by,
        imported_at=now,
    )
    session.add(month)
    session.flush()
    assert month.id is not None
    for line in told.lines:
        found = reading.by_reference(session, line.reference)
        session.add(
            CollectorLine(
                month_id=month.id,
                reference=line.reference,
                hand_over_id=found.id if found else None,
                received=line.received,
                recalled=line.recalled,
                written_down=line.written_down,
                written_up=line.written_up,
                base=line.base,
                balance=line.balance,
            )
        )
    session.flush()
    return True


def months(session: Session) -> list[date]:
    """Return the months something was handed over or told of, the newest in front."""
    told = {row.month for row in session.exec(select(CollectorMonth)).all()}
    ours = {one.on.replace(day=1) for found in base.all_told(session).values() for one in found}
    return sorted(told | ours, reverse=True)


def reconcile(session: Session, month: date) -> Month:
    """Hold our month against the collector's."""
    last = months_on(month, 1) - timedelta(days=1)
    told = base.all_told(session)
    statement, lines = _theirs(session, month)
    ours = {name: base.moved(found, month, last) for name, found in told.items()}
    found = [
        Line(name, ours.get(name, Moved()), lines.get(name, Moved()))
        for name in sorted(ours.keys() | lines.keys())
    ]
    total = Line("", _sum([one.ours for one in found]), _sum([one.theirs for one in found]))
    different = tuple(
        Line(one.reference, one.ours, one.theirs, _why(one, told.get(one.reference), last))
        for one in found
        if statement and one.ours != one.theirs
    )
    opening = sum(base.moved(some, month, month - timedelta(days=1)).base for some in told.values())
    balance = _balance(session, statement) if statement else None
    as_of = statement.as_of if statement else None
    return Month(month, as_of, total, different, opening, tuple(found), balance)


def _balance(session: Session, statement: CollectorMonth) -> int:
    rows = session.exec(select(CollectorLine).where(CollectorLine.month_id == statement.id))
    return sum(row.balance for row in rows)


def _theirs(session: Session, month: date) -> tuple[CollectorMonth | None, dict[str, Moved]]:
    """The newest file of a month, and its lines by reference."""
    newest = select(CollectorMonth).where(CollectorMonth.month == month)
    statement = session.exec(newest.order_by(col(CollectorMonth.id).desc()).limit(1)).first()
    if statement is None:
        return None, {}
    rows = session.exec(select(CollectorLine).where(CollectorLine.month_id == statement.id)).all()
    return statement, {
        row.reference: Moved(row.received, row.recalled, row.written_down, row.written_up, row.base)
        for row in rows
    }


def _sum(moved: Sequence[Moved]) -> Moved:
    total = Moved()
    for one in moved:
        total = total.plus(one)
    return total


def _why(line: Line, told: Sequence[Told] | None, last: date) -> str:
    """Why the two sides differ, as far as days and references tell."""
    if told is None:
        return "only_theirs"
    if line.ours.base == line.theirs.base:
        return "other_line"
    around = range(-_TIMING, _TIMING + 1)
    if any(_base_on(told, last + timedelta(days=days)) == line.theirs.base for days in around):
        return "timing"
    return "only_ours" if line.theirs == Moved() else "differs"


def _base_on(told: Sequence[Told], on: date) -> int:
    return base.moved(told, on, on).base

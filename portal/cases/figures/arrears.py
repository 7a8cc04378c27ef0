"""Arrears: what is past its last day to pay, by kind, by age, near its time bar, month by month.

The council's are counted ahead by the night, for counting them takes seconds in a large ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    case,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlmodel import Session, SQLModel

from portal.cases.figures import models  # noqa: F401  (puts the table in the metadata)
from portal.cases.figures.parts import (
    MONTHS,
    Figure,
    band,
    filled,
    months_until,
    ranked,
)
from portal.ledger.balances import total
from portal.ledger.models import RECEIVABLES
from portal.ledger.tables import CLAIM, ENTRY, run
from portal.rules.days import months_on

ARREARS_DAY, ARREARS_MONTH = (
    SQLModel.metadata.tables[name] for name in ("arrears_day", "arrears_month")
)
AGES = ("age-90", "age-365", "age-3y", "age-older")
BARS = ("bar-passed", "bar-3", "bar-6", "bar-12")
COLUMNS = ("claims", "here", "collector")
_ACCOUNTS = tuple(RECEIVABLES.values())
_LEFT = total(
    case(
        (ENTRY.c.debit.in_(_ACCOUNTS), ENTRY.c.amount),
        (ENTRY.c.credit.in_(_ACCOUNTS), -ENTRY.c.amount),
        else_=0,
    )
)


def owed(*conditions: ColumnElement[bool]) -> Subquery:
    """Claims of which something is left, of those that fulfil the conditions."""
    return (
        select(
            CLAIM.c.id,
            CLAIM.c.kind,
            CLAIM.c.unit,
            CLAIM.c.due_on,
            CLAIM.c.time_bar_on,
            (CLAIM.c.stage == "transferred").label("is_away"),
            _LEFT.label("left"),
        )
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(*conditions)
        .group_by(CLAIM.c.id)
        .having(_LEFT > 0)
        .subquery()
    )


def by_kind(session: Session, on: date) -> Figure:
    """What is past its last day to pay, by kind of claim: here, and with the collector."""
    found = _counted(session, "kind", on)
    rows = ranked(found.rows, at=1)
    figure = Figure("arrears-kind", "kind", COLUMNS, rows, ("here",), as_of=found.as_of)
    return figure.without_empty("collector")


def by_age(session: Session, on: date) -> Figure:
    """The same by how long ago the last day to pay was."""
    found = _counted(session, "age", on)
    rows = filled(AGES, found.rows, len(COLUMNS))
    figure = Figure("arrears-age", "text", COLUMNS, rows, ("here",), as_of=found.as_of)
    return figure.without_empty("collector")


class _Counted(NamedTuple):
    rows: Sequence[Row[Any]]
    as_of: date | None


def _counted(session: Session, by: str, on: date) -> _Counted:
    """Claims, and what is owed on each side, by `kind` or `age`: as kept, else as it is now."""
    as_of = run(session, select(func.max(ARREARS_DAY.c.on)).where(ARREARS_DAY.c.on <= on)).scalar()
    cells = ARREARS_DAY if as_of else cells_of(on)
    wanted = select(cells.c[by], *(total(cells.c[name]) for name in COLUMNS)).group_by(cells.c[by])
    if as_of:
        wanted = wanted.where(ARREARS_DAY.c.on == as_of, ARREARS_DAY.c.claims > 0)
    return _Counted(run(session, wanted).all(), as_of)


def cells_of(on: date) -> Subquery:
    """Count what is past its last day to pay by kind and age at once: one pass over the ledger."""
    late = owed(CLAIM.c.due_on < on)
    age = age_of(late, on)
    sides = zip(COLUMNS, (func.count(), *_sides(late)), strict=True)
    counts = (column.label(name) for name, column in sides)
    return select(late.c.kind, age.label("age"), *counts).group_by(late.c.kind, age).subquery()


def age_of(late: Subquery, on: date) -> ColumnElement[str]:
    """How long ago the last day to pay was: a name of AGES."""
    borders = [(on - timedelta(days=days), name) for days, name in _DAYS]
    return band(late.c.due_on, borders, AGES[0])


_DAYS = ((3 * 365, "age-older"), (365, "age-3y"), (90, "age-365"))
"""Due before so many days ago: how that age is called."""


def _sides(late: Subquery) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return (
        total(case((late.c.is_away, 0), else_=late.c.left)),
        total(case((late.c.is_away, late.c.left), else_=0)),
    )


def near_time_bar(session: Session, on: date) -> Figure:
    """What is owed here on claims whose time bar passed or comes within a year."""
    ends = [months_on(on, months) for months in (3, 6, 12)]
    soon = owed(CLAIM.c.time_bar_on < ends[-1], CLAIM.c.stage != "transferred")
    borders = list(zip((on + timedelta(days=1), *ends[:-1]), BARS[:-1], strict=True))
    bar = band(soon.c.time_bar_on, borders, BARS[-1])
    found = select(bar, func.count(), total(soon.c.left)).group_by(bar)
    rows = filled(BARS, run(session, found), 2)
    return Figure("time-bar", "text", ("claims", "amount"), rows, ("amount",))


def trend(session: Session, on: date) -> Figure:
    """Arrears at the end of each of the last months, as they were kept then."""
    ends = month_ends(on)
    found = (
        select(
            ARREARS_MONTH.c.month,
            func.sum(ARREARS_MONTH.c.claims),
            func.sum(ARREARS_MONTH.c.amount),
        )
        .where(ARREARS_MONTH.c.month.between(ends[0], ends[-1]))
        .group_by(ARREARS_MONTH.c.month)
    )
    rows = filled([str(end) for end in ends], run(session, found), 2)
    started = next((at for at, row in enumerate(rows) if any(row.values)), len(rows))
    columns = ("claims", "amount")
    return Figure("arrears-trend", "month", columns, rows[started:], ("amount",), adds_up=False)


def month_ends(on: date) -> list[date]:
    """Return the last days of the months that are over, the oldest first."""
    return [first - timedelta(days=1) for first in months_until(on, MONTHS)]


def keep_months(session: Session, on: date) -> int:
    """Write down the months that are over and not kept yet; return how many were written.

    A month that is kept stays as it is: what is booked on one of its days later shows in the
    next ones.
    """
    known = _kept(session)
    for end in month_ends(on):
        if end not in known:
            run(session, _fill(end))
    return len(_kept(session) - known)


def keep_day(session: Session, on: date) -> int:
    """Count the arrears of a day ahead and let them take the place of the day before.

    Returns how many cells there are; 0 where a night that is run again counts the same.
    """
    found = [row._asdict() for row in run(session, select(cells_of(on)))]
    counted = {"on": on, "kind": "", "age": ""} | dict.fromkeys(COLUMNS, 0)
    cells = [counted, *({"on": on} | row for row in found)]
    columns = [ARREARS_DAY.c[name] for name in counted]
    before = [row._asdict() for row in run(session, select(*columns))]
    if _sorted(before) == _sorted(cells):
        return 0
    run(session, delete(ARREARS_DAY))
    run(session, insert(ARREARS_DAY).values(cells))
    return len(found)


def _sorted(cells: Iterable[Mapping[str, Any]]) -> list[list[tuple[str, Any]]]:
    return sorted((sorted(cell.items()) for cell in cells), key=str)


def _kept(session: Session) -> set[date]:
    return set(run(session, select(ARREARS_MONTH.c.month).distinct()).scalars())


def _fill(end: date) -> Any:  # noqa: ANN401  (an insert from a select)
    late = owed(CLAIM.c.due_on < end, ENTRY.c.booked_on <= end)
    of_kind: Select[Any] = select(
        literal(end, ARREARS_MONTH.c.month.type), late.c.kind, func.count(), total(late.c.left)
    ).group_by(late.c.kind)
    return insert(ARREARS_MONTH).from_select(["month", "kind", "claims", "amount"], of_kind)

"""Figures for others: counts and sums in cells, none of which is about a few people.

No name, number, address, day or reference is in them; a cell about fewer people than the
municipality's border is withheld, and with it what it could be worked out from.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, case, literal, select
from sqlmodel import Session

from portal import money
from portal.cases.figures.arrears import AGES, age_of, owed
from portal.cases.figures.counted import Counted, Shared, Told
from portal.cases.figures.parts import band, day_of, days_between, since
from portal.cases.figures.requests import CASE, DECISION, answers
from portal.ledger.balances import taken_off
from portal.ledger.tables import CLAIM, ENTRY
from portal.municipality import Municipality

WITHHELD = "withheld"
COLUMNS = ("table", "row", "column", "count", "amount", "currency", "shown")
ASKS = ("deferral", "lower_instalment", "plan", "remission", "review")
OUTCOMES = ("granted", "granted_partly", "refused")
TIMES = ("at_once", "took-14", "took-56", "took-longer")
LET_GO = ("let_go",)


class Table(Protocol):
    """What a file needs to know of a table."""

    @property
    def name(self) -> str:
        """What it is called in the file."""

    def cells(self) -> Iterable[Told]:
        """Each cell with its count and its sum; None for what is withheld."""


def tables(session: Session, town: Municipality, on: date) -> list[Shared]:
    """Return the tables to share, as they are on a day."""
    least = town.terms.number("share_least", on)
    return [
        _arrears(session, town, on, least),
        _outcomes(session, on, least),
        _times(session, on, least),
        _let_go(session, town, on, least),
    ]


def _arrears(session: Session, town: Municipality, on: date, least: int) -> Shared:
    """What is past its last day to pay, by kind of claim and age."""
    late = owed(CLAIM.c.due_on < on)
    facts = select(
        late.c.kind.label("row"),
        age_of(late, on).label("column"),
        CLAIM.c.person_id.label("person"),
        late.c.left.label("amount"),
    ).join(CLAIM, CLAIM.c.id == late.c.id)
    counted = Counted(session, facts.subquery(), tuple(sorted(town.claim_kinds)), AGES)
    return counted.shared("arrears", least, with_amounts=True)


def _outcomes(session: Session, on: date, least: int) -> Shared:
    """What was decided in the last months, by what was asked."""
    facts = (
        select(
            CASE.c.ask.label("row"),
            DECISION.c.outcome.label("column"),
            CASE.c.person_id.label("person"),
            literal(0).label("amount"),
        )
        .join(DECISION, DECISION.c.case_id == CASE.c.id)
        .where(day_of(DECISION.c.decided_at).between(str(since(on)), str(on)))
    )
    counted = Counted(session, facts.subquery(), ASKS, OUTCOMES)
    return counted.shared("decisions", least, with_amounts=False)


def _times(session: Session, on: date, least: int) -> Shared:
    """How long an answer took in the last months, by what was asked."""
    given = answers()
    facts = (
        select(
            given.c.ask.label("row"),
            _time(given.c.sent_at, given.c.at, given.c.staff_id).label("column"),
            CASE.c.person_id.label("person"),
            literal(0).label("amount"),
        )
        .join(CASE, CASE.c.id == given.c.case_id)
        .where(day_of(given.c.at).between(str(since(on)), str(on)))
    )
    counted = Counted(session, facts.subquery(), ASKS, TIMES)
    return counted.shared("answers", least, with_amounts=False)


def _time(
    sent: ColumnElement[object], at: ColumnElement[object], staff: ColumnElement[object]
) -> ColumnElement[str]:
    """A name of TIMES: at once where the rules answered, else by the days it took."""
    took = band(days_between(sent, at), [(15, TIMES[1]), (57, TIMES[2])], TIMES[3])
    return case((staff.is_(None), TIMES[0]), else_=took)


def _let_go(session: Session, town: Municipality, on: date, least: int) -> Shared:
    """What was let go by a decision in the last months, by kind of claim."""
    off = taken_off("waived")
    facts = (
        select(
            CLAIM.c.kind.label("row"),
            literal(LET_GO[0]).label("column"),
            CLAIM.c.person_id.label("person"),
            off.label("amount"),
        )
        .join(ENTRY, ENTRY.c.claim_id == CLAIM.c.id)
        .where(
            (ENTRY.c.debit == "waived") | (ENTRY.c.credit == "waived"),
            ENTRY.c.booked_on.between(since(on), on),
        )
        .group_by(CLAIM.c.id)
        .having(off > 0)
    )
    counted = Counted(session, facts.subquery(), tuple(sorted(town.claim_kinds)), LET_GO)
    return counted.shared("remission", least, with_amounts=True)


def lines(found: Iterable[Table], currency: str) -> Iterator[list[str]]:
    """Write the tables as lines of a file: the names of columns, then the cells."""
    yield list(COLUMNS)
    for table in found:
        for row, column, count, amount in table.cells():
            written = "" if amount is None else money.plain(amount)
            shown = WITHHELD if count is None else "yes"
            known = "" if count is None else str(count)
            unit = currency if written else ""
            yield [table.name, row, column, known, written, unit, shown]

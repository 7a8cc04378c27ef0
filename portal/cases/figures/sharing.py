"""Figures for other municipalities: counts and sums in cells, none of which is about a few people.

No name, number, address, day or reference is in them; a cell about fewer people than the
municipality's border is withheld, and with it what it could be worked out from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Subquery, func, literal, select
from sqlmodel import Session

from portal import money
from portal.cases.figures.arrears import AGES, age_of, owed
from portal.cases.figures.parts import day_of, since
from portal.cases.figures.requests import CASE, DECISION
from portal.cases.figures.withholding import Cell, Grid, withheld
from portal.ledger.balances import total
from portal.ledger.tables import CLAIM, run
from portal.municipality import Municipality

ALL, WITHHELD = "all", "withheld"
COLUMNS = ("table", "row", "column", "count", "amount", "currency", "shown")
ASKS = ("deferral", "lower_instalment", "plan", "remission", "review")
OUTCOMES = ("granted", "granted_partly", "refused")


@dataclass(frozen=True)
class Shared:
    """One table as it may leave: what is withheld is not in it."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Grid
    amounts: Grid | None
    """In minor units; None where nothing is summed."""
    hidden: frozenset[Cell]

    def cells(self) -> Iterator[tuple[str, str, int | None, int | None]]:
        """Each cell with its count and its sum; None for what is withheld."""
        for cell in self.counts.cells():
            row, column = (*self.rows, ALL)[cell[0]], (*self.columns, ALL)[cell[1]]
            if cell in self.hidden:
                yield row, column, None, None
            else:
                amount = self.amounts.at(cell) if self.amounts else None
                yield row, column, self.counts.at(cell), amount


def tables(session: Session, town: Municipality, on: date) -> list[Shared]:
    """Return the tables to share, as they are on a day."""
    least = town.terms.number("share_least", on)
    return [_arrears(session, town, on, least), _outcomes(session, on, least)]


def _arrears(session: Session, town: Municipality, on: date, least: int) -> Shared:
    """What is past its last day to pay, by kind of claim and age."""
    late = owed(CLAIM.c.due_on < on)
    facts = select(
        late.c.kind.label("row"),
        age_of(late, on).label("column"),
        CLAIM.c.person_id.label("person"),
        late.c.left.label("amount"),
    ).join(CLAIM, CLAIM.c.id == late.c.id)
    counted = _Counted(session, facts.subquery(), tuple(sorted(town.claim_kinds)), AGES)
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
    counted = _Counted(session, facts.subquery(), ASKS, OUTCOMES)
    return counted.shared("decisions", least, with_amounts=False)


@dataclass(frozen=True)
class _Counted:
    """Facts with a `row`, a `column`, a `person` and an `amount` each, to be counted in cells."""

    session: Session
    facts: Subquery
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def shared(self, name: str, least: int, *, with_amounts: bool) -> Shared:
        """Count them, and withhold what is about fewer people than `least`."""
        counts = Grid.of(self._cells(func.count()))
        amounts = Grid.of(self._cells(total(self.facts.c.amount)))
        people = self._cells(_people(self.facts))
        by_row, by_column = self._by(self.facts.c.row), self._by(self.facts.c.column)
        whole = int(run(self.session, select(_people(self.facts))).scalar_one())
        known = [[*cells, by_row.get(key, 0)] for key, cells in zip(self.rows, people, strict=True)]
        known.append([*(by_column.get(key, 0) for key in self.columns), whole])
        small = {at for at in counts.cells() if counts.at(at) and known[at[0]][at[1]] < least}
        hidden = withheld(counts, small, least)
        return Shared(
            name, self.rows, self.columns, counts, amounts if with_amounts else None, hidden
        )

    def _cells(self, measure: ColumnElement[int]) -> list[list[int]]:
        row, column = self.facts.c.row, self.facts.c.column
        found = select(row, column, measure.label("measure")).group_by(row, column)
        rows = run(self.session, found)
        known = {(one.row, one.column): int(one.measure) for one in rows}
        return [[known.get((row, column), 0) for column in self.columns] for row in self.rows]

    def _by(self, key: ColumnElement[str]) -> dict[str, int]:
        """How many people a total is about: somebody in two cells of it counts once."""
        found = select(key.label("key"), _people(self.facts).label("people")).group_by(key)
        return {one.key: int(one.people) for one in run(self.session, found)}


def _people(facts: Subquery) -> ColumnElement[int]:
    return func.count(facts.c.person.distinct())


def lines(found: Sequence[Shared], town: Municipality, on: date) -> Iterator[list[str]]:
    """Write the tables: lines that say what they are, the names of columns, then the cells."""
    least = town.terms.number("share_least", on)
    yield from ([f"# {said}"] for said in _head(town, on, least))
    yield list(COLUMNS)
    for table in found:
        for row, column, count, amount in table.cells():
            written = "" if amount is None else money.plain(amount)
            shown = WITHHELD if count is None else "yes"
            known = "" if count is None else str(count)
            unit = town.currency if written else ""
            yield [table.name, row, column, known, written, unit, shown]


def _head(town: Municipality, on: date, least: int) -> list[str]:
    """What a reader of the file must know, in English, as its names are."""
    return [
        f"Anonymous figures of {town.title} on {on.isoformat()}, to share with others.",
        "arrears: claims past their last day to pay; row: kind of claim; column: how long past it;"
        f" {_ages()}.",
        f"decisions: from {since(on).isoformat()} on; row: what was asked; column: the outcome.",
        f"'{ALL}' is the total of a row, of a column, or of both. Amounts have two decimals.",
        f"A cell about fewer than {least} people is withheld. More cells are withheld with it, so"
        f" that from all that is shown it can lie anywhere in a range of at least {least}.",
    ]


def _ages() -> str:
    words = ("up to 90 days", "up to a year", "up to three years", "longer")
    return ", ".join(f"{age}: {said}" for age, said in zip(AGES, words, strict=True))

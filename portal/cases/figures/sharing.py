"""Figures for other municipalities: counts and sums in cells, none of which is about a few people.

No name, number, address, day or reference is in them; a cell about fewer people than the
municipality's border is withheld, and with it what it could be worked out from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from sqlalchemy import Subquery, func, literal, select
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


_Key = tuple[str, str]


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
        counts, amounts, people = self._read()
        grid = Grid.of([[counts[row, column] for column in self.columns] for row in self.rows])
        sums = Grid.of([[amounts[row, column] for column in self.columns] for row in self.rows])
        names = [*self.rows, ALL], [*self.columns, ALL]
        about = {(r, c): len(people[names[0][r], names[1][c]]) for r, c in grid.cells()}
        small = {cell for cell in grid.cells() if grid.at(cell) and about[cell] < least}
        hidden = withheld(grid, small, least)
        return Shared(name, self.rows, self.columns, grid, sums if with_amounts else None, hidden)

    def _read(self) -> tuple[Counter[_Key], Counter[_Key], dict[_Key, set[int]]]:
        """Counts, sums and people by cell, in one statement; in a total a person counts once."""
        by = (self.facts.c.row, self.facts.c.column, self.facts.c.person)
        measures = func.count().label("facts"), total(self.facts.c.amount).label("amount")
        counts: Counter[_Key] = Counter()
        amounts: Counter[_Key] = Counter()
        people: dict[_Key, set[int]] = defaultdict(set)
        for one in run(self.session, select(*by, *measures).group_by(*by)):
            if one.row not in self.rows or one.column not in self.columns:
                continue
            counts[one.row, one.column] += one.facts
            amounts[one.row, one.column] += one.amount
            for row, column in product((one.row, ALL), (one.column, ALL)):
                people[row, column].add(one.person)
        return counts, amounts, people


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

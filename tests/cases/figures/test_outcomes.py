"""What everyone may see: counted once a month, rounded, nothing about a few people."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import event
from sqlmodel import Session

from portal.cases.figures import outcomes
from portal.cases.figures.counted import ALL, Told
from portal.cases.figures.withholding import Grid, spread
from portal.ledger import postings
from portal.municipality import load
from portal.rules.policy import DatedValue
from portal.rules.terms import Terms
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("oss")
NEXT_MONTH = (DAY.replace(day=1) + timedelta(days=32)).replace(day=1)


def decided(session: Session, ask: str, outcome: str, people: int, **case: object) -> None:
    by: dict[str, object] = {}
    if outcome == "refused":
        by = {"staff_id": builders.staff(session).id, "reason": "There is room to pay more."}
    for _ in range(people):
        asked = builders.case(session, builders.person(session), ask=ask, state="decided", **case)
        builders.decision(session, asked, outcome=outcome, **by)


def late(session: Session, amount: int, people: int) -> None:
    due = DAY - timedelta(days=30)
    for _ in range(people):
        builders.claim(
            session, builders.person(session), amount, due_on=due, arose_on=due - timedelta(days=30)
        )


def shown(session: Session) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    found = outcomes.published(session)
    assert found is not None
    return {
        (table.name, row, column): (count, amount)
        for table in found.tables
        for row, column, count, amount in table.cells()
    }


def test_what_was_asked_what_came_of_it_and_how_long_it_took(session: Session) -> None:
    decided(session, "plan", "granted", 12)
    decided(session, "remission", "refused", 11)
    assert outcomes.keep(session, TOWN, DAY)
    cells = shown(session)
    assert cells["decisions", "plan", "granted"] == (12, None)
    assert cells["decisions", "remission", "refused"][0] == 11
    assert cells["decisions", ALL, ALL][0] == 23
    assert cells["answers", "plan", "at_once"][0] == 12


def test_what_was_let_go_and_what_is_late_come_rounded(session: Session) -> None:
    late(session, 149_90, 12)
    for no in range(12):
        debt = builders.claim(session, builders.person(session), 99_00)
        assert debt.id is not None
        postings.waive(session, debt.id, **builders.booking(f"decision:{no}"))
    outcomes.keep(session, TOWN, DAY)
    cells = shown(session)
    assert cells["arrears", ALL, "age-90"] == (12, 2_000_00), "of 1 798.80"
    assert cells["remission", ALL, ALL] == (12, 1_000_00), "of 1 188.00"


def test_what_is_about_a_few_is_not_even_kept(session: Session) -> None:
    decided(session, "plan", "granted", 30)
    decided(session, "plan", "refused", 3)
    decided(session, "deferral", "granted", 15)
    decided(session, "deferral", "refused", 14)
    outcomes.keep(session, TOWN, DAY)
    cells = shown(session)
    assert cells["decisions", "plan", "refused"] == (None, None)
    found = outcomes.published(session)
    assert found is not None
    (table,) = (one for one in found.tables if one.name == "decisions")
    grid, hidden = laid_out(table.told)
    assert hidden, "and what it could be worked out from goes with it"
    assert len(hidden) >= 4
    assert all(spread(grid, hidden, cell) >= 10 for cell in hidden)


def laid_out(told: tuple[Told, ...]) -> tuple[Grid, set[tuple[int, int]]]:
    """The table as its reader has it: here with what was really counted in its empty cells."""
    truth = {("plan", "granted"): 30, ("plan", "refused"): 3}
    truth |= {("deferral", "granted"): 15, ("deferral", "refused"): 14}
    rows = list(dict.fromkeys(row for row, *_ in told))
    columns = list(dict.fromkeys(column for _, column, *_ in told))
    grid = Grid.of([[truth.get((r, c), 0) for c in columns[:-1]] for r in rows[:-1]])
    hidden = {(rows.index(r), columns.index(c)) for r, c, count, _ in told if count is None}
    return grid, hidden


def test_it_is_counted_once_a_month(session: Session) -> None:
    late(session, 100_00, 12)
    assert outcomes.keep(session, TOWN, DAY)
    late(session, 100_00, 1)
    assert outcomes.keep(session, TOWN, DAY + timedelta(days=1)) == 0
    assert shown(session)["arrears", ALL, ALL][0] == 12
    assert outcomes.keep(session, TOWN, NEXT_MONTH)
    found = outcomes.published(session)
    assert found is not None
    assert found.on == NEXT_MONTH
    assert shown(session)["arrears", ALL, ALL][0] == 13


def test_who_does_not_publish_keeps_nothing(session: Session) -> None:
    late(session, 100_00, 12)
    outcomes.keep(session, TOWN, DAY)
    said = TOWN.terms.series["outcomes_public"][0]
    off = DatedValue(False, date(2024, 1, 1), said.source, said.mark, None, False)
    silent = replace(TOWN, terms=Terms({**TOWN.terms.series, "outcomes_public": (off,)}))
    assert outcomes.keep(session, silent, DAY) == 0
    assert outcomes.published(session) is None


def test_it_takes_as_many_statements_however_much_there_is(session: Session) -> None:
    asked: list[str] = []
    event.listen(
        session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    counted = []
    for many, on in ((1, DAY), (15, NEXT_MONTH)):
        late(session, 10_00, many)
        decided(session, "plan", "granted", many, sent_at=NOW)
        session.flush()
        asked.clear()
        outcomes.keep(session, TOWN, on)
        outcomes.published(session)
        counted.append(len(asked))
    assert counted == [8, 8], "when it was, four tables, out with the old, in with the new, read"

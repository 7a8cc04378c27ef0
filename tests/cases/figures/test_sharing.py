"""What leaves for other municipalities: counts and sums, nothing about a few people."""

import csv
from datetime import timedelta
from io import StringIO

from sqlmodel import Session

from portal.cases.figures import sharing
from portal.cases.figures.counted import ALL
from portal.cases.figures.withholding import spread
from portal.municipality import load
from tests import builders
from tests.builders import DAY

TOWN = load("oss")


def late(session: Session, kind: str, people: int, claims: int = 1) -> None:
    due = DAY - timedelta(days=30)
    for _ in range(people):
        owner = builders.person(session)
        for _ in range(claims):
            builders.claim(
                session, owner, 10_00, kind=kind, due_on=due, arose_on=due - timedelta(days=30)
            )


def test_few_people_are_withheld_however_many_claims_they_have(session: Session) -> None:
    late(session, "invoice", 15)
    late(session, "loan", 20)
    late(session, "fine", 2, claims=8)
    arrears, *_ = sharing.tables(session, TOWN, DAY)
    shown = {(row, column): count for row, column, count, _ in arrears.cells()}
    assert shown["fine", "age-90"] is None
    assert shown["fine", ALL] is None
    assert shown[ALL, ALL] == 51
    assert all(spread(arrears.counts, arrears.hidden, cell) >= 10 for cell in arrears.hidden)


def test_a_total_over_many_cells_of_one_person_is_about_one_person(session: Session) -> None:
    owner, due = builders.person(session), DAY - timedelta(days=30)
    for _ in range(30):
        builders.claim(session, owner, kind="loan", due_on=due, arose_on=due)
        builders.claim(session, owner, kind="fine", due_on=due, arose_on=due)
    arrears, *_ = sharing.tables(session, TOWN, DAY)
    assert [count for _, _, count, _ in arrears.cells() if count] == []


def test_the_file_holds_no_person_and_no_number_that_is_withheld(session: Session) -> None:
    late(session, "invoice", 12)
    late(session, "loan", 3)
    text = StringIO()
    csv.writer(text).writerows(sharing.lines(sharing.tables(session, TOWN, DAY), TOWN.currency))
    cells = list(csv.DictReader(StringIO(text.getvalue())))
    assert {cell["shown"] for cell in cells} == {"yes", "withheld"}
    assert all(not cell["count"] and not cell["amount"] for cell in cells if cell["shown"] != "yes")
    assert "Test Person" not in text.getvalue()

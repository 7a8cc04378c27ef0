"""Looks are written beside the pages: all of them, many at once, also when a try fails."""

from sqlalchemy import text
from sqlmodel import select

from portal.db import Database
from portal.people.looks import LookBook, Looked, keep, looks_at
from portal.people.trail.models import Look
from tests import builders
from tests.builders import NOW


def look(person_id: int | None, detail: str = "") -> Looked:
    return Looked(
        at=NOW,
        actor="staff:worker",
        act="case:look",
        subject="case:x",
        detail=detail,
        person_id=person_id,
    )


def kept(database: Database) -> list[str]:
    with database.reading() as session:
        return [row.detail for row in session.exec(select(Look).order_by("id"))]


def test_a_person_reads_who_looked_the_newest_in_front_page_by_page(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        one, other = builders.person(session), builders.person(session)
        assert one.id is not None
        keep(session, [look(one.id, str(number)) for number in range(5)] + [look(other.id)])
    with embedded.reading() as session:
        first = looks_at(session, one.id, 3)
        second = looks_at(session, one.id, 3, before=first[-1].id)
    assert [row.detail for row in first + second] == ["4", "3", "2", "1", "0"]


def test_looks_are_written_in_the_order_they_came(embedded: Database) -> None:
    book = LookBook(embedded)
    for number in range(20):
        book.note(look(None, str(number)))
    book.settle()
    assert kept(embedded) == [str(number) for number in range(20)]


def test_a_look_that_could_not_be_written_is_written_later(embedded: Database) -> None:
    book = LookBook(embedded)
    _run(embedded, "alter table look rename to away")
    book.note(look(None, "early"))
    book.settle()
    _run(embedded, "alter table away rename to look")
    book.note(look(None, "late"))
    book.settle()
    assert kept(embedded) == ["early", "late"]


def test_a_look_at_somebody_who_is_gone_is_still_a_look(embedded: Database) -> None:
    book = LookBook(embedded)
    book.note(look(4711, "gone"))
    book.settle()
    assert kept(embedded) == ["gone"]


def _run(database: Database, command: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(command))

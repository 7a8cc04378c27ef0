"""Files and their rows: kept together or not at all, put right at night, kept for their time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from portal.cases import sent_along
from portal.cases.models import Case
from portal.db import Database
from portal.errors import NotFound
from portal.jobs import evidence as night_evidence
from portal.jobs.night import Chunk, Night
from portal.municipality import load
from portal.people.actors import Actor, person_actor
from portal.people.evidence import keeping
from portal.people.evidence.models import Evidence
from portal.people.evidence.sweeping import YOUNG, Swept, sweep
from portal.ports.files import FileNotTaken, FileParts, Limits
from tests import builders, filemaker

LIMITS = Limits(1_000_000, 20)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = datetime.now(UTC) + YOUNG * 2
"""The store's clock is the real one."""
OSS = load("oss")


@pytest.fixture
def parts() -> FileParts:
    return filemaker.quick()


def begun(database: Database, **more: object) -> tuple[Actor, str]:
    """Someone with a request of their own."""
    with database.unit_of_work() as session:
        owner = builders.person(session)
        case = builders.case(session, owner, [builders.claim(session, owner, 50_00)], **more)
        return person_actor(owner), case.ref


def send(database: Database, parts: FileParts, actor: Actor, ref: str, content: bytes) -> str:
    """Send a file along; return its name in the store."""
    made = keeping.made_ready(parts, content, "a.jpg", LIMITS)
    with made as ready, database.unit_of_work() as session:
        case = session.exec(select(Case).where(Case.ref == ref)).one()
        sent_along.add(session, actor, case, ready, most=3, now=NOW)
        return ready.stored


def rows(database: Database) -> list[Evidence]:
    with database.reading() as session:
        return list(session.exec(select(Evidence)).all())


def test_what_cannot_be_kept_leaves_no_file_behind(embedded: Database, parts: FileParts) -> None:
    actor, ref = begun(embedded)
    with pytest.raises(FileNotTaken):
        send(embedded, parts, actor, ref, filemaker.vector())
    with (
        pytest.raises(RuntimeError),
        keeping.made_ready(parts, filemaker.jpeg(), "a.jpg", LIMITS),
        embedded.unit_of_work(),
    ):
        raise RuntimeError("the database went away")
    assert list(parts.store.names()) == []
    assert rows(embedded) == []


def test_a_file_nobody_has_a_row_for_is_thrown_away_but_not_a_young_one(
    embedded: Database, parts: FileParts
) -> None:
    actor, ref = begun(embedded)
    stored = send(embedded, parts, actor, ref, filemaker.jpeg())
    parts.store.write("x" * 32, b"left behind by a process that died")
    assert sweep(embedded, parts.store, datetime.now(UTC)) == Swept(0, 0, 0)
    assert sweep(embedded, parts.store, LATER) == Swept(1, 0, 0)
    assert {name for name, _ in parts.store.names()} == {stored, stored + keeping.SMALL}
    assert sweep(embedded, parts.store, LATER) == Swept(0, 0, 0)


def test_a_file_that_is_missing_is_said_to_be_until_it_is_back(
    embedded: Database, parts: FileParts
) -> None:
    actor, ref = begun(embedded)
    stored = send(embedded, parts, actor, ref, filemaker.jpeg())
    content = parts.store.read(stored) or b""
    parts.store.delete(stored)
    assert sweep(embedded, parts.store, LATER) == Swept(0, 1, 0)
    assert sweep(embedded, parts.store, LATER) == Swept(0, 0, 0)
    assert [row.is_missing for row in rows(embedded)] == [True]
    parts.store.write(stored, content)
    assert sweep(embedded, parts.store, LATER) == Swept(0, 0, 1)
    assert [row.is_missing for row in rows(embedded)] == [False]


def test_a_file_that_was_changed_on_the_disk_is_not_shown(
    embedded: Database, parts: FileParts
) -> None:
    actor, ref = begun(embedded)
    stored = send(embedded, parts, actor, ref, filemaker.jpeg())
    parts.store.write(stored, filemaker.jpeg((9, 9)))
    with pytest.raises(NotFound):
        keeping.content(parts.store, rows(embedded)[0])


def night(session: Session, on: date) -> int:
    return night_evidence.let_go(session, Night(OSS, on, NOW), Chunk(0, 10**6))


@pytest.mark.parametrize(
    ("state", "days"), [("decided", 365), ("withdrawn", 365), ("draft", 90), ("sent", None)]
)
def test_a_file_is_kept_for_its_time(
    database: Database, parts: FileParts, state: str, days: int | None
) -> None:
    """A request that waits for an answer keeps its files however long that takes."""
    more = {"sent_at": None, "answer_by": None} if state == "draft" else {}
    actor, ref = begun(database, state="sent", changed_at=NOW)
    stored = send(database, parts, actor, ref, filemaker.jpeg())
    with database.unit_of_work() as session:
        case = session.exec(select(Case).where(Case.ref == ref)).one()
        case.state, case.changed_at = state, NOW
        for name, value in more.items():
            setattr(case, name, value)
    last = NOW.date() + timedelta(days=days or 4_000)
    with database.unit_of_work() as session:
        assert night(session, last) == 0
        assert night(session, last + timedelta(days=1)) == (1 if days else 0)
        assert night(session, last + timedelta(days=1)) == 0
    sweep(database, parts.store, LATER)
    assert (parts.store.read(stored) is None) == bool(days)


def test_a_file_of_a_mandate_is_kept_until_its_time_is_over(
    embedded: Database, parts: FileParts
) -> None:
    actor, _ = begun(embedded)
    made = keeping.made_ready(parts, filemaker.pdf(), "mandate.pdf", LIMITS)
    with made as ready, embedded.unit_of_work() as session:
        keep = {"about": "mandate:m1", "person_id": actor.id, "most": 3, "now": NOW}
        keeping.keep(session, actor, ready, **keep)
    with embedded.unit_of_work() as session:
        assert night(session, date(2040, 1, 1)) == 0
        keeping.close(session, "mandate:m1", date(2027, 1, 1))
        assert night(session, date(2028, 1, 1)) == 0
        assert night(session, date(2028, 1, 2)) == 1

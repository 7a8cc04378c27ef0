"""The trail: chained in batches, anchored by the day, and every kind of damage is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from portal.adapters.anchors import BadKey, FolderAnchors, new_key
from portal.db import Database
from portal.people import audit, looks
from portal.people.looks import Looked
from portal.people.trail.anchoring import anchor
from portal.people.trail.chain import chain
from portal.people.trail.checking import held
from portal.people.trail.erasing import erase
from portal.ports.anchors import BadAnchor
from tests.builders import DAY, NOW

KEY = new_key()
ROWS = 6


@dataclass
class Trail:
    """Acts and looks of two days, chained and anchored each day."""

    database: Database
    anchors: FolderAnchors
    folder: Path

    def day(self, number: int) -> None:
        """Some acts and looks, chained and anchored at the end of the day."""
        now = NOW + timedelta(days=number)
        with self.database.unit_of_work() as session:
            for each in range(ROWS // 2):
                audit.record(session, now, "staff:x", "case:take", f"case:{number}-{each}")
            look = Looked(
                at=now,
                actor="staff:x",
                act="case:look",
                subject=f"case:{number}",
                detail="",
                person_id=None,
            )
            looks.keep(session, [look] * (ROWS // 2))
        chain(self.database, now)
        anchor(self.database, self.anchors, now.date())

    def broken(self) -> dict[str, tuple[str, ...]]:
        """What does not hold, and for which."""
        with self.database.reading() as session:
            found = held(session, self.anchors)
        return {one.name: one.broken for one in found if one.broken}

    @contextmanager
    def unguarded(self) -> Iterator[Connection]:
        """The database with its own guards off, as for somebody who owns it."""
        with self.database.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                names = "select name from sqlite_master where type = 'trigger'"
                for name in connection.execute(text(names)).scalars().all():
                    connection.execute(text(f"drop trigger {name}"))
            else:
                connection.execute(text("set session_replication_role = replica"))
            yield connection
            if connection.dialect.name != "sqlite":
                connection.execute(text("set session_replication_role = origin"))


@pytest.fixture
def trail(database: Database, tmp_path: Path) -> Trail:
    made = Trail(database, FolderAnchors(tmp_path / "anchors", KEY), tmp_path / "anchors")
    made.day(0)
    made.day(1)
    return made


def sql(*commands: str) -> Callable[[Trail], None]:
    """Damage from inside the database."""

    def damage(trail: Trail) -> None:
        with trail.unguarded() as connection:
            for command in commands:
                connection.execute(text(command))

    return damage


def another_word_in_an_anchor(trail: Trail) -> None:
    file = trail.folder / "anchor-000001.json"
    file.write_text(file.read_text().replace('"batch": 2', '"batch": 1'))


def an_anchor_that_is_gone(trail: Trail) -> None:
    (trail.folder / "anchor-000002.json").unlink()


def an_anchor_by_a_strangers_key(trail: Trail) -> None:
    said = trail.anchors.read(1)
    assert said is not None
    (trail.folder / "anchor-000001.json").unlink()
    FolderAnchors(trail.folder, new_key()).keep(said)


LAST_DAY = (
    "delete from trail_anchor where no = 2",
    "delete from trail_salt where link > 6",
    "delete from trail_link where batch > 2",
    "delete from trail_batch where no > 2",
    "delete from look where id > 3",
    "delete from audit_event where id > 3",
)
DAMAGE = {
    "an act that says something else": (
        sql("update audit_event set act = 'case:leave' where id = 2"),
        {"act-or-look-as-it-was-chained": ("act 2",)},
    ),
    "a look by somebody else": (
        sql("update look set actor = 'staff:y' where id = 1"),
        {"act-or-look-as-it-was-chained": ("look 1",)},
    ),
    "another salt": (
        sql("update trail_salt set salt = 'x' where link = 1"),
        {"act-or-look-as-it-was-chained": ("act 1",)},
    ),
    "a look that is gone": (
        sql("delete from look where id = 2"),
        {"chained-act-or-look-is-there": ("look 2",)},
    ),
    "an act that is gone with its link": (
        sql(
            "delete from trail_salt where link = 2",
            "delete from trail_link where no = 2",
            "delete from audit_event where id = 2",
        ),
        {"trail-batch-follows-the-one-before": ("batch 1",)},
    ),
    "a link that says something else": (
        sql("update trail_link set digest = 'x' where no = 1"),
        {
            "act-or-look-as-it-was-chained": ("act 1",),
            "trail-batch-follows-the-one-before": ("batch 1",),
        },
    ),
    "a batch of another digest": (
        sql("update trail_batch set digest = 'x' where no = 1"),
        {"trail-batch-follows-the-one-before": ("batch 1", "batch 2")},
    ),
    "a whole day that never was": (
        sql(*LAST_DAY),
        {"anchor-says-what-the-trail-says": ("anchor 2",)},
    ),
    "a deletion that nobody did": (
        sql(
            "insert into trail_erasure (source, row_id, at, by, ground)"
            " values ('look', 1, '2026-01-01', 'x', 'x')",
            "delete from trail_salt where link = 4",
            "delete from look where id = 1",
        ),
        {"deletion-from-trail-is-an-act": ("deletion 1",)},
    ),
    "an anchor of another batch": (
        sql("update trail_anchor set batch = 1 where no = 2"),
        {"anchor-says-what-the-trail-says": ("anchor 2",)},
    ),
    "another word in an anchor's file": (
        another_word_in_an_anchor,
        {"anchor-says-what-the-trail-says": ("anchor 1",)},
    ),
    "an anchor's file that is gone": (
        an_anchor_that_is_gone,
        {"anchor-says-what-the-trail-says": ("anchor 2",)},
    ),
    "an anchor signed by a stranger": (
        an_anchor_by_a_strangers_key,
        {"anchor-says-what-the-trail-says": ("anchor 1",)},
    ),
}


def test_a_trail_that_nobody_touched_holds(trail: Trail) -> None:
    assert trail.broken() == {}
    assert trail.anchors.numbers() == [1, 2]


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_and_named(trail: Trail, name: str) -> None:
    damage, found = DAMAGE[name]
    damage(trail)
    assert trail.broken() == found


def test_each_row_is_chained_once_and_a_second_time_finds_nothing(trail: Trail) -> None:
    assert chain(trail.database, NOW) == 0
    assert anchor(trail.database, trail.anchors, DAY + timedelta(days=1)) is None


def test_what_was_deleted_by_an_act_leaves_a_chain_that_holds(trail: Trail) -> None:
    with trail.database.unit_of_work() as session:
        erase(session, "look", [1, 2], by="night", ground="ground-time-over", now=NOW)
        erase(session, "act", [1], by="night", ground="ground-time-over", now=NOW)
    chain(trail.database, NOW)
    assert trail.broken() == {}
    with trail.database.engine.connect() as connection:
        assert connection.execute(text("select count(*) from look")).scalar() == ROWS - 2


@pytest.mark.parametrize("table", ["look", "audit_event"])
def test_without_that_act_the_database_deletes_nothing(trail: Trail, table: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        trail.database.engine.begin() as connection,
    ):
        connection.execute(text(f"delete from {table} where id = 1"))


CHAIN = {
    "look": "detail = 'x'",
    "trail_batch": "digest = 'x'",
    "trail_link": "digest = 'x'",
    "trail_anchor": "digest = 'x'",
}


@pytest.mark.parametrize("table", CHAIN)
def test_the_database_itself_changes_nothing_of_the_trail(trail: Trail, table: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        trail.database.engine.begin() as connection,
    ):
        connection.execute(text(f"update {table} set {CHAIN[table]}"))


def test_an_anchor_that_was_signed_before_the_run_died_is_taken_as_it_is(trail: Trail) -> None:
    with trail.unguarded() as connection:
        connection.execute(text("delete from trail_anchor where no = 2"))
    assert anchor(trail.database, trail.anchors, DAY + timedelta(days=2)) == 2
    assert trail.broken() == {}


def test_a_new_key_trusts_the_anchors_of_the_one_before(tmp_path: Path) -> None:
    said = {"no": 1, "on": "2026-11-22", "batch": 1, "digest": "d"}
    old = FolderAnchors(tmp_path, KEY)
    old.keep(said)
    fresh = new_key()
    with pytest.raises(BadAnchor):
        FolderAnchors(tmp_path, fresh).read(1)
    assert FolderAnchors(tmp_path, fresh + old.public_key()).read(1) == said
    with pytest.raises(FileExistsError):
        old.keep(said)
    with pytest.raises(BadKey):
        FolderAnchors(tmp_path, b"no key")

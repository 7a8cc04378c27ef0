"""The code of the step before works on a newer schema: what it writes and reads is still taken.

Rows as they were before a step are written, changed and read after it with the columns of before.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from portal import migrate
from portal.db import Database, make_engine
from portal.demo import fill as fill_demo
from portal.municipality import load
from tests.builders import DAY, NOW
from tests.db.test_migrations import fill
from tests.structure.test_migrations_expand import CONTRACTS, FIRST

Rows = dict[Table, list[dict[str, Any]]]


def steps() -> list[tuple[str, str]]:
    """Every revision since the first release with the one before it, the newest first."""
    walked = ScriptDirectory.from_config(migrate.configuration()).walk_revisions()
    return [(str(one.down_revision), one.revision) for one in walked if one.revision > FIRST]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_code_before_each_step_works_after_it(
    database: Database, database_url: str, empty: Callable[[str], Engine]
) -> None:
    fill(database)
    walk(database_url, empty, steps()[:1])
    assert len(list(only_adds(database_url, steps()[1:]))) > 4


@pytest.mark.long
@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_the_code_before_each_step_works_after_it_on_a_whole_town(
    database: Database, database_url: str, empty: Callable[[str], Engine], town: str
) -> None:
    day = {"today": DAY, "now": NOW, "identity_key": "x" * 32}
    fill_demo(database, load(town), **day)
    try:
        walk(database_url, empty, steps())
    finally:
        database.engine.dispose()
        migrate.upgrade(database_url)  # the next test may find this very database


def walk(url: str, empty: Callable[[str], Engine], few: list[tuple[str, str]]) -> None:
    """Take the database at this address down step by step; try its rows on each newer shape."""
    for revision, before in only_adds(url, few):
        older, newer = rows_of(before), empty(revision)
        with newer.begin() as connection:
            trust_references(connection)
            written = sum(tried(connection, table, rows) for table, rows in older.items())
        assert written > 10
        newer.dispose()


def only_adds(url: str, few: list[tuple[str, str]]) -> Iterator[tuple[str, Engine]]:
    """Take the database down; give each revision with what is there before it."""
    engine = make_engine(url)
    newer = needed(engine)
    for before, revision in few:
        engine.dispose()
        migrate.downgrade(url, before)
        older = needed(engine)
        found = [(table, newer[table] - names) for table, names in older.items() if table in newer]
        new = {table: names for table, names in found if names}
        assert new == {}, f"{revision}: give it a default, or let it be empty"
        assert revision in CONTRACTS or not older.keys() - newer.keys()
        yield revision, engine
        newer = older
    engine.dispose()


def rows_of(engine: Engine) -> Rows:
    known = MetaData()
    known.reflect(engine)
    with engine.connect() as connection:
        return {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in known.sorted_tables
            if table.name != "alembic_version"
        }


def tried(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Write, read and change rows as who knows only these columns does; say how many."""
    if not rows:
        return 0
    connection.execute(table.insert(), rows)
    found = [dict(row) for row in connection.execute(select(table)).mappings()]
    assert sorted(map(str, found)) == sorted(map(str, rows))
    first = table.columns[0]
    with suppress(DBAPIError), connection.begin_nested():  # what was written may have to stay
        connection.execute(table.update().values({first.name: first}))
    return len(rows)


def needed(engine: Engine) -> dict[str, set[str]]:
    """By table the columns that whoever writes a row must name."""
    seen = inspect(engine)
    return {
        table: {
            str(column["name"])
            for column in seen.get_columns(table)
            if not column["nullable"] and column["default"] is None and column["name"] != "id"
        }
        for table in seen.get_table_names()
    }


def trust_references(connection: Connection) -> None:
    """Write in any order, without what follows by itself: the rows are whole."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("set session_replication_role = replica"))


@pytest.fixture
def empty(database_url: str, sqlite_template: Path) -> Callable[[str], Engine]:
    """Makes empty databases of a revision beside the one of the test."""

    def make(revision: str) -> Engine:
        address = make_url(database_url)
        if address.get_backend_name() == "sqlite":
            path = sqlite_template.with_name("older.db")
            beside = f"sqlite:///{shutil.copy(sqlite_template, path)}"
        else:
            beside = address.set(database="older").render_as_string(hide_password=False)
            made = make_engine(database_url).execution_options(isolation_level="AUTOCOMMIT")
            with made.connect() as connection:
                connection.execute(text("drop database if exists older with (force)"))
                connection.execute(text("create database older"))
            made.dispose()
            migrate.upgrade(beside)
        if revision != steps()[0][1]:
            migrate.downgrade(beside, revision)
        return create_engine(beside)

    return make

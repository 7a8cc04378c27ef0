"""Migrations: up, down and up again on a filled database, and the same shape as the models."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel, select

from portal import migrate, versions
from portal.cases.letterbox.models import PostBatch, PostBatchItem
from portal.cases.models import Receipt
from portal.cases.receipts import Kept
from portal.db import Database, make_engine
from portal.ledger.models import LedgerEntry
from portal.people.refs import new_ref
from tests import builders

OURS = set(SQLModel.metadata.tables)


def fill(database: Database) -> None:
    """Put rows in most tables, so that a migration has something to fall over."""
    with database.unit_of_work() as session:
        owner = builders.person(session)
        claims = [builders.claim(session, owner, fee=9_00), builders.claim(session, owner)]
        made = builders.plan(session, owner, claims)
        builders.pay(session, claims[0], 150_00)
        case = builders.case(session, owner, claims, state="decided")
        builders.decision(session, case, plan_id=made.id)
        told, staff = builders.message(session, owner), builders.staff(session)
        batch = PostBatch(ref=new_ref(), made_at=builders.NOW, staff_id=staff.id)
        session.add(batch)
        session.flush()
        assert batch.id is not None
        assert told.id is not None
        session.add(PostBatchItem(batch_id=batch.id, outgoing_id=told.id))


def shape(engine: Engine) -> dict[str, Any]:
    """Every table with its columns, keys, indexes and checks, in no particular order."""
    seen = inspect(engine)

    def told(rows: list[Any]) -> list[str]:
        return sorted(
            str(sorted((key, words(value)) for key, value in row.items())) for row in rows
        )

    def words(value: object) -> str:
        return str(
            {key: str(of) for key, of in value.items()} if isinstance(value, dict) else value
        )

    return {
        table: {
            "columns": told(seen.get_columns(table)),
            "primary": str(seen.get_pk_constraint(table)),
            "foreign": told(seen.get_foreign_keys(table)),
            "unique": told(seen.get_unique_constraints(table)),
            "indexes": told(seen.get_indexes(table)),
            "checks": told(seen.get_check_constraints(table)),
        }
        for table in seen.get_table_names()
        if table in OURS
    }


def test_up_down_and_up_on_a_filled_database(database: Database, database_url: str) -> None:
    fill(database)
    before = shape(database.engine)
    database.engine.dispose()
    migrate.downgrade(database_url)
    assert shape(database.engine) == {}
    migrate.upgrade(database_url)
    assert shape(database.engine) == before
    fill(database)


def test_receipts_of_before_are_sealed_as_they_are(database: Database, database_url: str) -> None:
    fill(database)
    database.engine.dispose()
    migrate.downgrade(database_url, "0004")
    migrate.upgrade(database_url)
    with database.reading() as session:
        receipt = session.exec(select(Receipt)).one()
        assert receipt.seal == Kept.of(receipt).sealed()
    with pytest.raises(IntegrityError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text("update receipt set seal = ''"))


def test_the_migrated_database_has_the_shape_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_checks_and_keys_have_the_names_and_words_of_the_models(
    database: Database, database_url: str
) -> None:
    migrated = shape(database.engine)
    database.engine.dispose()
    migrate.downgrade(database_url)
    try:
        SQLModel.metadata.create_all(database.engine)
        assert shape(database.engine) == migrated
    finally:
        SQLModel.metadata.drop_all(database.engine)
        database.engine.dispose()
        migrate.upgrade(database_url)


def test_upgrading_again_changes_nothing(database: Database, database_url: str) -> None:
    fill(database)
    migrate.upgrade(database_url)
    with database.reading() as session:
        assert session.exec(select(LedgerEntry)).all() != []
    assert versions.is_newest(database_url)


def test_an_empty_database_is_not_the_newest(tmp_path: Path) -> None:
    assert not versions.is_newest(f"sqlite:///{tmp_path / 'empty.db'}")


def test_it_works_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate.upgrade("sqlite:///here.db")
    assert versions.is_newest("sqlite:///here.db")
    assert [path.name for path in tmp_path.iterdir()] == ["here.db"]


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'half.db'}"
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql('create table "case" (id integer)')
    with pytest.raises(OperationalError):
        migrate.upgrade(url)
    assert inspect(engine).get_table_names() == ["case"]
    engine.dispose()


def test_the_versions_this_code_knows_are_the_steps_there_are() -> None:
    walked = ScriptDirectory.from_config(migrate.configuration()).walk_revisions()
    assert versions.known() == tuple(reversed([step.revision for step in walked]))

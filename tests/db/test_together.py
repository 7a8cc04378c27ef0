"""Readings of one page share a session; none of them sees less than was changed before it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from portal.db import Database, connection_of
from portal.people import audit
from portal.people.models import AuditEvent

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_two_readings_share_a_session_until_something_is_changed(database: Database) -> None:
    with database.together():
        first, second = session_of(database), session_of(database)
        change(database)
        assert first == second
        assert count(database) == 1


def test_what_was_changed_within_a_reading_is_seen_by_the_next(database: Database) -> None:
    with database.together():
        with database.reading() as session:
            session.exec(select(func.count()).select_from(AuditEvent)).one()
            change(database)
        assert count(database) == 1


def test_after_an_error_the_next_reading_begins_anew(database: Database) -> None:
    with database.together():
        with pytest.raises(DBAPIError):
            ask_for_what_is_not_there(database)
        assert count(database) == 0, "PostgreSQL answers nothing more in a transaction that failed"


def ask_for_what_is_not_there(database: Database) -> None:
    with database.reading() as session:
        connection_of(session).exec_driver_sql("select 1 from not_there")


def session_of(database: Database) -> int:
    with database.reading() as session:
        return id(session)


def count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(AuditEvent)).one()


def change(database: Database) -> None:
    with database.unit_of_work() as session:
        audit.record(session, NOW, "rules", "case:begin", "case:x", "plan")

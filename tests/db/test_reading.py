"""Readings on PostgreSQL: they change nothing, and a statement is planned once for many of them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from portal.db import Database, connection_of
from portal.people.models import Person

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@on_postgresql
def test_a_statement_of_many_readings_is_prepared_and_stays_so(database: Database) -> None:
    """The driver forgets what it has prepared with each transaction that is taken back."""
    for _ in range(10):
        with database.reading() as session:
            session.exec(select(Person).where(Person.ref == "nobody")).all()
    with database.reading() as session:
        kept = text("select count(*) from pg_prepared_statements where statement like '%person%'")
        assert connection_of(session).execute(kept).scalar_one() >= 1


@on_postgresql
def test_a_reading_takes_no_change(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"), database.reading() as session:
        connection_of(session).exec_driver_sql("delete from switch_turned")
    with database.unit_of_work() as session:
        connection_of(session).exec_driver_sql("delete from switch_turned where id < 0")

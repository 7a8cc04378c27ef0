"""An error of the database says what rule was broken, and never a value: on both engines."""

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.db import Database
from portal.errors import Conflict
from tests import builders

PLANTED = "123456782"
WRONG = {
    "a rule": "update person set kind = :told",
    "null": "update person set name = null where name = :told",
    "not a day": "select cast(:told || 'x' as date) from person",
    "not a whole number": "select cast(:told || 'x' as integer) from person",
    "no such table": "select :told from nowhere",
}
TAKEN_BY_SQLITE = {"not a day", "not a whole number"}


@pytest.mark.parametrize("broken", WRONG)
def test_an_error_names_the_rule_and_not_the_value(database: Database, broken: str) -> None:
    with database.unit_of_work() as session:
        builders.person(session, name=PLANTED, address=PLANTED, email=PLANTED)
    said = ""
    try:
        with database.unit_of_work() as session:
            session.execute(text(WRONG[broken]), {"told": PLANTED})
    except SQLAlchemyError as error:
        said = "".join(traceback.format_exception(error))
    assert PLANTED not in said
    assert "Error" in said or (broken in TAKEN_BY_SQLITE and database.engine.name == "sqlite")


def test_what_is_there_already_is_not_repeated(database: Database) -> None:
    said = ""
    try:
        with database.unit_of_work() as session:
            for _ in range(2):
                builders.person(session, identity_digest=PLANTED)
    except Conflict as conflict:
        said = "".join(traceback.format_exception(conflict))
    assert "identity" in said
    assert PLANTED not in said


def test_a_broken_rule_is_named(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="ck_person_kind"), database.unit_of_work() as session:
        builders.person(session, kind=PLANTED)

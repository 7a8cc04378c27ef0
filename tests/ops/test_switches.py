"""A part of the portal is closed for a while, with no restart; a database that only reads."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import Database
from portal.people import switches
from portal.web.closed import PART_OF, TEXTS
from tests import builders
from tests.builders import NOW
from tests.conftest import ONE_ENGINE


def turn(database: Database, part: str, *, is_closed: bool) -> bool:
    with database.unit_of_work() as session:
        return switches.turn(session, part, is_closed=is_closed, by="x", why="y", now=NOW)


@pytest.fixture
def visitor(portal: Flask) -> FlaskClient:
    return portal.test_client()


def test_a_closed_part_says_so_with_the_telephone_and_opens_again(
    visitor: FlaskClient, embedded: Database
) -> None:
    turn(embedded, "sign-in", is_closed=True)
    page = visitor.get("/sign-in")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "600")
    assert "tel:" in page.text
    assert visitor.get("/").status_code == 200, "all else goes on"
    turn(embedded, "sign-in", is_closed=False)
    assert visitor.get("/sign-in").status_code == 200


def test_closing_what_is_closed_is_no_second_turn(database: Database) -> None:
    assert [turn(database, "payments", is_closed=to) for to in (True, True, False, True)] == [
        True,
        False,
        True,
        True,
    ]
    with database.reading() as session:
        assert switches.closed(session) == {"payments"}


def test_every_part_has_pages_that_are_there_and_a_text(portal: Flask) -> None:
    assert set(PART_OF.values()) == set(TEXTS) == set(switches.PARTS)
    assert set(PART_OF) <= set(portal.view_functions)


@pytest.mark.skipif(ONE_ENGINE != "sqlite", reason="of a file; of a server: tests/life")
def test_a_database_that_only_reads_answers_reading_and_says_that_nothing_was_kept(
    visitor: FlaskClient, embedded: Database
) -> None:
    with embedded.unit_of_work() as session:
        builders.staff(session).ref = "demo-worker"
    builders.only_reads(embedded)
    told = visitor.post("/sign-in", data={"person": "demo-worker"})
    assert visitor.get("/").status_code == 200
    embedded.engine.dispose()
    assert (told.status_code, told.headers["Retry-After"]) == (503, "120")

"""What the proxy and those who watch ask: does it live, can it serve."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.db import Database
from tests.conftest import ONE_ENGINE

READY = {"database": "ok", "migrations": "ok", "policy": "ok"}


@pytest.fixture
def visitor(portal: Flask) -> FlaskClient:
    return portal.test_client()


def version(database: Database, told: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :told"), {"told": told})


def test_a_portal_that_can_serve_says_so(visitor: FlaskClient) -> None:
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.json) == (200, READY)


def test_code_before_its_migration_is_not_ready_and_before_a_newer_one_goes_on(
    visitor: FlaskClient, embedded: Database
) -> None:
    version(embedded, "0001")
    behind = visitor.get("/ready")
    assert (behind.status_code, behind.headers["Retry-After"]) == (503, "10")
    assert behind.json == READY | {"migrations": "not ready"}
    version(embedded, "9999")
    assert visitor.get("/ready").status_code == 200


def test_a_database_of_another_town_is_not_ours(visitor: FlaskClient, embedded: Database) -> None:
    with embedded.engine.begin() as connection:
        connection.execute(text("insert into installation values ('municipality', 'elsewhere')"))
    assert visitor.get("/ready").json == READY | {"database": "not ready"}


@pytest.mark.skipif(ONE_ENGINE != "sqlite", reason="a file is taken away; servers: tests/life")
def test_it_lives_without_a_database_and_is_ready_again_when_that_is_back(
    visitor: FlaskClient, embedded: Database
) -> None:
    file = Path(embedded.engine.url.database or "")
    embedded.engine.dispose()
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()
    assert visitor.get("/health").data == b"ok"
    assert visitor.get("/ready").status_code == 503
    file.rmdir()
    away.rename(file)
    assert visitor.get("/ready").status_code == 200


def test_a_term_that_has_not_begun_is_not_ready(portal: Flask) -> None:
    parts = portal.extensions["portal"]
    terms = parts.town.terms
    [first, *_] = terms.series["adult_age"]
    later = replace(first, start=parts.clock.today() + timedelta(days=1))
    late = replace(terms, series={**terms.series, "adult_age": (later,)})
    portal.extensions["portal"] = replace(parts, town=replace(parts.town, terms=late))
    answer = portal.test_client().get("/ready")
    assert (answer.status_code, answer.json) == (503, READY | {"policy": "not ready"})

"""What a page costs: as many statements for a hundred claims as for one, and no word made anew."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import meta

from portal import texts
from portal.db import Database
from portal.people import signins
from portal.ports import Identity
from tests import builders
from tests.ops.conftest import app_on
from tests.web.staff.counting import statements

PAGES = ("/overview", "/claims/{claim}", "/claims/{claim}/pay", "/by-phone", "/letters", "/cases")
BESIDE = 3
"""Statements of the overview beside that of the session: claims, their plans, all else."""


def someone_with(app: Flask, claims: int) -> tuple[FlaskClient, str]:
    """A resident with so many claims, half of them in a plan each, and a request; signed in."""
    database: Database = app.extensions["portal"].database
    with database.unit_of_work() as session:
        owner = builders.person(session)
        owed = [builders.claim(session, owner, 400_00) for _ in range(claims)]
        for claim in owed[: (claims + 1) // 2]:
            builders.plan(session, owner, [claim])
        builders.case(session, owner, owed)
        now = app.extensions["portal"].clock.now()
        secret = signins.begin(session, Identity("resident", owner.ref), now)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sid"] = secret
    client.get("/overview")
    return client, owed[0].ref


def counts(app: Flask, claims: int) -> dict[str, int]:
    client, ref = someone_with(app, claims)
    found = {}
    for page in PAGES:
        with statements(client.application) as asked:
            answer = client.get(page.format(claim=ref))
        assert answer.status_code in (200, 302), (page, answer.status)
        found[page] = len([one for one in asked if not one.startswith("BEGIN")])
    return found


def test_a_page_asks_as_often_for_a_hundred_claims_as_for_one(portal: Flask) -> None:
    one, ten, hundred = (counts(portal, claims) for claims in (1, 10, 100))
    assert one == ten == hundred
    assert one["/overview"] == 1 + BESIDE


@pytest.mark.parametrize("lang", [*texts.LANGUAGES, *texts.MORE])
def test_amounts_are_written_as_the_language_writes_them(lang: str) -> None:
    for minor in (0, 1, 99, 1_00, 999_99, 1_000_00, 123_456_789, -12_345_67):
        said = texts.amount(lang, "EUR", minor).strip("\u2066\u2069").replace("\u2212", "")
        wanted = format_currency(Decimal(abs(minor)).scaleb(-2), "EUR", locale=texts.locale(lang))
        assert said == wanted.replace(" ", "\u00a0").strip("\u200f").replace("EUR", "€")


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_a_sentence_that_ends_in_an_amount_has_one_full_stop(lang: str) -> None:
    said = texts.text(lang, "what-if-total", amount=texts.amount(lang, "DKK", 415_00))
    assert said.endswith("kr.")
    assert not said.endswith("..")


def test_a_moment_has_the_day_as_the_language_writes_it() -> None:
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert texts.moment("da", at) == "23. november 2026 kl. 09.05"
    assert texts.moment("nl", at) == "23 november 2026, 09:05"


def test_components_look_nothing_up_in_the_page_that_uses_them(portal: Flask) -> None:
    """So that they are made once: see portal.web.templating."""
    environment = portal.jinja_env
    source, *_ = environment.loader.get_source(environment, "_components.html")  # type: ignore[union-attr]
    wanted = meta.find_undeclared_variables(environment.parse(source))
    assert wanted <= set(environment.globals)


@pytest.fixture
def portal(embedded: Database) -> Flask:
    return app_on(embedded, builders.DAY)

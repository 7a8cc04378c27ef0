"""What programs read: described, opened by a key only, in its scope, and not too often."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlmodel import select

from portal.ledger.firms.statement import account as account_of
from portal.people import tokens
from portal.people.actors import person_actor
from portal.people.models import Person
from portal.people.tokens import ApiToken
from portal.web.api import opening
from portal.web.api.description import openapi
from portal.web.limits import Limit, Limiter
from tests.web.conftest import TODAY, moment

PATHS = ("claims", "balance", "statement?from=2026-01-01&to=2026-11-21", "plans")
FIRM = "demo-business"
FEW = settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def key_of(app: Flask, scopes: tuple[str, ...] = tokens.SCOPES, days: int = 30) -> str:
    parts = app.extensions["portal"]
    with parts.database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == FIRM)).one()
        given: dict[str, Any] = {"once": str(scopes), "name": "Books", "scopes": scopes}
        last = TODAY + timedelta(days=days)
        made = tokens.make(
            session,
            parts.tokens,
            person_actor(person),
            **given,
            last_day=last,
            on=TODAY,
            now=moment(),
        )
        return made[1]


@pytest.fixture
def client(norddjurs: Flask) -> Iterator[FlaskClient]:
    with norddjurs.test_client() as made:
        yield made


def read(client: FlaskClient, path: str, key: str = "") -> Any:
    return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"} if key else {})


def test_the_description_is_sound_and_for_everyone(client: FlaskClient) -> None:
    OpenAPIV31SpecValidator(openapi()).validate()
    assert read(client, "openapi.json").json == openapi()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(norddjurs: Flask, mode: GenerationMode) -> None:
    """Requests made from the description itself, right ones and wrong ones."""
    key = key_of(norddjurs)
    headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", norddjurs)
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
            continue

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def answers(case: Any) -> None:
            # That a period ends after it begins, no schema can say.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        answers()


def test_the_books_agree_with_the_ledger(norddjurs: Flask, client: FlaskClient) -> None:
    key = key_of(norddjurs)
    balance, account = (read(client, path, key).json for path in PATHS[1:3])
    claims = read(client, "claims", key).json
    with norddjurs.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == FIRM)).one()
        left = account_of(session, person.id or 0, TODAY, TODAY).closing
    assert balance["total"] == account["closing"] == f"{left // 100}.{left % 100:02d}"
    assert claims["count"] == len(claims["claims"]) == 2
    one = claims["claims"][0]
    assert read(client, f"claims/{one['ref']}", key).json == one
    assert read(client, "claims?limit=1&offset=1", key).json["claims"] == claims["claims"][1:]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_key_that_opens_it_nothing_is_read(
    norddjurs: Flask, client: FlaskClient, path: str
) -> None:
    for key in ("", "x", "ovb_0000"):
        page = read(client, path, key)
        assert (page.status_code, page.mimetype) == (401, "application/problem+json")
        assert page.headers["WWW-Authenticate"] == "Bearer"
    other = "read:statement" if "statement" not in path else "read:claims"
    page = read(client, path, key_of(norddjurs, (other,)))
    assert (page.status_code, page.json["status"]) == (403, 403)


def test_a_key_that_is_over_or_ended_opens_nothing(norddjurs: Flask, client: FlaskClient) -> None:
    assert read(client, "claims", key_of(norddjurs, days=-1)).status_code == 401
    key = key_of(norddjurs, ("read:claims",))
    assert read(client, "claims", key).status_code == 200
    parts = norddjurs.extensions["portal"]
    with parts.database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == FIRM)).one()
        token = session.exec(select(ApiToken).where(ApiToken.uses == 1)).one()
        assert token.used_on == TODAY
        tokens.end(session, person_actor(person), token.ref, moment())
    assert read(client, "claims", key).status_code == 401


def test_the_claim_of_another_is_not_found(norddjurs: Flask, client: FlaskClient) -> None:
    page = read(client, "claims/nobody-has-this", key_of(norddjurs))
    assert (page.status_code, page.json["title"]) == (404, "Not found")


def test_too_often_says_when_to_come_again(
    norddjurs: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(norddjurs.extensions, "limits", Limiter())
    monkeypatch.setattr(opening, "USES", Limit("key", 2, seconds=60, ahead=1))
    key = key_of(norddjurs)
    assert [read(client, "plans", key).status_code for _ in range(3)] == [200, 200, 429]
    assert 0 < int(read(client, "plans", key).headers["Retry-After"]) <= 60


def test_nothing_is_changed_through_it(norddjurs: Flask, client: FlaskClient) -> None:
    page = client.post("/api/v1/claims", headers={"Authorization": f"Bearer {key_of(norddjurs)}"})
    assert (page.status_code, page.headers["Allow"]) == (405, "GET")
    assert client.get("/api/v1/elsewhere").status_code == 404

"""Sessions: proving anew for what is sensitive, where one is signed in, the end at both ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.db import Database
from portal.people.models import SignIn
from portal.people.signing.sessions import device
from portal.people.signins import IDLE
from portal.web.signing_again import FRESH, ONE_ACT, SENSITIVE
from tests import builders
from tests.signing.conftest import Browser, MovedClock, portal_of
from tests.signing.provider import CLIENT, Provider

Rows = Callable[[Any], list[Any]]
LENDING = "/helpers/new/all"
ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19.0 Safari/604.1"


def open_sessions(people: Rows) -> int:
    return sum(one.ended_at is None for one in people(SignIn))


def test_a_sensitive_page_asks_for_a_stronger_proof_and_leads_back(
    visitor: Browser, provider: Provider
) -> None:
    visitor.sign_in()
    before = visitor.secret()
    asked = visitor.get(LENDING)
    assert (asked.status_code, asked.location) == (303, "/sign-in/again")
    assert "be sure that it is you" in visitor.get("/sign-in/again").text
    provider.user["acr"] = "high"
    back = visitor.sign_in(path="/sign-in/again/go")
    assert (back.status_code, back.location) == (303, LENDING)
    assert visitor.get(LENDING).status_code == 200
    assert visitor.secret() != before
    question = provider.asked[-1]
    assert (question["prompt"], question["max_age"]) == ("login", "300")
    assert question["acr_values"] == "high"


def test_the_secret_of_before_the_new_proof_opens_nothing(
    visitor: Browser, portal: Flask, provider: Provider
) -> None:
    visitor.sign_in()
    old = Browser(portal)
    with old.client.session_transaction() as cookie:
        cookie["sid"] = visitor.secret()
    provider.user["acr"] = "high"
    visitor.sign_in(path="/sign-in/again/go")
    assert visitor.is_in
    assert not old.is_in


def test_a_strong_proof_is_enough_for_a_while_and_for_a_form_that_was_begun_in_time(
    visitor: Browser, provider: Provider, clock: MovedClock
) -> None:
    provider.user["acr"] = "high"
    visitor.sign_in()
    assert visitor.get(LENDING).status_code == 200
    clock.by = FRESH - timedelta(minutes=1)
    assert visitor.get(LENDING).status_code == 200
    clock.by += IDLE - timedelta(minutes=1)
    assert visitor.client.post(LENDING, data={}).status_code == 422
    assert visitor.get(LENDING).location == "/sign-in/again"


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        ({"acr": "substantial"}, "not safe enough"),
        ({"auth_time": 1_000_000_000}, "could not see that you signed in again"),
        ({"auth_time": None}, "could not see that you signed in again"),
        ({"sub": "sub-2"}, "somebody else than before"),
    ],
)
def test_a_new_proof_is_of_now_strong_and_by_the_same_person(
    visitor: Browser, provider: Provider, lie: dict[str, Any], told: str
) -> None:
    visitor.sign_in()
    provider.claims = lambda true: {
        key: value for key, value in {**true, "acr": "high", **lie}.items() if value is not None
    }
    provider.told = {"sub": lie.get("sub", "sub-1")}
    page = visitor.sign_in(path="/sign-in/again/go")
    assert page.status_code == 400
    assert told in page.text
    assert visitor.is_in
    assert visitor.get(LENDING).location == "/sign-in/again"


def test_staff_prove_anew_for_a_form_without_a_page_and_come_back_to_where_it_stands(
    visitor: Browser, provider: Provider, embedded: Database
) -> None:
    provider.user |= {"email": "chief@town.example", "email_verified": True}
    with embedded.unit_of_work() as session:
        builders.staff(session, "supervisor").login = "chief@town.example"
    visitor.sign_in("staff")
    made = "/staff/cases/some-case/prepared/some-letter"
    assert visitor.client.post(f"{made}/signed").location == "/sign-in/again"
    assert visitor.client.post(f"{made}/back").status_code != 303
    provider.user["acr"] = "high"
    assert visitor.sign_in(path="/sign-in/again/go").location == made


def test_which_acts_are_sensitive_is_a_setting(visitor: Browser, portal: Flask) -> None:
    visitor.sign_in()
    parts = portal.extensions["portal"]
    told = replace(parts.settings.sign_in, sensitive=frozenset({"account"}))
    portal.extensions["portal"] = replace(parts, settings=replace(parts.settings, sign_in=told))
    assert visitor.get(LENDING).status_code == 200


def test_every_sensitive_act_is_one_of_the_portal(portal: Flask) -> None:
    ends = {rule.endpoint for rule in portal.url_map.iter_rules()}
    assert {*SENSITIVE, *ONE_ACT, *(one.page for one in SENSITIVE.values())} <= ends


def test_one_sees_where_one_is_signed_in_and_ends_it_there(portal: Flask, visitor: Browser) -> None:
    first = Browser(portal)
    for one, agent in ((first, ANDROID), (visitor, SAFARI)):
        one.client.environ_base["HTTP_USER_AGENT"] = agent
        one.sign_in()
    page = visitor.get("/sessions").text
    assert "Safari on an iPhone" in page
    assert "Firefox on Android" in page
    assert "Mozilla" not in page
    handle = page.split('name="session" value="')[1].split('"')[0]
    assert visitor.client.post("/sessions/end", data={"session": handle}).status_code == 303
    said = ["signed out there now" in visitor.get("/sessions").text for _ in range(2)]
    assert said == [True, False], "it is told once"
    assert visitor.is_in
    assert not first.is_in


def test_nobody_ends_a_session_of_somebody_else(
    portal: Flask, visitor: Browser, provider: Provider, people: Rows
) -> None:
    visitor.sign_in()
    (theirs,) = people(SignIn)
    other = Browser(portal)
    provider.user |= {"sub": "sub-2", "bsn": "999990147"}
    other.sign_in()
    assert (
        other.client.post("/sessions/end", data={"session": theirs.digest[:16]}).status_code == 404
    )
    other.client.post("/sessions/end", data={"session": "others"})
    assert visitor.is_in


def test_a_device_is_named_by_families_alone() -> None:
    assert device(ANDROID) == "firefox/android"
    assert device("curl/8") == "/"


def test_one_signs_out_at_both_ends_and_the_address_names_nobody(
    visitor: Browser, provider: Provider
) -> None:
    visitor.sign_in()
    page = visitor.client.post("/sign-out")
    assert not visitor.is_in
    address = page.text.split('content="0; url=')[1].split('"')[0].replace("&amp;", "&")
    assert address.startswith(f"{provider.url}/end_session?client_id={CLIENT}&")
    assert "id_token" not in address
    assert visitor.prove(address) == "/signed-out?"
    assert "You are signed out" in visitor.get("/signed-out").text


def test_a_provider_that_is_down_keeps_nobody_signed_in(
    visitor: Browser, provider: Provider, portal: Flask, embedded: Database
) -> None:
    visitor.sign_in()
    portal_of(provider.url, embedded)
    provider.status = 500
    assert visitor.client.post("/sign-out").location == "/signed-out"
    assert not visitor.is_in


@pytest.mark.parametrize("named", [{"sid": "sid-1"}, {"sid": "sid-1", "sub": None}, {}])
def test_the_provider_ends_sessions_behind_people_s_backs(
    visitor: Browser, portal: Flask, provider: Provider, named: dict[str, Any]
) -> None:
    visitor.sign_in()
    told = provider.log_out(**named)
    server = portal.test_client()
    answer = server.post("/sign-in/ended/resident", data={"logout_token": told})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not visitor.is_in
    visitor.sign_in()
    assert server.post("/sign-in/ended/resident", data={"logout_token": told}).status_code == 400
    assert visitor.is_in


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-portal"},
        {"nonce": "a nonce makes it an ID token"},
        {"events": {}},
        {"events": None},
        {"jti": None},
        {"sub": None},
        {"iat": None},
        {"exp": 1_000_000_000},
        {"sub": "sub-2"},
        {"sid": "sid-2"},
    ],
)
def test_a_lie_ends_no_session(
    visitor: Browser, portal: Flask, provider: Provider, people: Rows, lie: dict[str, Any]
) -> None:
    visitor.sign_in()
    told = provider.log_out(**lie)
    portal.test_client().post("/sign-in/ended/resident", data={"logout_token": told})
    assert open_sessions(people) == 1


def test_the_provider_of_one_kind_ends_no_session_of_another(
    visitor: Browser, portal: Flask, provider: Provider
) -> None:
    visitor.sign_in()
    client = portal.test_client()
    client.post("/sign-in/ended/business", data={"logout_token": provider.log_out()})
    assert visitor.is_in

"""Who signs in with a provider, as whom, and what is kept of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.db import Database
from portal.people import identity
from portal.people.models import AuditEvent, Person, SignIn
from portal.people.signing.models import SignInProof, SignInTrip
from tests import builders
from tests.signing.conftest import BSN, CPR, KEYS, KVK, OTHER_BSN, Browser, portal_of
from tests.signing.provider import Provider

Rows = Callable[[Any], list[Any]]


def test_the_choice_is_for_oneself_for_a_business_or_as_staff(visitor: Browser) -> None:
    page = visitor.get("/sign-in")
    for kind, text in (("resident", "DigiD"), ("business", "eHerkenning"), ("staff", "at work")):
        assert f'href="/sign-in/with/{kind}"' in page.text
        assert text in page.text


def test_the_question_has_state_nonce_and_a_digest_of_a_secret(
    visitor: Browser, provider: Provider
) -> None:
    visitor.sign_in()
    visitor.leave()
    (asked,) = provider.asked
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "substantial high"
    assert asked["redirect_uri"] == "http://localhost/sign-in/return"
    assert asked["ui_locales"] == "en"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert len({asked[name] for name in ("state", "nonce", "code_challenge")}) == 3


def test_someone_known_sees_what_is_theirs(
    visitor: Browser, people: Rows, embedded: Database
) -> None:
    with embedded.unit_of_work() as session:
        known = builders.person(
            session, identity_digest=identity.digest(BSN, "bsn", KEYS["identity_key"])
        )
        builders.claim(session, known)
    back = visitor.sign_in()
    assert (back.status_code, back.location) == (303, "/")
    assert "€" in visitor.get("/overview").text
    assert len(people(Person)) == 1


def test_someone_unknown_sees_an_empty_overview_and_no_error(
    visitor: Browser, people: Rows
) -> None:
    visitor.sign_in()
    assert visitor.get("/overview").status_code == 200
    (made,) = people(Person)
    assert (made.name, made.kind, made.language) == ("Test Resident", "person", "nl")
    visitor.sign_in()
    assert len(people(Person)) == 1


@pytest.mark.parametrize(
    ("town", "kind", "claim", "number"),
    [
        ("oss", "business", "kvk", KVK),
        ("norddjurs", "resident", "cpr", CPR),
        ("norddjurs", "resident", "cpr", f"{CPR[:6]}-{CPR[6:]}"),
        ("norddjurs", "business", "cvr", "10150817"),
    ],
)
def test_a_number_is_read_from_the_claim_of_its_scheme(
    provider: Provider, embedded: Database, town: str, kind: str, claim: str, number: str
) -> None:
    provider.user |= {claim: number}
    Browser(portal_of(provider.url, embedded, municipality=town)).sign_in(kind)
    with embedded.reading() as session:
        assert identity.find(session, number, claim, KEYS["identity_key"]) is not None


def test_the_claim_can_have_any_name_and_come_from_the_page_about_the_user(
    provider: Provider, embedded: Database
) -> None:
    provider.user |= {"urn:broker:bsn": OTHER_BSN}
    app = portal_of(provider.url, embedded, resident={"claim": "urn:broker:bsn"})
    Browser(app).sign_in()
    with embedded.reading() as session:
        assert identity.find(session, OTHER_BSN, "bsn", KEYS["identity_key"]) is not None


def test_staff_are_known_by_the_name_they_sign_in_with(
    visitor: Browser, provider: Provider, embedded: Database
) -> None:
    provider.user |= {"email": "somebody@town.example", "email_verified": True}
    unknown = visitor.sign_in("staff")
    assert unknown.status_code == 400
    assert "Ask the administrator" in unknown.text
    with embedded.unit_of_work() as session:
        builders.staff(session).login = "somebody@town.example"
    assert visitor.sign_in("staff").status_code == 303
    assert visitor.get("/staff/").status_code == 200


def test_a_mail_address_nobody_checked_is_no_name(
    visitor: Browser, provider: Provider, embedded: Database
) -> None:
    provider.user |= {"email": "somebody@town.example", "email_verified": False}
    with embedded.unit_of_work() as session:
        builders.staff(session).login = "somebody@town.example"
    assert visitor.sign_in("staff").status_code == 400


def test_nothing_that_is_kept_or_logged_tells_the_number_or_the_subject(
    visitor: Browser, provider: Provider, people: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    provider.user["sub"] = BSN
    visitor.sign_in()
    with visitor.client.session_transaction() as cookie:
        assert set(cookie) <= {"sid", "csrf_token"}
    kept = [*people(Person), *people(SignIn), *people(SignInProof), *people(AuditEvent)]
    told = " ".join([*map(repr, kept), caplog.text])
    assert BSN not in told
    assert "sid-1" not in told
    assert people(SignInTrip) == []


def test_a_session_is_new_after_each_sign_in(visitor: Browser, portal: Flask) -> None:
    visitor.sign_in()
    first = visitor.secret()
    thief = Browser(portal)
    with thief.client.session_transaction() as cookie:
        cookie["sid"] = first
    visitor.sign_in()
    assert visitor.secret() not in ("", first)

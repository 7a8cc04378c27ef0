"""A provider that lies, or somebody between us and it: each is refused, with a page that helps."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import ECKey

from portal.adapters.oidc import metadata
from portal.people.models import SignIn
from tests.signing.conftest import BSN, OTHER_BSN, Browser, changed
from tests.signing.provider import Provider, unsigned, with_other_key, with_public_key

Rows = Callable[[Any], list[Any]]
REASONS = {
    "en": "Try it once more from the beginning",
    "nl": "Probeer het nog een keer vanaf het begin",
    "da": "Prøv igen fra begyndelsen",
}


def claims(**lies: Any) -> Callable[[Provider], None]:
    """Put these into the ID token in place of the truth; None leaves one out."""

    def make(told: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in {**told, **lies}.items() if value is not None}

    return lambda provider: setattr(provider, "claims", make)


def signing(how: Callable[[Provider, dict[str, Any]], str]) -> Callable[[Provider], None]:
    return lambda provider: setattr(provider, "sign", how)


def saying(**said: Any) -> Callable[[Provider], None]:
    return lambda provider: provider.said.update(said)


LIES = {
    "another issuer": (claims(iss="https://elsewhere.example"), "iss"),
    "no issuer": (claims(iss=None), "iss"),
    "for somebody else": (claims(aud="another-portal"), "aud"),
    "for us and handed to another": (claims(aud=["the-portal", "b"], azp="b"), "azp"),
    "for several, to nobody": (claims(aud=["b", "the-portal"]), "azp"),
    "a stale nonce": (claims(nonce="of-yesterday"), "nonce"),
    "no nonce": (claims(nonce=None), "nonce"),
    "expired": (claims(exp=int(time.time()) - 3600), "expired"),
    "never expires": (claims(exp=None), "exp"),
    "of tomorrow": (claims(iat=int(time.time()) + 86_400), "iat"),
    "nobody": (claims(sub=None), "sub"),
    "a subject that is no text": (claims(sub=7), "sub"),
    "another access token": (claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "at_hash"),
    "too low a level": (claims(acr="low"), "acr"),
    "a level nobody agreed on": (claims(acr="gold"), "acr"),
    "alg none": (signing(unsigned), "algorithm"),
    "the public key as a secret": (signing(with_public_key), "algorithm"),
    "another's key": (signing(with_other_key), "signature"),
    "no token": (signing(lambda *_: "no.token"), "token"),
    "an empty token": (signing(lambda *_: ""), "token"),
    "another person on the page about the user": (
        lambda provider: provider.told.update(sub="sub-2", bsn=OTHER_BSN),
        "sub",
    ),
    "another issuer in the answer": (
        lambda provider: provider.answer.update(iss="https://elsewhere.example"),
        "iss",
    ),
    "no issuer in the answer, though it says so": (
        saying(authorization_response_iss_parameter_supported=True),
        "iss",
    ),
    "no number": (lambda provider: provider.user.pop("bsn"), "claim"),
    "a number that cannot be": (lambda provider: provider.user.update(bsn="123456789"), "number"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_lets_nobody_in_and_the_log_holds_a_reference_and_a_word(
    visitor: Browser,
    provider: Provider,
    people: Rows,
    caplog: pytest.LogCaptureFixture,
    lie: str,
) -> None:
    tell, why = LIES[lie]
    tell(provider)
    page = visitor.sign_in()
    assert page.status_code == 400
    assert "You are not signed in yet" in page.text
    assert not visitor.is_in
    assert people(SignIn) == []
    (line,) = [record.getMessage() for record in caplog.records if "sign-in" in record.message]
    reference, word = line.removeprefix("sign-in ").split(": ")
    assert word == why
    assert reference in page.text
    for value in (BSN, OTHER_BSN, provider.user["sub"], provider.asked[0]["nonce"]):
        assert value not in line + page.text


@pytest.mark.parametrize("lang", REASONS)
def test_the_page_is_in_the_reader_s_language(portal: Flask, provider: Provider, lang: str) -> None:
    provider.sign = unsigned
    page = Browser(portal, lang).sign_in()
    assert f'lang="{lang}"' in page.text
    assert REASONS[lang] in page.text


def test_an_answer_is_taken_once(visitor: Browser, portal: Flask) -> None:
    back = visitor.prove(visitor.leave())
    assert visitor.client.get(back).status_code == 303
    again = visitor.client.get(back)
    assert again.status_code == 400
    assert "took too long" in again.text


def test_a_code_that_was_used_is_refused_by_the_provider(
    visitor: Browser, provider: Provider
) -> None:
    back = visitor.prove(visitor.leave())
    provider.codes.clear()
    assert visitor.client.get(back).status_code == 400


def test_an_answer_is_of_use_in_the_browser_that_asked_alone(
    visitor: Browser, portal: Flask
) -> None:
    stolen = visitor.prove(visitor.leave())
    thief = Browser(portal)
    thief.leave()
    assert thief.client.get(stolen).status_code == 400
    assert not thief.is_in


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_another_state_is_refused(visitor: Browser, state: str) -> None:
    back = visitor.prove(visitor.leave())
    assert visitor.client.get(changed(back, state=state)).status_code == 400


def test_who_stops_half_way_is_told_that_it_is_fine(visitor: Browser, provider: Provider) -> None:
    provider.answer |= {"error": "access_denied", "code": ""}
    page = visitor.sign_in()
    assert "You stopped signing in" in page.text
    assert "Code:" not in page.text


def test_a_challenge_without_its_secret_opens_nothing(visitor: Browser, provider: Provider) -> None:
    away = visitor.leave()
    back = visitor.prove(changed(away, code_challenge="x" * 43))
    assert visitor.client.get(back).status_code == 400


def test_a_key_that_is_new_is_fetched_in_the_midst_of_it(
    visitor: Browser, provider: Provider
) -> None:
    assert visitor.sign_in().status_code == 303
    provider.rotate()
    assert visitor.sign_in().status_code == 303
    assert provider.fetched.count("/jwks") == 2


def test_keys_nobody_knows_do_not_make_us_ask_over_and_over(
    visitor: Browser, provider: Provider
) -> None:
    provider.sign = with_other_key
    for _ in range(3):
        assert visitor.sign_in().status_code == 400
    assert provider.fetched.count("/jwks") == 2


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "https://elsewhere.example/token"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"userinfo_endpoint": "https://elsewhere.example/user"},
        {"authorization_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_a_description_that_leads_elsewhere_sends_nobody_there(
    visitor: Browser, provider: Provider, said: dict[str, Any]
) -> None:
    provider.said |= said
    page = visitor.get("/sign-in/with/resident")
    assert page.status_code == 503
    assert "does not answer now" in page.text


def test_a_provider_that_is_down_is_said_to_be(visitor: Browser, provider: Provider) -> None:
    provider.status = 500
    page = visitor.get("/sign-in/with/resident")
    assert page.status_code == 503
    assert "This is not because of you" in page.text
    assert "Call us" in page.text


def test_a_provider_that_is_slow_keeps_nobody_waiting(
    visitor: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.adapters.oidc.wire.READ", 0.1)
    back = visitor.prove(visitor.leave())
    provider.delay = 0.5
    begun = time.monotonic()
    assert visitor.client.get(back).status_code == 503
    assert time.monotonic() - begun < 5


def test_a_shared_secret_among_the_keys_is_no_key() -> None:
    own = ECKey.generate_key().as_dict(private=False)
    keys = metadata._public({"keys": [own, {"kty": "oct", "k": "c2VjcmV0"}]})
    assert [key.key_type for key in keys] == ["EC"]

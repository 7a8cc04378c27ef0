"""What somebody tries from outside: sessions put under, forms from elsewhere, made-up headers."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any
from wsgiref.headers import Headers

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal.app import cookie_name
from portal.web.logs import Line
from portal.web.security import BY_PROGRAMS, REPORTS, of_files
from tests.filemaker import png
from tests.web.conftest import MEANS, Visitor, words
from tests.web.test_permissions import ways

EVIL = "https://evil.example"
SITE = "https://schulden.example.org"


@pytest.fixture
def guarded(make_app: Callable[..., Flask]) -> Flask:
    """The demo of Oss, whose forms need their token."""
    return make_app("oss", tokens=True)


def token(client: FlaskClient, path: str = "/language") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def signed_in(app: Flask, ref: str, **over: Any) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("lang", "en")
    data = {"person": ref, "csrf_token": token(client)}
    assert client.post("/sign-in", data=data, **over).status_code == 303
    return client


def cookie_of(app: Flask, client: FlaskClient) -> str:
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return str(found.value)


@pytest.mark.parametrize("before", ["nobody", "demo-several"])
def test_a_session_that_was_put_under_somebody_does_not_become_theirs(
    guarded: Flask, before: str
) -> None:
    """Whose session the attacker put there, a guest's or their own, it opens nothing of theirs."""
    attacker = guarded.test_client() if before == "nobody" else signed_in(guarded, before)
    data = {"person": "demo-couple", "csrf_token": token(attacker)}
    planted = cookie_of(guarded, attacker)
    victim = guarded.test_client()
    victim.set_cookie(guarded.config["SESSION_COOKIE_NAME"], planted)
    assert victim.post("/sign-in", data=data).status_code == 303
    assert cookie_of(guarded, victim) != planted
    theirs = victim.get("/overview").text
    still = attacker.get("/overview")
    assert still.status_code == 302 if before == "nobody" else words(still) != words_of(theirs)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_no_form_is_taken_without_its_own_token_from_its_own_site(guarded: Flask) -> None:
    """Every route that changes something, the way out and the language among them."""
    early = guarded.test_client()
    old = token(early)
    other = token(signed_in(guarded, "demo-several"))
    mine = signed_in(guarded, "demo-couple")
    good = token(mine)
    with mine.session_transaction() as kept:
        older = URLSafeTimedSerializer(guarded.config["WTF_CSRF_SECRET_KEY"], "wtf-csrf-token")
        by_sha1 = older.dumps(kept["csrf_token"])
    each: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"csrf_token": other}, {}),
        ({"csrf_token": good}, {"Origin": EVIL}),
    ]
    in_turn: Iterator[tuple[dict[str, str], dict[str, str]]] = cycle(
        [
            ({"csrf_token": old}, {}),
            ({"csrf_token": good}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
            ({"csrf_token": good}, {"Sec-Fetch-Site": "same-site"}),
            ({}, {"HX-Request": "true"}),
            ({"csrf_token": ""}, {}),
            ({"csrf_token": "ImFiYyI.aR0.x"}, {}),
            ({"csrf_token": by_sha1}, {}),
        ]
    )
    skipped = {"public.webhook", "public.log_out_told", "public.report"}
    assert skipped == BY_PROGRAMS
    forms = {
        (rule.endpoint, address)
        for rule, method, address in ways(guarded)
        if method == "POST" and rule.endpoint not in BY_PROGRAMS | {"api.elsewhere"}
    }
    assert len(forms) > 100
    taken = [
        (address, data, headers)
        for _, address in sorted(forms)
        for data, headers in [*each, next(in_turn)]
        if mine.post(address, data=data, headers=headers).status_code != 400
    ]
    assert taken == []
    assert mine.get("/overview").status_code == 200, "nobody was signed out"
    fine = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    page = mine.post("/ask", data={"csrf_token": good, "ask": "plan"}, headers=fine)
    assert page.status_code == 303


def test_a_form_of_who_one_was_before_says_so(guarded: Flask) -> None:
    """Another window signed in anew, or began to help somebody: the page was not open too long."""
    before = token(signed_in(guarded, "demo-several"))
    now = signed_in(guarded, "demo-couple")
    now.set_cookie("lang", "en")
    answer = now.post("/messages/stop", data={"csrf_token": before})
    assert answer.status_code == 400
    assert "signed in again in another window" in words_of(answer.text)


def test_over_https_a_form_needs_its_origin_and_no_referrer(guarded: Flask) -> None:
    """A browser that was told to send no referrer sends none."""
    over = {"base_url": "https://localhost"}
    client = signed_in(guarded, "demo-couple", **over)
    page = client.get("/ask", **over)
    assert page.headers["Referrer-Policy"] == "same-origin"
    data = {"csrf_token": token(client), "ask": "plan"}
    for origin, answer in (("https://localhost", 303), (EVIL, 400)):
        page = client.post("/ask", data=data, headers={"Origin": origin}, **over)
        assert page.status_code == answer


ELSEWHERE = (
    *(EVIL, "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
    *("https:evil.example", "javascript:alert(1)", "data:text/html,x", "/%0d%0aSet-Cookie:x=1"),
    *("/\t/evil.example", "/\r\nLocation: https://evil.example", "http:///evil.example", "//@evil"),
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_of_another_site_is_followed(oss: Flask, target: str) -> None:
    client = oss.test_client()
    page = client.post("/language", data={"lang": "en", "next": target})
    assert is_here(page.location)
    more = client.post("/language", data={"lang": "more", "next": target}, follow_redirects=True)
    assert "evil" not in "".join(re.findall(r'href="([^"]*)"', more.text))
    with client.session_transaction() as kept:
        kept["next"] = target
    assert is_here(client.post("/sign-in", data={"person": "demo-couple"}).location)
    client.get("/sign-out")
    assert is_here(client.get(f"/overview?next={target}").location or "/")


def is_here(location: str) -> bool:
    return bool(re.match(r"/(?![/\\])[!-~]*$", location)) and not re.match(r"[^?]*evil", location)


BREAK = "x\r\nX-Evil: 1\r\n\r\n<script>"


def test_nothing_that_is_sent_becomes_a_header(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    client = visitor.client
    case = visitor.ask("plan", MEANS).request.path.split("/")[2]
    name = {"files": (io.BytesIO(png()), 'a"\r\nX-Evil: 1.png')}
    pages = [
        client.post(f"/cases/{case}/evidence", data=name),
        client.get(f"/letters/{BREAK}"),
        client.get("/language", query_string={"next": BREAK}),
        client.post("/language", data={"lang": BREAK, "next": f"/{BREAK}"}),
        client.get("/back/%0d%0aX-Evil:%201"),
        client.get("/payments/x%0d%0aX-Evil:1"),
        client.get("/overview", headers={"Accept-Language": "x%0d%0aX-Evil: 1"}),
    ]
    files = re.findall(
        rf'/cases/{case}/evidence/([\w-]+)"', visitor.get(f"/cases/{case}/evidence").text
    )
    pages += [client.get(f"/cases/{case}/evidence/{one}") for one in files]
    for page in pages:
        assert page.status_code < 500
        assert "X-Evil" not in page.headers
        assert all(sign not in value for _, value in page.headers for sign in "\r\n")


UNKEYED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "1",
    "X-Original-URL": "/staff/",
    "X-Rewrite-URL": "/staff/",
    "X-HTTP-Method-Override": "POST",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example",
}


@pytest.fixture
def sited(oss: Flask) -> Flask:
    """A portal that was told its own address, as every one outside the demo is."""
    parts = oss.extensions["portal"]
    oss.extensions["portal"] = replace(parts, settings=replace(parts.settings, site=SITE))
    return oss


@pytest.mark.parametrize("header", UNKEYED)
def test_a_header_no_cache_looks_at_changes_no_page(sited: Flask, header: str) -> None:
    visitor = Visitor(sited, "demo-several")
    letter = re.findall(r"/letters/[\w-]{8,}", visitor.get("/letters").text)[:1]
    said = {f"HTTP_{header.replace('-', '_').upper()}": UNKEYED[header]}
    cookie = f"{sited.config['SESSION_COOKIE_NAME']}={cookie_of(sited, visitor.client)}; lang=en"
    own = {"HTTP_COOKIE": cookie}  # whatever host it says, it has the cookie
    anyone = sited.test_client(use_cookies=False)
    for path in ("/", "/overview", "/sign-in", "/privacy", "/theme.css", "/nothing-here", *letter):
        plain, odd = (anyone.get(path, environ_overrides=told) for told in (own, own | said))
        assert without_token(odd) == without_token(plain)
        assert odd.location == plain.location


def without_token(page: TestResponse) -> str:
    return re.sub(r'(name="csrf_token"[^>]* value=")[^"]*', r"\1", page.text)


def test_what_differs_by_who_asks_is_kept_by_no_cache(oss: Flask) -> None:
    """Only what is the same for all may be kept: the static files and the theme."""
    visitor = Visitor(oss, "demo-couple")
    for path in (
        "/",
        "/overview",
        "/cases",
        "/my-data.json",
        "/letters",
        "/nothing-here",
        "/rules",
    ):
        page = visitor.client.get(path)
        assert "no-store" in page.headers["Cache-Control"], path
    kept = visitor.client.get("/theme.css")
    assert "public" in kept.headers["Cache-Control"]
    assert "Cookie" not in kept.headers.get("Vary", "")
    assert "Set-Cookie" not in kept.headers


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_every_answer_has_its_headers(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-couple")
    pages = ("/rules", "/overview", "/no-page", "/my-data.json", "/theme.css", "/api/v1/claims")
    for path in (*pages, "/static/portal.css", "/static/vendor/htmx.min.js"):
        page = visitor.client.get(path)
        page.close()
        assert {name: page.headers.get(name) for name in ALWAYS} == ALWAYS, path
        assert "Access-Control-Allow-Origin" not in page.headers, path
        if not path.startswith("/static"):
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "camera=()" in page.headers["Permissions-Policy"]


@pytest.fixture
def production(oss: Flask) -> Iterator[Flask]:
    """A portal over https."""
    settings = replace(oss.extensions["portal"].settings, site=SITE, demo=False)
    before = {name: oss.config[name] for name in ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE")}
    oss.config.update(SESSION_COOKIE_NAME=cookie_name(settings, "oss"), SESSION_COOKIE_SECURE=True)
    yield oss
    oss.config.update(before)


def test_the_cookie_belongs_to_this_host_alone(production: Flask) -> None:
    client = production.test_client()
    pages = [
        client.get("/ask", base_url=SITE),
        client.post("/language", data={"lang": "en"}, base_url=SITE),
    ]
    cookies = [page.headers.getlist("Set-Cookie")[0] for page in pages]
    assert [one.split("=")[0] for one in cookies] == ["__Host-portal-oss", "__Host-lang"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert 'lang="en"' in client.get("/", base_url=SITE).text


def test_over_https_browsers_are_told_to_stay_there(production: Flask) -> None:
    page = production.test_client().get("/", base_url=SITE)
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000"
    served = Headers()
    of_files(is_secure=True)(served, "", "")
    assert served["Strict-Transport-Security"] == "max-age=63072000"


def violation(**more: str) -> dict[str, str]:
    where = "https://x/claims/secret-reference?bsn=999990019"
    return {"documentURL": where, "blockedURL": f"{EVIL}/999990019", "sample": "Anna"} | more


def test_a_report_of_a_browser_is_written_down_without_what_it_holds(
    guarded: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = guarded.test_client()
    policy = client.get("/").headers["Content-Security-Policy"]
    assert f"report-uri {REPORTS}" in policy
    sent = [
        {"type": "csp-violation", "body": violation(effectiveDirective="script-src-elem")},
        {
            "type": "csp-violation",
            "body": violation(effectiveDirective="999990019", blockedURL="inline"),
        },
    ]
    older = {"csp-report": {"document-uri": "https://x/overview", "blocked-uri": "eval"}}
    with caplog.at_level(logging.WARNING, "portal.reports"):
        for told in (sent, older):
            page = client.post(
                REPORTS, data=json.dumps(told), content_type="application/csp-report"
            )
            assert page.status_code == 204
    told = [record.told for record in caplog.records]  # type: ignore[attr-defined]
    assert told == [
        {"directive": "script-src-elem", "blocked": "other", "route": "/claims/<ref>"},
        {"directive": "other", "blocked": "inline", "route": "/claims/<ref>"},
        {"directive": "other", "blocked": "eval", "route": "/overview"},
    ]
    assert "9999" not in str(told)


def odd_reports() -> Iterator[bytes]:
    yield from (b"", b"\xff", b"[", b"[1, null, {}]", b'{"csp-report": 3}', b"[" * 100_000)
    yield json.dumps([{"body": {"documentURL": 1, "blockedURL": []}}] * 50).encode()
    yield json.dumps({"body": {"documentURL": "http://[x", "blockedURL": "\x00"}}).encode()
    yield b"x" * 20_000


def test_a_report_that_is_none_does_no_harm(oss: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "portal.reports"):
        answers = {oss.test_client().post(REPORTS, data=body).status_code for body in odd_reports()}
    assert answers == {204, 413}
    assert len(caplog.records) <= 6


def test_who_is_not_let_in_leaves_a_line_without_anything_of_theirs(
    oss: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(oss, "demo-couple")
    for address in ("/claims/secret-ref", "/staff/colleagues"):
        assert visitor.get(address).status_code == 404
    lines = [json.loads(Line().format(one)) for one in caplog.records if one.msg == "refused"]
    assert [(one["why"], one["role"], one["route"]) for one in lines] == [
        ("access", "person", "/claims/<ref>"),
        ("access", "person", "/staff/colleagues"),
    ]
    assert "secret-ref" not in caplog.text

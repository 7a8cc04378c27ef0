"""A provider of sign-ins on this machine that does as it should, or lies in one way."""

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.browser.site import served

CLIENT, SECRET = "the-portal", "a secret of the portal and the provider"
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
Changed = Callable[[dict[str, Any]], dict[str, Any]]


def same(claims: dict[str, Any]) -> dict[str, Any]:
    return claims


@dataclass
class Provider:
    """Its user, and where it departs from the truth."""

    url: str = ""
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "sub-1", "acr": "substantial"})
    told: dict[str, Any] = field(default_factory=dict)
    """What its page about the user says, in place of the user."""
    claims: Changed = same
    """What it makes of the claims of an ID token."""
    said: dict[str, Any] = field(default_factory=dict)
    """What it says of itself, in place of the truth."""
    answer: dict[str, str] = field(default_factory=dict)
    """What it sends people back with, beside or in place of the truth."""
    sign: Callable[["Provider", dict[str, Any]], str] | None = None
    delay: float = 0.0
    status: int = 200
    keys: list[Any] = field(default_factory=lambda: [ECKey.generate_key(parameters={"kid": "k1"})])
    asked: list[dict[str, str]] = field(default_factory=list)
    """What people were sent here with."""
    fetched: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        ends = ("authorization", "token", "userinfo", "end_session")
        return {
            "issuer": self.url,
            **{f"{end}_endpoint": f"{self.url}/{end}" for end in ends},
            "jwks_uri": f"{self.url}/jwks",
            "code_challenge_methods_supported": ["S256"],
            **self.said,
        }

    def signed(self, claims: dict[str, Any]) -> str:
        """Return a token, signed with the newest key unless a lie says otherwise."""
        if self.sign is not None:
            return self.sign(self, claims)
        key = self.keys[-1]
        alg = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode({"alg": alg, "kid": key.kid}, claims, key)

    def log_out(self, **changed: Any) -> str:
        """Return a token that tells that its user logged out."""
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": int(time.time()),
            "sub": self.user["sub"],
            "jti": secrets.token_hex(8),
            "exp": int(time.time()) + 120,
            "events": {LOGGED_OUT: {}},
        }
        told = {key: value for key, value in {**claims, **changed}.items() if value is not None}
        return self.signed(told)

    def rotate(self) -> None:
        """Sign with a key nobody saw yet."""
        self.keys = [ECKey.generate_key(parameters={"kid": secrets.token_hex(4)})]


def unsigned(_: Provider, claims: dict[str, Any]) -> str:
    """A token with `alg: none`."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(_part(part) for part in parts) + "."


def with_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    """A token signed with what everybody knows, the public key, as if it were a secret."""
    key = provider.keys[-1]
    parts = [_part({"alg": "HS256", "kid": key.kid}), _part(claims)]
    secret = key.as_pem(private=False)
    digest = hmac.digest(secret, ".".join(parts).encode(), "sha256")
    return ".".join([*parts, urlsafe_b64encode(digest).rstrip(b"=").decode()])


def with_other_key(provider: Provider, claims: dict[str, Any]) -> str:
    """A token signed by somebody else under the name of the provider's key."""
    other = ECKey.generate_key(parameters={"kid": provider.keys[-1].kid})
    return jwt.encode({"alg": "ES256", "kid": other.kid}, claims, other)


def _part(value: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _app(provider: Provider) -> Flask:
    app = Flask("a provider")

    @app.before_request
    def _late() -> Response | None:
        provider.fetched.append(request.path)
        time.sleep(provider.delay)
        return Response(status=provider.status) if provider.status != 200 else None

    @app.get("/.well-known/openid-configuration")
    def _about() -> Response:
        return jsonify(provider.description())

    @app.get("/jwks")
    def _jwks() -> Response:
        return jsonify(KeySet(provider.keys).as_dict(private=False))

    @app.get("/authorization")
    def _authorize() -> Any:
        asked = request.args.to_dict()
        provider.asked.append(asked)
        code = secrets.token_urlsafe(8)
        provider.codes[code] = asked
        back = {"code": code, "state": asked["state"], **provider.answer}
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")

    @app.post("/token")
    def _token() -> Any:
        asked = provider.codes.pop(request.form["code"], None)
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        seen = urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = request.authorization
        is_client = known and (known.username, known.password) == (CLIENT, SECRET)
        if asked is None or asked.get("code_challenge") != seen or not is_client:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {
            "iss": provider.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "nonce": asked["nonce"],
            "auth_time": now,
            **{
                name: provider.user[name] for name in ("sub", "acr", "sid") if name in provider.user
            },
        }
        token = provider.signed(provider.claims(claims))
        return jsonify(access_token="opaque", token_type="Bearer", id_token=token)

    @app.get("/userinfo")
    def _userinfo() -> Response:
        return jsonify({**provider.user, **provider.told})

    @app.get("/end_session")
    def _end() -> Any:
        return redirect(request.args["post_logout_redirect_uri"])

    return app


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider until the end of the block."""
    provider = Provider()
    with served("a provider", _app(provider)) as site:
        provider.url = site.url
        yield provider

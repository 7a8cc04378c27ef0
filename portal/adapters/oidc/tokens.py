"""Tokens a provider signed: whether they are its own, for us, and of now."""

from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jwt import Token

from portal.adapters.oidc.metadata import Metadata
from portal.ports.signing_in import LoggedOut, SignInRefused

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""With a public key only: never `none`, never with a shared secret."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


def signed(token: str, metadata: Metadata) -> Token:
    """Return a token with a good signature; for an unknown key the keys are asked for anew."""
    try:
        return _decoded(token, metadata.keys())
    except (InvalidKeyIdError, BadSignatureError):
        pass
    except UnsupportedAlgorithmError as error:
        raise SignInRefused("algorithm") from error
    except (JoseError, ValueError) as error:
        raise SignInRefused("token") from error
    try:
        return _decoded(token, metadata.keys(anew=True))
    except (JoseError, ValueError) as error:
        raise SignInRefused("signature") from error


def _decoded(token: str, keys: KeySet) -> Token:
    return jwt.decode(token, keys, algorithms=ALGORITHMS)


def proven(
    token: Token, *, issuer: str, client: str, nonce: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token that is for us and answers this one question."""
    wanted = {"nonce": nonce, "client_id": client, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, _ours(issuer, client), wanted)
    _validate(claims, now)
    return dict(claims)


def logged_out(token: Token, *, issuer: str, client: str, now: datetime) -> LoggedOut:
    """Return whom a logout token logs out (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
    claims, events = token.claims, token.claims.get("events")
    right = (
        isinstance(events, dict)
        and isinstance(events.get(LOGGED_OUT), dict)
        and "nonce" not in claims
        and isinstance(claims.get("jti"), str)
        and all(isinstance(claims.get(name, ""), str) for name in ("sub", "sid"))
        and (claims.get("sub") or claims.get("sid"))
    )
    if not right:
        raise SignInRefused("token")
    checked = CodeIDToken({"sub": "", **claims}, token.header, _ours(issuer, client), {})
    _validate(checked, now)
    return LoggedOut(claims["jti"], claims.get("sub", ""), claims.get("sid", ""))


def _ours(issuer: str, client: str) -> Any:  # noqa: ANN401  (as the library wants it)
    return {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client},
    }


def _validate(claims: CodeIDToken, now: datetime) -> None:
    """Check the claims; the answer names the claim that is wrong, never its value."""
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except ExpiredTokenError as error:
        raise SignInRefused("expired") from error
    except ClaimError as error:
        raise SignInRefused(str(error.claim)) from error
    except (JoseError, ValueError, TypeError) as error:
        raise SignInRefused("token") from error

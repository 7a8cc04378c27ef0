"""A provider of sign-ins, as its description says that it works."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException

from portal.adapters.oidc import tokens
from portal.adapters.oidc.metadata import Metadata
from portal.adapters.oidc.wire import OwnHosts
from portal.ports.signing_in import Agreement, LoggedOut, Proven, SignInDown, SignInRefused, Trip

FRESH = timedelta(minutes=5)
"""How old a proof may be that was asked for anew."""
_CANCELED = ("access_denied", "interaction_required", "login_required", "consent_required")


class OidcProvider:
    """Signs people in by code flow with PKCE (S256)."""

    def __init__(self, settings: Agreement) -> None:
        """Nothing is asked of the provider before somebody signs in."""
        self._settings, self.issuer = settings, settings.issuer
        self.strong_levels = settings.strong_levels
        self._hosts = OwnHosts(frozenset({urlsplit(settings.issuer).netloc, *settings.hosts}))
        self._metadata = Metadata(settings.issuer, self._ask, self._hosts.knows)

    def departure(self, trip: Trip, return_url: str, lang: str) -> str:
        """Return the address to send somebody to."""
        levels = self.strong_levels if trip.is_again else self._settings.levels
        more = {"ui_locales": lang}
        if levels:
            more["acr_values"] = " ".join(levels)
        if trip.is_again:
            more |= {"prompt": "login", "max_age": str(int(FRESH.total_seconds()))}
        with self._client(return_url) as client:
            address, _ = client.create_authorization_url(
                self._metadata.get()["authorization_endpoint"],
                state=trip.state,
                nonce=trip.nonce,
                code_verifier=trip.verifier,
                **more,
            )
        return str(address)

    def arrival(self, trip: Trip, answer: dict[str, str], return_url: str, now: datetime) -> Proven:
        """Return who came back, when all that they bring fits."""
        self._must_answer(trip, answer)
        with self._client(return_url) as client:
            token = self._token(client, answer["code"], trip.verifier)
            claims = self._claims(token, trip, now)
            wanted = (self._settings.claim, *(("acr",) if self._settings.levels else ()))
            if any(name not in claims for name in wanted):
                claims = self._told(client, claims["sub"]) | claims
        return self._proven(claims, trip, now)

    def logged_out(self, token: str, now: datetime) -> LoggedOut:
        """Return whom the provider logged out."""
        found = tokens.signed(token, self._metadata)
        client = self._settings.client_id
        return tokens.logged_out(found, issuer=self.issuer, client=client, now=now)

    def way_out(self, return_url: str) -> str:
        """Return where one signs out there too.

        It names us and not the person: an ID token as a hint would put the identity number, which
        may stand in it, into an address and so into logs.
        """
        try:
            end = self._metadata.get().get("end_session_endpoint")
        except SignInDown:
            return ""
        told = {"client_id": self._settings.client_id, "post_logout_redirect_uri": return_url}
        return f"{end}?{urlencode(told)}" if end else ""

    def _must_answer(self, trip: Trip, answer: dict[str, str]) -> None:
        """Check an answer before its code is used; some leave the state out where one stops."""
        if answer.get("error") in _CANCELED:
            raise SignInRefused("canceled", "error-sign-in-canceled")
        if not hmac.compare_digest(answer.get("state", "").encode(), trip.state.encode()):
            raise SignInRefused("state")
        issuer = answer.get("iss")
        named = self._metadata.get().get("authorization_response_iss_parameter_supported")
        if issuer != self.issuer and (issuer is not None or named):
            raise SignInRefused("iss")
        if not answer.get("code"):
            raise SignInRefused("code")

    def _token(self, client: OAuth2Session, code: str, verifier: str) -> dict[str, Any]:
        """Change the code into tokens."""
        end = self._metadata.get()["token_endpoint"]
        try:
            token = client.fetch_token(
                end, grant_type="authorization_code", code=code, code_verifier=verifier
            )
        except RequestException as error:
            raise SignInDown from error
        except (AuthlibBaseError, ValueError) as error:
            raise SignInRefused("code") from error
        return dict(token)

    def _claims(self, token: dict[str, Any], trip: Trip, now: datetime) -> dict[str, Any]:
        """Return what the ID token says, and that alone."""
        claims = tokens.proven(
            tokens.signed(str(token.get("id_token", "")), self._metadata),
            issuer=self.issuer,
            client=self._settings.client_id,
            nonce=trip.nonce,
            access_token=str(token.get("access_token", "")),
            now=now,
        )
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise SignInRefused("sub")
        return claims

    def _told(self, client: OAuth2Session, subject: str) -> dict[str, Any]:
        """Return what else the provider tells of them, if it is of the same person."""
        end = self._metadata.get().get("userinfo_endpoint")
        if not end:
            return {}
        told = _json(lambda: client.get(end))
        if told.get("sub") != subject:
            raise SignInRefused("sub")
        return told

    def _proven(self, claims: dict[str, Any], trip: Trip, now: datetime) -> Proven:
        levels = self.strong_levels if trip.is_again else self._settings.levels
        level, at = claims.get("acr", ""), claims.get("auth_time")
        if levels and level not in levels:
            raise SignInRefused("acr", "error-sign-in-level")
        proven_at = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None
        if trip.is_again and (proven_at is None or now - proven_at > FRESH):
            raise SignInRefused("auth_time", "error-sign-in-again")
        claim, name = claims.get(self._settings.claim), claims.get(self._settings.name_claim)
        if not isinstance(claim, str) or not claim:
            raise SignInRefused("claim", "error-sign-in-number")
        if self._settings.claim == "email" and claims.get("email_verified") is not True:
            raise SignInRefused("claim")
        sid = claims.get("sid")
        return Proven(
            issuer=self.issuer,
            subject=claims["sub"],
            claim=claim,
            name=name if isinstance(name, str) else "",
            level=level if levels else "",
            at=proven_at,
            session=sid if isinstance(sid, str) else "",
        )

    def _client(self, return_url: str = "") -> OAuth2Session:
        """Return a client of its own for one use: it remembers nobody."""
        client = OAuth2Session(
            self._settings.client_id,
            self._settings.client_secret,
            token_endpoint_auth_method=self._way_of_proof(),
            scope=self._settings.scope,
            redirect_uri=return_url,
            code_challenge_method="S256",
        )
        client.trust_env = False
        client.max_redirects = 0
        if self._settings.authorities:
            client.verify = self._settings.authorities
        for scheme in ("https://", "http://"):
            client.mount(scheme, self._hosts)
        return client

    def _way_of_proof(self) -> str:
        """Return how we prove who we are: as the provider takes it."""
        said = self._metadata.get() if self._metadata.is_known else {}
        taken = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        basic, post = "client_secret_basic", "client_secret_post"
        return post if post in taken and basic not in taken else basic

    def _ask(self, address: str) -> dict[str, Any]:
        """Fetch what anyone may read."""
        with self._client() as client:
            return _json(lambda: client.get(address, withhold_token=True))


def _json(get: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the object of an answer. Raises SignInDown for any other."""
    try:
        answer = get()
        answer.raise_for_status()
        found = answer.json()
    except (RequestException, AuthlibBaseError, ValueError) as error:
        raise SignInDown from error
    if not isinstance(found, dict):
        raise SignInDown
    return found

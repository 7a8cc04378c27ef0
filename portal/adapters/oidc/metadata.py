"""What a provider says of itself, and its keys: asked once an hour, keys also when one is new."""

import time
from collections.abc import Callable
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.ports.signing_in import SignInDown

HOUR, PAUSE = 3600.0, 60.0
"""Seconds for which answers hold, and between two questions for a key nobody knows."""
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_SIGNING = ("RSA", "EC", "OKP")

Ask = Callable[[str], dict[str, Any]]


class Metadata:
    """A provider's own description. What it says is checked before it is believed."""

    def __init__(self, issuer: str, ask: Ask, is_own: Callable[[str], bool]) -> None:
        """`ask` fetches JSON; `is_own` says whether an address is the provider's."""
        self._issuer, self._ask, self._is_own = issuer, ask, is_own
        self._said: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asked_again = -PAUSE

    @property
    def is_known(self) -> bool:
        """Whether it was asked for already."""
        return self._said is not None

    def get(self) -> dict[str, Any]:
        """Return the description. Raises SignInDown where it is not of this provider."""
        if self._said is None or time.monotonic() - self._said[0] > HOUR:
            address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
            self._said = (time.monotonic(), self._checked(self._ask(address)))
        return self._said[1]

    def keys(self, *, anew: bool = False) -> KeySet:
        """Return the keys it signs with; `anew`: ask again, though not over and over."""
        now = time.monotonic()
        is_due = anew and now - self._asked_again > PAUSE
        if self._keys is None or now - self._keys[0] > HOUR or is_due:
            self._asked_again = now if anew else self._asked_again
            told = self._ask(self.get()["jwks_uri"])
            self._keys = (now, _public(told))
        return self._keys[1]

    def _checked(self, said: dict[str, Any]) -> dict[str, Any]:
        ends = [said.get(name) for name in (*_NEEDED, "userinfo_endpoint", "end_session_endpoint")]
        methods = said.get("code_challenge_methods_supported", ["S256"])
        right = (
            said.get("issuer") == self._issuer
            and all(said.get(name) for name in _NEEDED)
            and all(isinstance(end, str) and self._is_own(end) for end in ends if end)
            and isinstance(methods, list)
            and "S256" in methods
        )
        if not right:
            raise SignInDown
        return said


def _public(told: dict[str, Any]) -> KeySet:
    """Return the keys for signatures; a shared secret is never among them."""
    keys = told.get("keys")
    fitting = [
        key
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict) and key.get("kty") in _SIGNING and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": fitting})
    except (JoseError, ValueError) as error:
        raise SignInDown from error

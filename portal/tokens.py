"""Signed links and codes, all from the portal's secret key.

Each purpose has a salt of its own, so that what is made for one purpose opens nothing else. While
one key takes over from another, the newest makes and all of them are believed.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from portal.keys import keys_of

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Signs of a code that is read from paper: none looks like another, and they make no words."""


def digest_of(secret: str) -> str:
    """Return under which digest a secret is kept; it is random and long, so it needs no key."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Tokens:
    """Makes what is signed with the newest key, and reads what is signed with any."""

    def __init__(self, secret: str) -> None:
        """`secret`: the portal's keys, as `portal.keys` says; whoever has one can make links."""
        self._keys = keys_of(secret)
        self._secret = self._keys[0]

    def sign(self, purpose: str, content: Mapping[str, Any], until: datetime) -> str:
        """Return a text for an address that says this, until then. No secret belongs in it."""
        told = {"c": dict(content), "u": int(until.timestamp())}
        return str(self._signer(purpose).dumps(told))

    def read(self, purpose: str, token: str, now: datetime) -> dict[str, Any] | None:
        """Return what a token says; None for one that is over, changed, or of another purpose."""
        try:
            told = self._signer(purpose).loads(token)
        except BadData:
            return None
        if now.timestamp() > told["u"]:
            return None
        content: dict[str, Any] = told["c"]
        return content

    def code(self, purpose: str, subject: str, length: int) -> str:
        """Return the code of a subject: always the same, and not to be guessed without the key."""
        number = int.from_bytes(self._keyed(f"code:{purpose}", subject), "big")
        signs = []
        for _ in range(length):
            number, place = divmod(number, len(ALPHABET))
            signs.append(ALPHABET[place])
        return "".join(signs)

    def digest(self, purpose: str, text: str) -> str:
        """Return a keyed digest, under which something is found again that is not kept itself."""
        return self._keyed(f"digest:{purpose}", text).hex()

    def digests(self, purpose: str, text: str) -> list[str]:
        """Return the digests of a text under each key, the newest in front."""
        return [one.digest(purpose, text) for one in self.each()]

    def each(self) -> "list[Tokens]":
        """Return one that knows a single key for each key, the newest in front."""
        return [self] if len(self._keys) == 1 else [Tokens(key) for key in self._keys]

    def _keyed(self, purpose: str, text: str) -> bytes:
        own = hmac.digest(self._secret.encode(), f"portal:{purpose}".encode(), hashlib.sha256)
        return hmac.digest(own, text.encode(), hashlib.sha256)

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            list(reversed(self._keys)),  # the last one signs
            salt=f"portal:link:{purpose}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

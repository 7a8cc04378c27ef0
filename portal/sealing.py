"""Sealing short texts: AES-256-GCM, with a key that has a name, bound to where the text belongs.

What is sealed for one place opens in no other: the place goes into the seal (associated data).
"""

import base64
import binascii
import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY, _NONCE = 32, 12
"""Bytes. A nonce is drawn for each text: good for billions of texts under one key (SP 800-38D)."""
_LONGEST_NAME = 40


class BadKeys(ValueError):
    """What was given holds no keys as `new_key` writes them; it is never repeated."""


class CannotOpen(ValueError):
    """No key fits, or the sealed text was changed, or it belongs elsewhere."""


class Sealer:
    """Seals with the newest of some keys and opens with any."""

    def __init__(self, told: str) -> None:
        """`told`: a key a line, `name:key`, the newest in front. Raises BadKeys."""
        self._keys: dict[str, bytes] = {}
        for line in filter(None, map(str.strip, told.splitlines())):
            name, _, key = line.partition(":")
            if name in self._keys:
                raise BadKeys
            self._keys[name] = _key(name, key)
        if not self._keys:
            raise BadKeys

    @property
    def names(self) -> Sequence[str]:
        """The names of the keys, the newest in front."""
        return tuple(self._keys)

    @property
    def newest(self) -> str:
        """The name of the key that seals."""
        return self.names[0]

    def seal(self, text: str, place: str) -> str:
        """Return a text sealed for this place with the newest key."""
        nonce = os.urandom(_NONCE)
        key = _gcm(self._keys[self.newest])
        return _written(nonce + key.encrypt(nonce, text.encode(), place.encode()))

    def open(self, name: str, sealed: str, place: str) -> str:
        """Return what was sealed with the key of this name, for this place. Raises CannotOpen."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  (only where it is opened)

        try:
            whole = base64.b64decode(sealed, validate=True)
            key, nonce = self._keys[name], whole[:_NONCE]
            return _gcm(key).decrypt(nonce, whole[_NONCE:], place.encode()).decode()
        except (KeyError, ValueError, InvalidTag):
            raise CannotOpen from None


def new_key(name: str) -> str:
    """Return a new key as a line of a file of keys. Raises BadKeys for what is no name."""
    key = _written(os.urandom(_KEY))
    _key(name, key)
    return f"{name}:{key}"


@cache
def sealer(told: str) -> Sealer | None:
    """Return what seals with these keys; None without any. Raises BadKeys."""
    return Sealer(told) if told else None


def _key(name: str, key: str) -> bytes:
    try:
        found = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raise BadKeys from None
    fits = name.isascii() and name.replace("-", "").isalnum() and len(name) <= _LONGEST_NAME
    if not fits or len(found) != _KEY:
        raise BadKeys
    return found


def _gcm(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


def _written(some: bytes) -> str:
    return base64.b64encode(some).decode()

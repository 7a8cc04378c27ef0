"""Tokens of forms, signed with a digest of today; the framework has an older one, set for good."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask_wtf import csrf
from itsdangerous.encoding import base64_decode, base64_encode

from portal.web.signers import KeptSerializer


class Serializer(KeptSerializer):
    """Writes and reads what its signer signed, and nothing older.

    What is signed is hexadecimal: its bytes take half the room, on every page with a form.
    """

    def dump_payload(self, obj: str) -> bytes:
        """Return what is signed."""
        return base64_encode(bytes.fromhex(obj))

    def load_payload(self, payload: bytes, *_args: Any, **_more: Any) -> str:  # noqa: ANN401
        """Return it as it was."""
        return base64_decode(payload).hex()


def init() -> None:
    """Let the framework use it: made once for its keys, since every page with a form needs it."""
    csrf.URLSafeTimedSerializer = _serializer


def _serializer(secret_key: str | Sequence[str], salt: str) -> Serializer:
    keys = (secret_key,) if isinstance(secret_key, str) else tuple(secret_key)
    return _made(keys, salt)


@lru_cache(maxsize=16)
def _made(keys: tuple[str, ...], salt: str) -> Serializer:
    return Serializer(list(keys), salt=salt)

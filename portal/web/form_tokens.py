"""Tokens of forms, signed with a digest of today; the framework has an older one, set for good."""

from hashlib import sha256

from flask_wtf import csrf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class Signer(TimestampSigner):
    """Signs with HMAC-SHA-256."""

    default_digest_method = staticmethod(sha256)


class Serializer(URLSafeTimedSerializer):
    """Writes and reads what such a signer signed, and nothing older."""

    default_signer = Signer


def init() -> None:
    """Let the framework use it."""
    csrf.URLSafeTimedSerializer = Serializer

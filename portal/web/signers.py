"""Signers of cookies and forms: with a digest of today, and each made once for its keys."""

from hashlib import sha256
from typing import Any

from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer


class Sha256Signer(TimestampSigner):
    """Signs with HMAC-SHA-256, with keys that are derived once."""

    default_digest_method = staticmethod(sha256)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  (the framework's own)
        super().__init__(*args, **more)
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key that signs, out of a secret one."""
        found = self._derived.get(secret_key)
        if found is None:
            found = self._derived[secret_key] = super().derive_key(secret_key)
        return found


class KeptSerializer(URLSafeTimedSerializer):
    """Writes and reads what is signed; every page needs it, so that its signers are kept."""

    default_signer = Sha256Signer

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  (the framework's own)
        super().__init__(*args, **more)
        self._signers: dict[str | bytes | None, Signer] = {}

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """Return the signer for this salt."""
        found = self._signers.get(salt)
        if found is None:
            found = self._signers[salt] = super().make_signer(salt)
        return found

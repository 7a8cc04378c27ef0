"""Anchors in a folder: a JSON file each, signed with Ed25519."""

import json
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.ports.anchors import BadAnchor, Said

_NAME = re.compile(r"anchor-(\d{6,})\.json")
_PEM = re.compile(rb"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----\n?", re.DOTALL)


class BadKey(ValueError):
    """A file that holds no Ed25519 private key in PEM."""


class FolderAnchors:
    """Keeps anchors in a folder; whoever keeps a copy of it elsewhere can prove the trail."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """`key` is PEM: the private key, then public keys of before that are still trusted.

        Raises BadKey.
        """
        self._folder = folder
        try:
            self._key = _private(_PEM.findall(key)[0])
            older = [_public(one) for one in _PEM.findall(key)[1:]]
        except (IndexError, ValueError, TypeError) as problem:
            raise BadKey from problem
        self._trusted = [self._key.public_key(), *older]

    def keep(self, said: Said) -> None:
        """Sign and write; the file is there whole or not at all, and never written over."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        signature = self._key.sign(_bytes(said)).hex()
        whole = json.dumps({"anchor": dict(said), "signature": signature}, indent=1) + "\n"
        place = self._place(int(said["no"]))
        beside = place.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, place)
        beside.unlink()

    def read(self, no: int) -> Said | None:
        """Read an anchor and hold it against the keys. Raises BadAnchor."""
        place = self._place(no)
        if not place.exists():
            return None
        try:
            told = json.loads(place.read_text("utf-8"))
            said, signature = told["anchor"], bytes.fromhex(told["signature"])
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BadAnchor from problem
        if not any(_is_by(key, signature, said) for key in self._trusted):
            raise BadAnchor
        found: Said = said
        return found

    def numbers(self) -> list[int]:
        """Return the numbers of the files that are there."""
        names = (_NAME.fullmatch(file.name) for file in self._folder.glob("anchor-*.json"))
        return sorted(int(name[1]) for name in names if name)

    def public_key(self) -> bytes:
        """Return the key with which others verify the anchors, as PEM."""
        return self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def _place(self, no: int) -> Path:
        return self._folder / f"anchor-{no:06}.json"


def new_key() -> bytes:
    """Return a new private key as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _private(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey
    return key


def _public(pem: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey
    return key


def _bytes(said: Said) -> bytes:
    return json.dumps(dict(said), sort_keys=True, separators=(",", ":")).encode()


def _is_by(key: Ed25519PublicKey, signature: bytes, said: Said) -> bool:
    try:
        key.verify(signature, _bytes(said))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True

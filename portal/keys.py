"""Secrets: from the environment or from files, and several of a kind while one takes over.

A secret is text. Where it is replaced, the new one and those of before stand one a line, the newest
in front: the newest makes, all of them are believed.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from portal.errors import UnsafeSettings

SECRETS = (
    "PORTAL_DATABASE_URL",
    "PORTAL_SECRET_KEY",
    "PORTAL_SECRET_KEY_OLD",
    "PORTAL_IDENTITY_KEY",
    "PORTAL_IDENTITY_KEY_OLD",
    "PORTAL_VAULT_KEYS",
    "PORTAL_MOLLIE_KEY",
    "PORTAL_MAIL_URL",
)
"""Settings that are secret, or hold a password: each may lie in a file named by NAME_FILE."""


def environment() -> dict[str, str]:
    """Return the environment with its secrets. Raises UnsafeSettings."""
    return with_files(os.environ)


def with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings, with what lies in files in its place. Raises UnsafeSettings."""
    told, wrong = dict(environ), []
    for name in SECRETS:
        path = told.pop(f"{name}_FILE", "")
        if path and told.get(name):
            wrong.append(f"Set {name} or {name}_FILE, not both.")
        elif path:
            try:
                told[name] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError):
                wrong.append(f"Set {name}_FILE to a file that can be read.")
    if wrong:
        raise UnsafeSettings("\n".join(wrong))
    return told


@cache
def keys_of(told: str) -> tuple[str, ...]:
    """Return the keys of a setting, the newest in front."""
    return tuple(line for line in told.splitlines() if line.strip()) or (told,)


def together(newest: str, older: str) -> str:
    """Return a key and those of before it as one setting."""
    return "\n".join(part for part in (newest, older) if part)

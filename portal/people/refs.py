"""Public references: random, so that an address of a page tells nothing and cannot be guessed."""

import secrets


def new_ref() -> str:
    """Return a reference of 96 random bits, safe in an address and on a command line."""
    while (made := secrets.token_urlsafe(12)).startswith("-"):
        pass  # there it would be read as an option
    return made

"""Who comes with a key: known, in its scope, and not too often."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, jsonify, request

from portal.people import tokens
from portal.people.tokens import Reader
from portal.web.api.problems import Problem
from portal.web.limits import Limit
from portal.web.network import network
from portal.web.pacing import take
from portal.web.services import services

P = ParamSpec("P")

USES = Limit("key", 120, seconds=60, ahead=5)
"""Answers to one key."""
WRONG = Limit("wrong-key", 30, seconds=60, ahead=1, of_network=True)
"""Wrong keys from one network."""
_ASK = (("WWW-Authenticate", "Bearer"),)
_NO_KEY = Problem(401, "No key", "Send the key as: Authorization: Bearer <key>.", _ASK)
_WRONG_KEY = Problem(401, "Not a key that opens anything", "It is unknown, over or ended.", _ASK)


def reads(scope: str) -> Callable[[Callable[P, object]], Callable[P, Response]]:
    """Guard a view: it needs a key with this scope, and gets it as its first argument."""

    def guard(view: Callable[..., object]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            reader = _reader()
            if scope not in reader.scopes:
                raise Problem(403, "Not in the scope of this key", f"It needs {scope}.")
            response = jsonify(view(reader, *args, **kwargs))
            response.headers["Cache-Control"] = "no-store"
            return response

        return guarded

    return guard


def _reader() -> Reader:
    """Who reads; each use is counted."""
    parts, today = services(), services().clock.today()
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise _NO_KEY
    with parts.database.reading() as session:
        reader = tokens.reader_of(session, secret.strip(), today)
    if reader is None:
        _must_not_wait(take(WRONG, f"network:{network()}"))
        raise _WRONG_KEY
    _must_not_wait(take(USES, f"key:{reader.token_ref}"))
    with parts.database.unit_of_work() as session:
        tokens.used(session, reader, today)
    g.reader = reader
    return reader


def _must_not_wait(seconds: int) -> None:
    if seconds:
        again = (("Retry-After", str(seconds)),)
        raise Problem(429, "Too often", f"Try again in {seconds} seconds.", again)

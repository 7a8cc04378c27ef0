"""Whether this process lives, and whether it can serve: for the proxy and for those who watch."""

from typing import cast

from flask import Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from portal import versions
from portal.errors import NoValue
from portal.municipality import not_begun
from portal.people.installation import Purpose, purpose
from portal.web.public import public
from portal.web.services import Services

OK, NOT = "ok", "not ready"
WAIT = "10"
"""Seconds after which to ask again."""


@public.get("/health")
def health() -> Response:
    """Say that the process answers; it asks nothing of the database."""
    return Response("ok", mimetype="text/plain")


@public.get("/ready")
def ready() -> tuple[Response, int, dict[str, str]]:
    """Say whether the database answers, has a version this code can serve, and rules hold today."""
    parts = cast(Services, current_app.extensions["portal"])
    found = {"policy": _policy(parts)} | _database(parts)
    is_ready = all(state == OK for state in found.values())
    return jsonify(found), 200 if is_ready else 503, {} if is_ready else {"Retry-After": WAIT}


def _policy(parts: Services) -> str:
    try:
        parts.town.policy.digest(parts.clock.today())
    except NoValue:
        return NOT
    return NOT if not_begun(parts.town, parts.clock.today()) else OK


def _database(parts: Services) -> dict[str, str]:
    """Each state; no word of the database's own goes out."""
    try:
        with parts.database.reading() as session:
            is_fit = versions.serves(session.connection())
            told = purpose(session) if is_fit else None
    except SQLAlchemyError:
        return {"database": NOT, "migrations": NOT}
    is_ours = told in (None, Purpose(parts.town.name, parts.settings.demo))
    return {"database": OK if is_ours else NOT, "migrations": OK if is_fit else NOT}

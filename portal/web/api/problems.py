"""What goes wrong, for a program: problem details (RFC 9457), without what was sent."""

import json
from dataclasses import dataclass

from flask import Response, current_app
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.errors import NotFound

KIND = "application/problem+json"


@dataclass
class Problem(Exception):
    """An answer that is no answer. `detail` is for the people who write the program, in English."""

    status: int
    title: str
    detail: str = ""
    headers: tuple[tuple[str, str], ...] = ()


_KNOWN = {
    404: Problem(404, "Not found", "There is nothing here for this key."),
    405: Problem(405, "Method not allowed", "This can only be read.", (("Allow", "GET"),)),
    503: Problem(503, "Try again later", "", (("Retry-After", "10"),)),
}
_FAULT = Problem(500, "Something went wrong here")


def told(error: Exception) -> Response:
    """Answer an error of any kind."""
    match error:
        case Problem():
            return _answer(error)
        case NotFound():
            return _answer(_KNOWN[404])
        case OperationalError():
            return _answer(_KNOWN[503])
        case HTTPException():
            status = error.code or _FAULT.status
            return _answer(_KNOWN.get(status) or Problem(status, error.name))
    current_app.logger.error("%s in the answer to a program", type(error).__name__)
    return _answer(_FAULT)


def _answer(problem: Problem) -> Response:
    told = {"type": "about:blank", "title": problem.title, "status": problem.status}
    if problem.detail:
        told["detail"] = problem.detail
    response = Response(json.dumps(told), problem.status, mimetype=KIND)
    for name, value in problem.headers:
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response

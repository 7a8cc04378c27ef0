"""One line of JSON for each request and each fault: which page, how long, and nothing of anybody.

A line names the route as it is written in the code, never the address, which holds references.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-ID"
_ASKED = logging.getLogger("portal.asked")


class Line(logging.Formatter):
    """Writes a record as JSON. Of an exception only its kind: its text may hold what was typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            told["fault"] = record.exc_info[0].__name__
        if has_request_context() and "request_id" in g:
            told["request"] = g.request_id
        return json.dumps(told)


def init_app(app: Flask) -> None:
    """Number each request; the number goes out with the answer, so that somebody can name it."""
    app.before_request(_begin)
    app.after_request(_end)


def to_stderr() -> None:
    """Write every line of this process as JSON on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.WARNING
    _ASKED.setLevel(logging.INFO)


def refused(why: str) -> None:
    """Write that somebody was not let in, and of who it was only the role.

    `why`: `access` (their right is not enough, or the record is not theirs, or there is none) or
    `form` (of another site, or too old).
    """
    route = request.url_rule.rule if request.url_rule else "none"
    actor = g.get("actor")
    told = {"why": why, "role": actor.role if actor else "nobody"}
    _ASKED.warning("refused", extra={"told": {**told, "method": request.method, "route": route}})


def _begin() -> None:
    g.request_id, g.began = token_hex(8), perf_counter()


def _end(response: Response) -> Response:
    if "request_id" in g:
        response.headers[HEADER] = g.request_id
        took = round((perf_counter() - g.began) * 1000, 1)
        route = request.url_rule.rule if request.url_rule else "none"
        told = {"method": request.method, "route": route, "status": response.status_code}
        _ASKED.info("asked", extra={"told": {**told, "ms": took}})
    return response

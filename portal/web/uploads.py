"""Pages that take files: for who is signed in their bodies may be larger than other forms."""

from http import HTTPStatus

from flask import Flask, g, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from portal.web.evidence_files import along

LARGEST = 40_000_000
"""Bytes of all files that are sent at once."""
ENDPOINTS = frozenset({"citizen.acting_files", "citizen.evidence"})
"""Pages to which residents send files."""
_MOST_DRAINED = 200_000_000
_PIECE = 256 * 1024


def init_app(app: Flask) -> None:
    """Let these pages take more, before their forms are read; tell kindly what is too much."""
    app.before_request(_widen)
    app.jinja_env.globals["files_along"] = along
    app.register_error_handler(RequestEntityTooLarge, _too_large)


def _widen() -> None:
    if request.endpoint in ENDPOINTS and g.get("actor") is not None:
        request.max_content_length = LARGEST


def _too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say that it was too much. A browser that is still sending hears it only when it is done."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if request.endpoint not in ENDPOINTS:
        return render_template("error.html", message="error-too-large", status=status), status
    drain()
    page = render_template("citizen/evidence_too_large.html", megabytes=LARGEST // 1_000_000)
    return page, status


def drain() -> None:
    """Read what a browser is still sending, and leave it: else it never shows the answer."""
    left = min(request.content_length or 0, _MOST_DRAINED)
    while left > 0 and (piece := request.environ["wsgi.input"].read(min(left, _PIECE))):
        left -= len(piece)

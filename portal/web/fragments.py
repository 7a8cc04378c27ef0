"""One helper that answers with the page, or with the part of it that HTMX asked for."""

from flask import Flask, Response, make_response, render_template
from flask_htmx import HTMX

_htmx = HTMX()


def init_app(app: Flask) -> None:
    """Let requests of HTMX be told from others."""
    _htmx.init_app(app)


def wants_part() -> bool:
    """Whether HTMX asked for a part of the page: not a boosted link, not the way back."""
    return bool(_htmx) and not _htmx.boosted and not _htmx.history_restore_request


def answer(page: str, part: str | None = None, /, status: int = 200, **context: object) -> Response:
    """Render the page, or its part for HTMX; caches keep the two apart."""
    template = part if part and wants_part() else page
    response = make_response(render_template(template, **context), status)
    if part:
        response.vary.add("HX-Request")
    return response

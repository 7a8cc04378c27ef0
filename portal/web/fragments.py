"""One helper that answers with the page, or with the part of it that HTMX asked for."""

from flask import Response, make_response, render_template, request


def wants_part() -> bool:
    """Whether HTMX asked for a part of the page: not a boosted link, not the way back."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def answer(page: str, part: str | None = None, status: int = 200, **context: object) -> Response:
    """Render the page, or its part for HTMX; caches keep the two apart."""
    template = part if part and wants_part() else page
    response = make_response(render_template(template, **context), status)
    if part:
        response.vary.add("HX-Request")
    return response

"""Static files: addresses that change with their content, and the municipality's theme."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response

from portal.municipality import Municipality
from portal.resources import folder
from portal.web.services import services
from portal.web.templating import address

_FOR_A_YEAR = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Serve the theme, and mark static addresses with a digest so that they can be kept a year."""
    app.static_folder = str(folder("static"))
    app.add_url_rule("/static/<path:filename>", "static", view_func=app.send_static_file)
    app.add_url_rule("/theme.css", "theme", view_func=_theme)
    app.url_defaults(_add_digest)
    app.context_processor(lambda: {"theme_url": address("theme")})


def _add_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values["v"] = _digest_of(str(folder("static") / values["filename"]))
    elif endpoint == "theme":
        values["v"] = _digest_of(str(services().town.theme_css))


def styles(town: Municipality) -> tuple[str, str]:
    """Return the addresses of the style sheets, for a page that is made outside any request."""
    own, theme = folder("static") / "portal.css", town.theme_css
    return f"/static/portal.css?v={_digest_of(str(own))}", f"/theme.css?v={_digest_of(str(theme))}"


@cache
def _digest_of(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8]


def _theme() -> Response:
    css = services().town.theme_css.read_text("utf-8")
    return Response(css, mimetype="text/css", headers={"Cache-Control": _FOR_A_YEAR})

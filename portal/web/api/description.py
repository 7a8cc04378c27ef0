"""The description of what programs can read, as OpenAPI."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Response

from portal.web.api import api


@api.get("/openapi.json")
def description() -> Response:
    """Give the description; it is for everyone."""
    return Response(json.dumps(openapi()), mimetype="application/json")


@cache
def openapi() -> dict[str, Any]:
    """Return the description."""
    found: dict[str, Any] = json.loads(
        files("portal.web.api").joinpath("openapi.json").read_text("utf-8")
    )
    return found

"""What browsers report: that a page of ours tried something it may not.

Anybody can send such a report, and addresses hold references: what is kept is words of our own.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from portal.web.public import public
from portal.web.security import REPORTS

LARGEST = 16 * 1024
MOST = 5
"""Reports that are read of one sending."""
_LOG = logging.getLogger("portal.reports")
_DIRECTIVES = frozenset(
    f"{kind}-src{part}"
    for kind in ("default", "script", "style", "img", "connect", "font", "frame", "media", "object")
    for part in ("", "-elem", "-attr")
) | {"base-uri", "form-action", "frame-ancestors", "manifest-src", "worker-src"}
_BLOCKED = frozenset({"inline", "eval", "wasm-eval", "data", "blob", "self"})


@public.post(REPORTS)
def report() -> Response:
    """Write down what kind of thing was tried on which page."""
    request.max_content_length = LARGEST
    for told in _reports(request.get_data()):
        _LOG.warning("a page tried what it may not", extra={"told": told})
    return Response(status=204)


def _reports(body: bytes) -> Iterator[dict[str, str]]:
    """Read both forms there are: `report-uri` and the Reporting API."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in (sent if isinstance(sent, list) else [sent])[:MOST]:
        told = one.get("csp-report", one.get("body")) if isinstance(one, dict) else None
        if isinstance(told, dict):
            yield {
                "directive": _known(told, _DIRECTIVES, "effectiveDirective", "effective-directive"),
                "blocked": _known(told, _BLOCKED, "blockedURL", "blocked-uri"),
                "route": _route(_text(told, "documentURL", "document-uri")),
            }


def _text(told: dict[str, Any], *names: str) -> str:
    found = next((told[name] for name in names if name in told), "")
    return found if isinstance(found, str) else ""


def _known(told: dict[str, Any], words: frozenset[str], *names: str) -> str:
    found = _text(told, *names)
    return found if found in words else "other"


def _route(address: str) -> str:
    """Return the route as it is written in the code, never the address."""
    try:
        adapter = current_app.url_map.bind("")
        rule, _ = adapter.match(urlsplit(address).path, method="GET", return_rule=True)
    except (HTTPException, ValueError):
        return "none"
    return str(rule.rule)

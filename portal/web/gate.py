"""Too many at once: who comes when too many wait is told so at once, and when to come again.

A queue that nobody tends grows until every answer comes too late for whoever asked. It stands in
front of the whole portal and asks nothing of the database.
"""

import socket
import struct
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from portal import texts
from portal.municipality import Municipality
from portal.web.assets import styles

MOST_WAITING = 60
"""Requests that wait for a process, above which pages are not begun."""
MOST_SENDING = 4 * MOST_WAITING
"""The same for forms: what somebody typed is turned away last."""
WAIT = "5"
"""Seconds after which to come again."""
_ALWAYS = ("/health", "/ready", "/static/", "/theme.css")
_UNANSWERED = struct.Struct("@24xI")
"""Where Linux tells, of a socket that listens, how many wait to be answered (tcpi_unacked)."""
_Start = Callable[[str, list[tuple[str, str]]], Any]


def waiting_at(door: socket.socket) -> Callable[[], int]:
    """Return what counts who waits at this door; where nobody can tell, nobody waits."""
    if door.family not in (socket.AF_INET, socket.AF_INET6) or not hasattr(socket, "TCP_INFO"):
        return lambda: 0

    def count() -> int:
        told = door.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _UNANSWERED.size)
        return int(_UNANSWERED.unpack(told)[0])

    return count


class Gate:
    """Lets requests through to the portal while not too many wait."""

    def __init__(self, app: Any, town: Municipality) -> None:  # noqa: ANN401  (any WSGI application)
        """`town` has the languages in which it is said."""
        self.app = app
        self.waiting: Callable[[], int] = lambda: 0
        self._page = page(town).encode()

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        """Answer, or say that it is too busy."""
        most = MOST_WAITING if environ["REQUEST_METHOD"] in ("GET", "HEAD") else MOST_SENDING
        if self.waiting() <= most or environ["PATH_INFO"].startswith(_ALWAYS):
            answer: Iterable[bytes] = self.app(environ, start)
            return answer
        start(
            "503 Service Unavailable",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(self._page))),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", "default-src 'none'; style-src 'self'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Retry-After", WAIT),
            ],
        )
        return [self._page]


def page(town: Municipality) -> str:
    """Return the page that says it, in each of the municipality's languages."""
    said = "".join(
        f'<p lang="{lang}">{escape(texts.text(lang, "error-busy"))}</p>' for lang in town.languages
    )
    sheets = "".join(f'<link rel="stylesheet" href="{address}">' for address in styles(town))
    first, phone = town.languages[0], escape(town.contact.phone)
    return (
        f'<!doctype html><html lang="{first}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(town.title)}</title>{sheets}</head><body>"
        f'<header class="top"><div class="wrap"><span class="brand">{escape(town.title)}</span>'
        "</div></header><main>"
        f"<h1>{escape(texts.text(first, 'error-title'))}</h1>"
        f'{said}<p><a href="tel:{phone.replace(" ", "").replace("-", "")}">{phone}</a></p>'
        "</main></body></html>"
    )

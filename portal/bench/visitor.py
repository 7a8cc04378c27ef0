"""Somebody with a browser of their own, as a benchmark needs many of: cookies, forms, ways on."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

PATIENCE = 30.0
"""Seconds after which an answer does not count as one."""
MOST_STEPS = 5
"""Ways on that are followed from one answer."""
NO_ANSWER = 0
"""In place of a status, where none came."""
Fields = Mapping[str, str | Sequence[str]]
_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
_COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)
_AWAY = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)
_LATER = re.compile(rb"\r\nretry-after: (\d+)", re.IGNORECASE)


class Asked(NamedTuple):
    """One request and what came of it."""

    at: float
    """When it was sent, in seconds of this machine's own clock."""
    method: str
    path: str
    status: int
    took: float
    """Seconds until all of the answer was there."""
    retry_after: int = 0


@dataclass
class Page:
    """What a visitor sees."""

    status: int
    path: str
    text: str

    def all(self, pattern: str) -> list[str]:
        """Return all that fits, as the visitor reads it."""
        return [unescape(one) for one in re.findall(pattern, self.text)]


@dataclass
class Visitor:
    """Opens pages and sends forms, one after the other; each is told to `note`."""

    port: int
    note: Callable[[Asked], None] = lambda _: None
    cookies: dict[str, str] = field(default_factory=lambda: {"lang": "en"})
    token: str = ""

    async def get(self, path: str) -> Page:
        """Open a page and follow where it leads."""
        return await self._on(await self._ask("GET", path))

    async def post(self, path: str, fields: Fields) -> Page:
        """Send a form and follow where it leads."""
        told = {"csrf_token": self.token, **fields}
        return await self._on(await self._ask("POST", path, urlencode(told, doseq=True)))

    async def _on(self, page: Page) -> Page:
        for _ in range(MOST_STEPS):
            if page.status not in (302, 303) or not page.text:
                break
            page = await self._ask("GET", page.text)
        self.token = next(iter(page.all(_TOKEN.pattern)), self.token)
        return page

    async def _ask(self, method: str, path: str, form: str = "") -> Page:
        began = perf_counter()
        try:
            whole = await asyncio.wait_for(self._sent(method, path, form), PATIENCE)
            status = int(whole[9:12])
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            whole, status = b"", NO_ANSWER
        head, _, body = whole.partition(b"\r\n\r\n")
        later = _LATER.search(head)
        wait = int(later[1]) if later else 0
        self.note(Asked(began, method, path, status, perf_counter() - began, wait))
        self.cookies |= {name.decode(): value.decode() for name, value in _COOKIE.findall(head)}
        away = _AWAY.search(head)
        if away and status in (302, 303):
            to = urlsplit(away[1].decode())
            return Page(status, path, to.path + (f"?{to.query}" if to.query else ""))
        return Page(status, path, body.decode("utf-8", "replace"))

    async def _sent(self, method: str, path: str, form: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request(method, path, self.cookies, form))
            return await reader.read(-1)
        finally:
            writer.close()


def request(
    method: str, path: str, cookies: Mapping[str, str], form: str = "", more: str = ""
) -> bytes:
    """Return a request as it goes over the wire; the answer ends the connection."""
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {kept}\r\n"
    if method == "POST":
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(form)}\r\n"
    return f"{head}{more}\r\n{form}".encode()

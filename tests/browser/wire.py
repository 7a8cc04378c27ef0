"""What a page costs: every byte and request that left the server for it, by Chromium's count."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass
class Wire:
    """Counts what comes in since the last `reset`; the cache's and the favicon are not counted."""

    bytes: int = 0
    requests: int = 0
    encoded: bool = False
    """Whether the last page came compressed."""
    by_address: dict[str, int] = field(default_factory=dict)
    """Bytes by address, redirects included."""
    steps: dict[str, int] = field(default_factory=dict)
    """The most bytes of each step without a page of its own, by address; kept over `reset`."""
    _steps: set[str] = field(default_factory=set)
    _urls: dict[str, str] = field(default_factory=dict)

    def reset(self) -> None:
        """Begin to count anew."""
        self.bytes = self.requests = 0
        self.by_address = {}

    def sent(self, event: dict[str, Any]) -> None:
        """A request went out; the redirect before it, if any, has come in."""
        if redirect := event.get("redirectResponse"):
            self._count(event["requestId"], redirect["encodedDataLength"])
        self._urls[event["requestId"]] = event["request"]["url"]

    def answered(self, event: dict[str, Any]) -> None:
        """An answer began; remember how the page itself came."""
        if event["type"] in ("Fetch", "XHR"):
            self._steps.add(event["requestId"])
        if event["type"] == "Document":
            headers = {name.lower() for name in event["response"]["headers"]}
            self.encoded = "content-encoding" in headers

    def finished(self, event: dict[str, Any]) -> None:
        """An answer is whole. Nothing on the wire means that the cache gave it."""
        if event["encodedDataLength"]:
            self._count(event["requestId"], event["encodedDataLength"])
        if event["requestId"] in self._steps:
            url, size = self._urls[event["requestId"]], int(event["encodedDataLength"])
            self.steps[url] = max(size, self.steps.get(url, 0))

    def _count(self, request: str, size: float) -> None:
        if "/favicon." in self._urls[request]:
            return
        self.bytes += int(size)
        self.requests += 1
        url = self._urls[request]
        self.by_address[url] = self.by_address.get(url, 0) + int(size)


def wire_of(page: Page) -> Wire:
    """Listen to a page's network."""
    wire, devtools = Wire(), page.context.new_cdp_session(page)
    devtools.on("Network.requestWillBeSent", wire.sent)
    devtools.on("Network.responseReceived", wire.answered)
    devtools.on("Network.loadingFinished", wire.finished)
    devtools.send("Network.enable")
    return wire

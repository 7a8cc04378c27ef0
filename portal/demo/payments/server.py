"""The stand-in over real HTTP on loopback: the interface, the payment page, and its webhooks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen

from portal.demo.payments.answers import Answers, Asked
from portal.demo.payments.book import Payment
from portal.demo.payments.page import CHOICES, HEADERS, page
from portal.demo.payments.requests import Problem

TEST_KEY = "test_" + "StandInOnThisMachineAlone" * 2
"""The key the stand-in is given; any test key would do."""
_HAL = {"Content-Type": "application/hal+json"}
_PATIENCE = 15.0
"""Seconds the provider waits for an answer to a webhook."""


class StandIn:
    """The stand-in: an address, its payments, and what it does when a payment changes."""

    def __init__(self, port: int = 0) -> None:
        """Take a port of loopback, a free one by default."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.answers = Answers(self.url)

    @property
    def book(self) -> Any:  # noqa: ANN401
        """Its payments."""
        return self.answers.book

    @contextmanager
    def running(self) -> Iterator["StandIn"]:
        """Serve until the end of the block. Processes that parted from this one leave it alone."""
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.daemon = True
        thread.start()
        try:
            yield self
        finally:
            if thread.is_alive():  # in a process that parted it is not: nobody there to wait for
                self._server.shutdown()
                thread.join()
            self._server.server_close()

    def respond(self, handler: "Handler", asked: Asked) -> None:
        """Answer a call of the interface; tests put other manners here."""
        status, document = self.answers.answer(asked)
        handler.send(status, json.dumps(document).encode(), _HAL)

    def come_out(self, payment_id: str, status: str) -> Payment:
        """Let a payment come out and tell the shop. Raises Problem."""
        with self.answers.lock:
            payment: Payment = self.book.settle(payment_id, status)
        self.tell(payment)
        return payment

    def tell(self, payment: Payment) -> None:
        """Send the webhook: the id and nothing else. A shop that is away is told no more here."""
        address = payment.asked.get("webhookUrl")
        if address and payment.status not in ("open", "pending"):
            body = urlencode({"id": payment.id}).encode()
            with suppress(URLError, OSError):
                urlopen(Request(address, body), timeout=_PATIENCE).close()  # noqa: S310  (checked)


class Handler(BaseHTTPRequestHandler):
    """One request on the wire."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        """Show a payment page, or answer the interface."""
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/checkout/"):
            self._checkout(self.path.removeprefix("/checkout/"), body)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stand_in.respond(self, Asked(self.command, self.path, headers, body))

    def _checkout(self, payment_id: str, body: bytes) -> None:
        try:
            payment = self.stand_in.book.get(payment_id)
        except Problem as problem:
            self.send(problem.status, b"", HEADERS)
            return
        chosen = parse_qs(body.decode()).get("status", [""])[0]
        if self.command == "POST" and chosen in CHOICES:
            self.stand_in.come_out(payment_id, chosen)
            self.send(303, b"", {"Location": payment.asked["redirectUrl"]})
            return
        self.send(200, page(payment).encode(), HEADERS)

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Write an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Leave requests unwritten."""


def _handler(stand_in: StandIn) -> type[Handler]:
    return type("BoundHandler", (Handler,), {"stand_in": stand_in})

"""Which request gets which answer: the documented paths, each once for an idempotency key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.demo.payments import requests
from portal.demo.payments.book import Book, list_document, movement_document, payment_document
from portal.demo.payments.requests import Problem

_PAGE = 50
_MOST = 250


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    method: str
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes = b""


@dataclass
class Answers:
    """Answers requests from a book of payments."""

    base: str
    """Scheme, host and port of the stand-in."""
    book: Book = field(default_factory=Book)
    lock: RLock = field(default_factory=RLock)
    _given: dict[str, tuple[bytes, int, Any]] = field(default_factory=dict)
    """Answers by idempotency key, with the body they answered."""

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Return the status and the document; one request at a time."""
        with self.lock:
            try:
                mode = requests.identify(asked.headers.get("authorization", ""))
                return self._once(asked, mode) if asked.method == "POST" else self._get(asked)
            except Problem as problem:
                return problem.status, problem.document()

    def _once(self, asked: Asked, mode: str) -> tuple[int, Any]:
        """Do the work of a key once; the same key with another body is refused."""
        key = asked.headers.get("idempotency-key", "")
        if key and key in self._given:
            body, status, document = self._given[key]
            if body != asked.body:
                raise Problem(409, "The idempotency key was used for another request")
            return status, document
        status, document = self._post(asked, mode)
        if key:
            self._given[key] = (asked.body, status, document)
        return status, document

    def _post(self, asked: Asked, mode: str) -> tuple[int, Any]:
        body = _read(asked.body)
        match urlsplit(asked.target).path.strip("/").split("/"):
            case ["v2", "payments"]:
                requests.payment(body)
                made = self.book.make(mode, body, requests.amount(body))
                return 201, payment_document(made, self.base)
            case ["v2", "payments", payment_id, "refunds"]:
                payment = self.book.get(payment_id)
                requests.refund(body)
                one = self.book.refund(payment_id, requests.amount(body))
                return 201, movement_document("refund", payment, one, self.base)
        raise Problem(404, "There is no such path")

    def _get(self, asked: Asked) -> tuple[int, Any]:
        if asked.method != "GET":
            raise Problem(405, "This method is not documented")
        url = urlsplit(asked.target)
        match url.path.strip("/").split("/"):
            case ["v2", "payments"]:
                return 200, self._list(parse_qs(url.query))
            case ["v2", "payments", payment_id]:
                return 200, payment_document(self.book.get(payment_id), self.base)
            case ["v2", "payments", payment_id, ("refunds" | "chargebacks") as name]:
                payment = self.book.get(payment_id)
                found = payment.refunds if name == "refunds" else payment.chargebacks
                kind = name.removesuffix("s")
                entries = [movement_document(kind, payment, one, self.base) for one in found]
                return 200, list_document(name, entries, self.base + asked.target)
        raise Problem(404, "There is no such path")

    def _list(self, query: dict[str, list[str]]) -> Any:  # noqa: ANN401
        """The newest payments, page by page; `from` is the first of a page."""
        size = int(query.get("limit", [str(_PAGE)])[0])
        if not 1 <= size <= _MOST or set(query) - {"limit", "from"}:
            raise Problem(422, "The limit is invalid", "limit")
        newest = list(self.book.payments.values())[::-1]
        ids = [payment.id for payment in newest]
        first = ids.index(query["from"][0]) if "from" in query else 0
        page = [payment_document(one, self.base) for one in newest[first : first + size]]
        address = f"{self.base}/v2/payments?limit={size}"
        rest = ids[first + size : first + size + 1]
        following = f"{address}&from={rest[0]}" if rest else ""
        return list_document("payments", page, address, following)


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Problem(422, "The body is no JSON object")
    return told

"""What the interface takes: a request that is not documented is refused, naming the field."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

DOCUMENTED = frozenset(
    {
        *("description", "amount", "redirectUrl", "cancelUrl", "webhookUrl", "lines", "locale"),
        *("billingAddress", "shippingAddress", "method", "issuer", "metadata", "captureMode"),
        *("restrictPaymentMethodsToCountry", "captureDelay", "applicationFee", "routing"),
        *("sequenceType", "mandateId", "customerId", "profileId", "dueDate", "testmode"),
    }
)
REFUND = frozenset(
    {"amount", "description", "metadata", "reverseRouting", "routingReversals", "testmode"}
)
CURRENCIES = frozenset({"EUR", "DKK"})
LOCALES = frozenset({"nl_NL", "da_DK", "en_GB", "en_NL", "en_US", "nl_BE", "de_DE", "fr_FR"})
LONGEST = 255
_KEY = re.compile(r"Bearer (test|live)_\w{30,}")
_AMOUNT = re.compile(r"(0|[1-9]\d{0,9})\.\d{2}")
_TITLES = {
    401: "Unauthorized Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    503: "Service Unavailable",
}


class Problem(Exception):
    """A request that is refused, with its status."""

    def __init__(self, status: int, detail: str, field: str = "") -> None:
        """`field` is the part of the request that is wrong."""
        super().__init__(detail)
        self.status, self.detail, self.field = status, detail, field

    def document(self) -> dict[str, Any]:
        """Return it as the interface tells errors."""
        told: dict[str, Any] = {
            "status": self.status,
            "title": _TITLES[self.status],
            "detail": self.detail,
            "_links": {
                "documentation": {
                    "href": "https://docs.mollie.com/reference/handling-errors",
                    "type": "text/html",
                }
            },
        }
        return {**told, "field": self.field} if self.field else told


def identify(header: str) -> str:
    """Return the mode of an API key, `test` or `live`. Raises Problem."""
    found = _KEY.fullmatch(header)
    if not found:
        raise Problem(401, "Missing authentication, or failed to authenticate")
    return found[1]


def payment(body: Mapping[str, Any]) -> None:
    """Hold the request of a payment against what is documented. Raises Problem."""
    _known(body, DOCUMENTED)
    described = body.get("description")
    if not isinstance(described, str) or not described or len(described) > LONGEST:
        raise Problem(422, "The description is invalid", "description")
    amount(body)
    _address(body, "redirectUrl", needed=True)
    _address(body, "webhookUrl", needed=False)
    if body.get("locale") not in (None, *LOCALES):
        raise Problem(422, "The locale is invalid", "locale")


def refund(body: Mapping[str, Any]) -> None:
    """Hold the request of a refund against what is documented. Raises Problem."""
    _known(body, REFUND)
    amount(body)


def amount(body: Mapping[str, Any]) -> int:
    """Return the amount of a request in minor units. Raises Problem."""
    told = body.get("amount")
    if not isinstance(told, Mapping) or set(told) != {"currency", "value"}:
        raise Problem(422, "The amount is missing or invalid", "amount")
    if told["currency"] not in CURRENCIES:
        raise Problem(422, "The currency is not supported", "amount.currency")
    if not isinstance(told["value"], str) or not _AMOUNT.fullmatch(told["value"]):
        raise Problem(422, "The amount contains an invalid value", "amount.value")
    minor = int(told["value"].replace(".", ""))
    if not minor:
        raise Problem(422, "The amount is lower than the minimum", "amount")
    return minor


def _known(body: Mapping[str, Any], documented: frozenset[str]) -> None:
    for name in body:
        if name not in documented:
            raise Problem(422, f"Non-existent body parameter '{name}'", name)


def _address(body: Mapping[str, Any], name: str, *, needed: bool) -> None:
    told = body.get(name)
    if told is None and not needed:
        return
    parts = urlsplit(told) if isinstance(told, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem(422, "The URL is missing or invalid", name)

"""The payments the stand-in knows, in memory, and the documents it tells them by."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from portal import money
from portal.demo.payments.requests import Problem

LIFE = timedelta(minutes=15)
"""How long a payment can be paid."""
FINAL = frozenset({"paid", "canceled", "expired", "failed"})
_MOMENTS = {
    "paid": "paidAt",
    "canceled": "canceledAt",
    "expired": "expiredAt",
    "failed": "failedAt",
}
_HAL = "application/hal+json"


@dataclass
class Movement:
    """A refund or a chargeback of a payment."""

    id: str
    amount: int
    at: str
    status: str = "refunded"
    """Of a refund."""
    reversed_at: str = ""
    """Of a chargeback."""


@dataclass
class Payment:
    """One payment. Amounts are minor units, moments ISO 8601."""

    id: str
    mode: str
    asked: dict[str, Any]
    """The request it was made by."""
    amount: int
    created_at: str
    expires_at: str
    status: str = "open"
    changed_at: str = ""
    refunds: list[Movement] = field(default_factory=list)
    chargebacks: list[Movement] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The currency of all its amounts."""
        return str(self.asked["amount"]["currency"])

    @property
    def refunded(self) -> int:
        """All that was given back, minor units."""
        return sum(one.amount for one in self.refunds if one.status not in ("failed", "canceled"))


class Book:
    """All payments by id, in the order they were made."""

    def __init__(self) -> None:
        """Begin empty."""
        self.payments: dict[str, Payment] = {}

    def make(self, mode: str, asked: dict[str, Any], amount: int) -> Payment:
        """Write a new payment down, open."""
        now = datetime.now(UTC)
        made = Payment(_id("tr"), mode, asked, amount, _iso(now), _iso(now + LIFE))
        self.payments[made.id] = made
        return made

    def get(self, payment_id: str) -> Payment:
        """Return a payment. Raises Problem."""
        if payment_id not in self.payments:
            raise Problem(404, f"No payment exists with token {payment_id}.")
        return self.payments[payment_id]

    def settle(self, payment_id: str, status: str) -> Payment:
        """Let a payment come out; what is final stays."""
        payment = self.get(payment_id)
        if payment.status not in FINAL:
            payment.status, payment.changed_at = status, now_iso()
        return payment

    def refund(self, payment_id: str, amount: int, status: str = "refunded") -> Movement:
        """Give a part of a payment back. Raises Problem for more than there is."""
        payment = self.get(payment_id)
        if payment.status != "paid" or amount > payment.amount - payment.refunded:
            raise Problem(422, "The amount is higher than the maximum", "amount")
        payment.refunds.append(Movement(_id("re"), amount, now_iso(), status))
        return payment.refunds[-1]

    def charge_back(self, payment_id: str, amount: int) -> Movement:
        """Let the payer's bank take money back."""
        payment = self.get(payment_id)
        payment.chargebacks.append(Movement(_id("chb"), amount, now_iso()))
        return payment.chargebacks[-1]


def payment_document(payment: Payment, base: str) -> dict[str, Any]:
    """Return a payment as the interface tells it. `base` is the stand-in's own address."""
    told: dict[str, Any] = {
        "resource": "payment",
        "id": payment.id,
        "mode": payment.mode,
        "createdAt": payment.created_at,
        "amount": _amount(payment, payment.amount),
        "method": "ideal" if payment.status == "paid" else None,
        "status": payment.status,
        "profileId": "pfl_QkEhN94Ba",
        "sequenceType": "oneoff",
        "metadata": None,
        **{name: value for name, value in payment.asked.items() if name != "amount"},
        "_links": {
            "self": _link(f"{base}/v2/payments/{payment.id}"),
            "dashboard": _link(f"{base}/dashboard/{payment.id}", "text/html"),
        },
    }
    if payment.status in _MOMENTS:
        told[_MOMENTS[payment.status]] = payment.changed_at
    else:
        told |= {"isCancelable": False, "expiresAt": payment.expires_at}
        told["_links"]["checkout"] = _link(f"{base}/checkout/{payment.id}", "text/html")
    if payment.status == "paid":
        told["amountRefunded"] = _amount(payment, payment.refunded)
        told["amountRemaining"] = _amount(payment, payment.amount - payment.refunded)
    if payment.chargebacks:
        back = sum(one.amount for one in payment.chargebacks)
        told["amountChargedBack"] = _amount(payment, back)
    return told


def movement_document(kind: str, payment: Payment, one: Movement, base: str) -> dict[str, Any]:
    """Return a `refund` or a `chargeback` as the interface tells it."""
    path = f"{base}/v2/payments/{payment.id}"
    told: dict[str, Any] = {
        "resource": kind,
        "id": one.id,
        "amount": _amount(payment, one.amount),
        "paymentId": payment.id,
        "createdAt": one.at,
        "_links": {
            "self": _link(f"{path}/{kind}s/{one.id}"),
            "payment": _link(path),
            "documentation": _link("https://docs.mollie.com/reference", "text/html"),
        },
    }
    if kind == "refund":
        return {**told, "mode": payment.mode, "description": None, "metadata": None} | {
            "status": one.status
        }
    return {**told, "reason": None, "reversedAt": one.reversed_at or None, "settlementId": None}


def list_document(name: str, entries: list[dict[str, Any]], self_: str, following: str = "") -> Any:  # noqa: ANN401
    """Return a list as the interface tells lists."""
    return {
        "count": len(entries),
        "_embedded": {name: entries},
        "_links": {
            "self": _link(self_),
            "previous": None,
            "next": _link(following) if following else None,
            "documentation": _link("https://docs.mollie.com/reference", "text/html"),
        },
    }


def now_iso() -> str:
    """Return this moment as the interface writes it."""
    return _iso(datetime.now(UTC))


def _amount(payment: Payment, minor: int) -> dict[str, str]:
    return {"currency": payment.currency, "value": money.plain(minor)}


def _link(href: str, kind: str = _HAL) -> dict[str, str]:
    return {"href": href, "type": kind}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _id(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(11)}"

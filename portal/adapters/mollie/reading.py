"""Mollie's answers as the portal's own: amounts in minor units, moments in UTC."""

from collections.abc import Iterable
from datetime import datetime

from mollie import models

from portal import money
from portal.errors import BadAmount, PaymentUnknown
from portal.ports.payments import MoneyBack, PaymentState

REFERENCE = "reference"
"""Under which name our own reference is kept with a payment."""


def state(
    payment: models.PaymentResponse | models.ListPaymentResponse, back: Iterable[MoneyBack] = ()
) -> PaymentState:
    """Return a payment as it stands. Raises PaymentUnknown for an amount that is none."""
    checkout = payment.links.checkout
    return PaymentState(
        id=payment.id,
        reference=_reference(payment.metadata),
        state=str(getattr(payment.status, "value", payment.status)),
        amount=minor(payment.amount),
        currency=payment.amount.currency,
        checkout_url=checkout.href if checkout else "",
        expires_at=moment(payment.expires_at),
        paid_at=moment(payment.paid_at),
        back=tuple(back),
    )


def minor(amount: models.Amount) -> int:
    """Read an amount. Raises PaymentUnknown."""
    try:
        return money.minor(amount.value)
    except BadAmount:
        raise PaymentUnknown from None


def is_some(amount: object) -> bool:
    """Whether an amount that may be missing is there, and more than nothing."""
    value = getattr(amount, "value", "")
    return isinstance(value, str) and any(digit in "123456789" for digit in value)


def moment(text: object) -> datetime | None:
    """Read a moment as Mollie writes it. Raises ValueError for one without a zone."""
    if not isinstance(text, str):
        return None
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return read


def refund(entry: models.ListRefundResponse) -> MoneyBack | None:
    """Return a refund that reached the payer; one under way or failed moved nothing yet."""
    at = moment(entry.created_at)
    if entry.status != models.ListRefundResponseStatus.REFUNDED or at is None:
        return None
    return MoneyBack(entry.id, "refund", minor(entry.amount), at)


def chargeback(entry: models.ListEntityChargeback) -> list[MoneyBack]:
    """Return a chargeback and, where it was undone, the money that came again."""
    at, undone = moment(entry.created_at), moment(entry.reversed_at)
    amount = minor(entry.amount)
    found = [MoneyBack(entry.id, "chargeback", amount, at)] if at else []
    if undone:
        found.append(MoneyBack(f"{entry.id}:reversed", "reversed", amount, undone))
    return found


def _reference(metadata: object) -> str:
    kept = metadata.get(REFERENCE) if isinstance(metadata, dict) else None
    return kept if isinstance(kept, str) else ""

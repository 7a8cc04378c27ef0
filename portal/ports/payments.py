"""Paying online as the portal sees it: on a page of the provider, which tells how it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class PaymentOrder:
    """A payment somebody wants to make on the provider's page."""

    reference: str
    """Ours; the provider keeps it with the payment."""
    key: str
    """Makes it safe to ask again: the same key begins one payment."""
    amount: int
    """Minor units."""
    currency: str
    description: str
    """What the payer reads on the provider's page and on the bank statement."""
    return_url: str
    """Where the provider sends the payer when they are done."""
    webhook_url: str
    """Where the provider tells that something changed; empty where it could not reach us."""
    locale: str
    """Such as `nl_NL`."""


@dataclass(frozen=True)
class MoneyBack:
    """Money of a payment that went back to the payer."""

    key: str
    """The provider's own, one for each time money goes back, or comes again after that."""
    kind: str
    """`refund`: by us; `chargeback`: by the payer's bank; `reversed`: a chargeback undone."""
    amount: int
    on: datetime


@dataclass(frozen=True)
class PaymentState:
    """A payment as the provider tells it: all that happened to it until now."""

    id: str
    reference: str
    state: str
    """`open`, `pending`, `authorized`, `paid`, `canceled`, `expired` or `failed`."""
    amount: int
    """What the payment is for or, once it is paid, what came. Minor units."""
    currency: str
    checkout_url: str = ""
    """The page to pay on, while it can be paid."""
    expires_at: datetime | None = None
    paid_at: datetime | None = None
    back: tuple[MoneyBack, ...] = ()


class PaymentProvider(Protocol):
    """Takes payments on a page of its own. Every call is bounded in time.

    Raises PaymentRefused, PaymentDown, and PaymentUnknown where a call may have done its work.
    """

    @property
    def origins(self) -> tuple[str, ...]:
        """Scheme, host and port of its payment pages."""

    def start(self, order: PaymentOrder) -> PaymentState:
        """Begin a payment; the same key again gives the payment that was begun."""

    def status(self, payment_id: str) -> PaymentState:
        """Return how a payment stands."""

    def find(self, reference: str) -> PaymentState | None:
        """Return the payment with our reference among those begun of late, or None."""

    def refund(self, payment_id: str, amount: int, currency: str, key: str) -> str:
        """Give back a part of a payment, once for each key; return the provider's id of it."""

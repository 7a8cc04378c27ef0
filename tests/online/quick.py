"""A provider without a wire, for tests that are not about the wire."""

from dataclasses import replace
from datetime import UTC, datetime

from portal.config import PaymentSettings
from portal.ports.payments import PaymentOrder, PaymentState

SETTINGS = PaymentSettings("test_key", "https://portal.example.org")


class Quick:
    """A provider without a wire: begins payments, and tells of them what it is made to."""

    origins = ("https://pay.example.org",)

    def __init__(self) -> None:
        self.told: dict[str, PaymentState] = {}

    def start(self, order: PaymentOrder) -> PaymentState:
        known = f"tr_{order.reference}"
        page = f"{self.origins[0]}/{known}"
        made = PaymentState(known, order.reference, "open", order.amount, order.currency, page)
        return self.told.setdefault(known, made)

    def status(self, payment_id: str) -> PaymentState:
        return self.told[payment_id]

    def find(self, reference: str) -> PaymentState | None:
        return self.told.get(f"tr_{reference}")

    def come_out(self, payment_id: str, state: str) -> None:
        """Let a payment come out."""
        at = datetime.now(UTC) if state == "paid" else None
        self.told[payment_id] = replace(self.told[payment_id], state=state, paid_at=at)

    def refund(self, payment_id: str, amount: int, currency: str, key: str) -> str:
        raise NotImplementedError

"""The calls themselves, with Mollie's own client; it alone knows how they look on the wire."""

from urllib.parse import urlsplit

import httpx
from mollie import ClientSDK, models
from mollie.utils import BackoffStrategy, RetryConfig

from portal import money
from portal.adapters.mollie import reading
from portal.adapters.own_hosts import knows
from portal.ports.payments import MoneyBack, PaymentOrder, PaymentState

_NEVER = RetryConfig("none", BackoffStrategy(0, 0, 1, 0), retry_connection_errors=False)
"""The client's own retries wait longer than people do; asking again is the provider's business."""
_NO_KEEPING = httpx.Limits(max_keepalive_connections=0)
"""Calls are rare: a line that was kept open is mostly one the other side has closed."""
_MOST = 250
"""Entries of a list that Mollie gives at once."""


class Calls:
    """The calls to Mollie with the key of one website profile."""

    def __init__(self, key: str, server: str, patience: float) -> None:
        """`server` without /v2; each call takes at most `patience` seconds."""
        self._hosts = frozenset({urlsplit(server).netloc})
        client = httpx.Client(timeout=patience, follow_redirects=False, limits=_NO_KEEPING)
        client.event_hooks = {"request": [self._check]}
        self._client = ClientSDK(
            security=models.Security(api_key=key),
            server_url=server,
            client=client,
            async_client=httpx.AsyncClient(verify=False),  # noqa: S501  (demanded, never used)
            retry_config=_NEVER,
            timeout_ms=round(patience * 1000),
        )

    def _check(self, request: httpx.Request) -> None:
        """Let nothing leave for another host, wherever an answer points."""
        if not knows(str(request.url), self._hosts):
            raise httpx.ConnectError("not a host that was set", request=request)

    def start(self, order: PaymentOrder) -> PaymentState:
        """Begin a payment, or get the one that was begun under this key."""
        wanted = models.PaymentRequest(
            description=order.description,
            amount=models.Amount(currency=order.currency, value=money.plain(order.amount)),
            redirect_url=order.return_url,
            locale=models.Locale2(order.locale),
            metadata={reading.REFERENCE: order.reference},
        )
        if order.webhook_url:
            wanted.webhook_url = order.webhook_url
        payments = self._client.payments
        return reading.state(payments.create(payment_request=wanted, idempotency_key=order.key))

    def status(self, payment_id: str) -> PaymentState:
        """Return a payment with all money that went back; asked for only where there is any."""
        payment = self._client.payments.get(payment_id=payment_id)
        back: list[MoneyBack] = []
        if reading.is_some(payment.amount_refunded):
            back += self._refunds(payment_id)
        if reading.is_some(payment.amount_charged_back):
            back += self._chargebacks(payment_id)
        return reading.state(payment, back)

    def find(self, reference: str, size: int, pages: int) -> PaymentState | None:
        """Look through the newest payments, page by page, for the one with our reference."""
        answer = self._client.payments.list(limit=size)
        for _ in range(pages):
            if answer is None:
                return None
            for payment in answer.result.embedded.payments or ():
                found = reading.state(payment)
                if found.reference == reference:
                    return found
            following = answer.next()
            answer = following if isinstance(following, models.ListPaymentsResponse) else None
        return None

    def refund(self, payment_id: str, amount: int, currency: str, key: str) -> str:
        """Ask for a refund; return its id."""
        asked = models.RefundRequest(
            amount=models.Amount(currency=currency, value=money.plain(amount))
        )
        made = self._client.refunds.create(
            payment_id=payment_id, refund_request=asked, idempotency_key=key
        )
        return made.id

    def _refunds(self, payment_id: str) -> list[MoneyBack]:
        answer = self._client.refunds.list(payment_id=payment_id, limit=_MOST)
        entries = (answer.result.embedded.refunds or ()) if answer else ()
        return [done for entry in entries if (done := reading.refund(entry))]

    def _chargebacks(self, payment_id: str) -> list[MoneyBack]:
        answer = self._client.chargebacks.list(payment_id=payment_id, limit=_MOST)
        entries = (answer.result.embedded.chargebacks or ()) if answer else ()
        return [one for entry in entries for one in reading.chargeback(entry)]

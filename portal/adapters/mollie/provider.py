"""The payment provider Mollie behind the portal's port: bounded in time, safe to ask again."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import NAMESPACE_URL, uuid5

from portal.errors import PaymentDown, PaymentUnknown
from portal.ports.payments import PaymentOrder, PaymentState

if TYPE_CHECKING:
    from portal.adapters.mollie.asking import Calls

SERVER = "https://api.mollie.com"
"""Without /v2: the client adds it."""
PAGES = ("https://www.mollie.com", "https://pay.mollie.com")
"""Where its payment pages are."""
PATIENCE = 5.0
"""Seconds one call may take; people wait for it."""
REST = 20.0
"""Seconds nobody waits again after a call that was not answered in time."""
_PAGE, _PAGES = 250, 4
"""Payments looked through for a lost one: the most Mollie gives at once, so many times."""
T = TypeVar("T")


class Mollie:
    """Mollie with the key of one website profile: `test_…` moves no money, `live_…` does."""

    def __init__(
        self,
        key: str,
        *,
        server: str = SERVER,
        origins: tuple[str, ...] = PAGES,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`patience` bounds each call, in seconds; `clock` counts seconds."""
        self._key, self._server, self._patience, self._clock = key, server, patience, clock
        self._calls: Calls | None = None
        self._rests_until = 0.0
        self.origins = origins

    def start(self, order: PaymentOrder) -> PaymentState:
        """Begin a payment; the same key again gives the payment that was begun."""
        return self._ask(lambda calls: calls.start(order))

    def status(self, payment_id: str) -> PaymentState:
        """Return how a payment stands, with all money that went back."""
        return self._ask(lambda calls: calls.status(payment_id))

    def find(self, reference: str) -> PaymentState | None:
        """Return the payment with our reference among the newest thousand, or None."""
        return self._ask(lambda calls: calls.find(reference, _PAGE, _PAGES))

    def refund(self, payment_id: str, amount: int, currency: str, key: str) -> str:
        """Give back a part of a payment, once for each key; return Mollie's id of it."""
        once = str(uuid5(NAMESPACE_URL, key))
        return self._ask(lambda calls: calls.refund(payment_id, amount, currency, once))

    def _ask(self, call: Callable[["Calls"], T]) -> T:
        """Make a call, once more at once when the line broke; rest after one nobody answered.

        Raises PaymentRefused, PaymentDown, PaymentUnknown.
        """
        begun = self._clock()
        if begun < self._rests_until:
            raise PaymentDown
        try:
            return self._told(call)
        except (PaymentDown, PaymentUnknown) as trouble:
            if self._clock() - begun >= self._patience:
                self._rests_until = self._clock() + REST
                raise
            if isinstance(trouble, PaymentDown):
                raise
            return self._told(call)

    def _told(self, call: Callable[["Calls"], T]) -> T:
        from portal.adapters.mollie.asking import Calls  # noqa: PLC0415  (takes half a second)
        from portal.adapters.mollie.telling import told  # noqa: PLC0415

        with told():
            self._calls = self._calls or Calls(self._key, self._server, self._patience)
            return call(self._calls)

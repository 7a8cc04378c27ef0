"""The provider's stand-in over real HTTP, and the real client that talks to it."""

from collections.abc import Iterator

import pytest

from portal.adapters.mollie import Mollie
from portal.demo.payments.answers import Answers
from portal.demo.payments.server import TEST_KEY
from portal.ports.payments import PaymentOrder
from tests.online.mischief import Mischief

PATIENCE = 5.0
"""Seconds the client waits; a busy machine is slow, and no fault."""
SHORT = 0.3
"""Seconds it waits where nobody answers."""


@pytest.fixture(scope="session")
def _serving() -> Iterator[Mischief]:
    with Mischief().running() as stand_in:
        assert isinstance(stand_in, Mischief)
        yield stand_in


@pytest.fixture
def provider(_serving: Mischief) -> Iterator[Mischief]:
    """The provider with no payments, and on its best behaviour."""
    _serving.answers = Answers(_serving.url)
    _serving.asked.clear()
    _serving.behave()
    yield _serving
    _serving.behave()


@pytest.fixture
def mollie(provider: Mischief) -> Mollie:
    """The real client of the provider."""
    return client(provider)


def client(provider: Mischief, key: str = TEST_KEY, patience: float = PATIENCE) -> Mollie:
    """A client of this stand-in."""
    return Mollie(key, server=provider.url, origins=(provider.url,), patience=patience)


def order(number: int = 1, amount: int = 25_00, **fields: object) -> PaymentOrder:
    """A payment somebody wants to make."""
    given: dict[str, object] = {
        "reference": f"ours-{number}",
        "key": f"5f1f2c5a-0000-4000-8000-{number:012d}",
        "amount": amount,
        "currency": "EUR",
        "description": f"Claim C{number}",
        "return_url": "http://127.0.0.1:1/payments/ours",
        "webhook_url": "",
        "locale": "nl_NL",
    }
    return PaymentOrder(**given | fields)  # type: ignore[arg-type]

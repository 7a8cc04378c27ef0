"""One setting away from the provider's test mode; the night asks the provider first."""

import pytest

from portal.commands import nightly
from portal.commands.place import Place
from portal.config import FileSettings, payments_from_environment
from portal.db import Database
from portal.demo.payments.server import TEST_KEY
from portal.errors import UnsafeSettings
from tests.builders import DAY, NOW
from tests.online.bench import payer_at
from tests.online.conftest import client
from tests.online.mischief import Mischief

GOOD = {
    "PORTAL_PAYMENT_PROVIDER": "mollie",
    "PORTAL_MOLLIE_KEY": TEST_KEY,
    "PORTAL_PUBLIC_URL": "https://portal.example.org/",
}


def test_test_and_live_differ_by_the_key_alone() -> None:
    test = payments_from_environment(GOOD)
    live = payments_from_environment(GOOD | {"PORTAL_MOLLIE_KEY": "live_" + "x" * 30})
    assert test
    assert live
    assert (test.is_test, live.is_test) == (True, False)
    assert test.site == live.site == "https://portal.example.org"
    assert TEST_KEY not in repr(test)
    assert payments_from_environment({}) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PAYMENT_PROVIDER", "bank"),
        ("PORTAL_MOLLIE_KEY", "secret"),
        ("PORTAL_PUBLIC_URL", "http://portal.example.org"),
        ("PORTAL_PUBLIC_URL", ""),
        ("PORTAL_MOLLIE_URL", "https://api.mollie.com/v2"),
        ("PORTAL_MOLLIE_URL", "http://elsewhere.example.org"),
        ("PORTAL_MOLLIE_URL", "https://[elsewhere"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(name: str, value: str) -> None:
    with pytest.raises(UnsafeSettings, match=name) as told:
        payments_from_environment(GOOD | {name: value})
    assert "secret" not in str(told.value)


def test_the_night_asks_the_provider_and_says_what_it_did_not_hear(
    embedded: Database, provider: Mischief, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer = payer_at(embedded, client(provider))
    claim = payer.owes()
    provider.come_out(payer.begin(claim).provider_id or "", "paid")
    for name, value in (GOOD | {"PORTAL_MOLLIE_URL": provider.url}).items():
        monkeypatch.setenv(name, value)
    said: list[str] = []
    provider.status = 503
    nightly.run(Place(embedded, "oss", "k", FileSettings("")), DAY, now=NOW, say=said.append)
    assert "online-payments: no answer about 1, asked again next night" in said
    provider.behave()
    nightly.run(Place(embedded, "oss", "k", FileSettings("")), DAY, now=NOW, say=said.append)
    assert "online-payments: 1" in said
    assert payer.owed(claim) == 0

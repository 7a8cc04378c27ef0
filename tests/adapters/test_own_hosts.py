"""Calls to the outside go to hosts that were set: the only code that can make any is named here."""

import httpx
import pytest

from portal.adapters.mollie.asking import Calls
from portal.adapters.own_hosts import knows
from tests.structure.test_layers import imports_of
from tests.structure.tree import mentions, name, product

HOSTS = frozenset({"pay.example.org", "127.0.0.1:8080"})
CLIENTS = ("requests", "httpx", "urllib.request", "http.client", "smtplib", "socket", "ftplib")
MAY_CALL = {
    "portal/adapters/files/scanners.py": "the scanner of files, at the socket or port that was set",
    "portal/adapters/mollie/asking.py": "the provider of payments; each call is held to its host",
    "portal/adapters/mollie/telling.py": "names the errors of that client",
    "portal/adapters/oidc/provider.py": "the provider of sign-ins, through OwnHosts",
    "portal/adapters/oidc/wire.py": "OwnHosts itself",
    "portal/demo/payments/server.py": "the stand-in of the demo tells the demo, on this machine",
    "portal/adapters/smtp.py": "the mail server that was set",
    "portal/web/gate.py": "asks this machine how many wait at its own door",
}


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://pay.example.org/v2/payments", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://pay.example.org/v2", False),
        ("https://pay.example.org.evil.example/v2", False),
        ("https://pay.example.org@evil.example/v2", False),
        ("https://pay.example.org:8443/v2", False),
        ("http://169.254.169.254/latest", False),
        ("http://127.0.0.1:9090/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_a_call_goes_to_a_host_that_was_set(address: str, may: bool) -> None:
    assert knows(address, HOSTS) is may


def test_the_client_of_payments_calls_its_own_server_alone() -> None:
    calls = Calls("test_" + "x" * 30, "https://pay.example.org", 1.0)
    client = calls._client.sdk_configuration.client
    assert isinstance(client, httpx.Client)
    with pytest.raises(httpx.ConnectError, match="not a host that was set"):
        client.get("http://127.0.0.1:9/v2/payments")


def test_nothing_else_can_call_out() -> None:
    callers = {
        name(path)
        for path in product(".py")
        if "portal/bench/" not in name(path)
        and mentions(path, *CLIENTS)
        and not set(CLIENTS).isdisjoint(imports_of(path))
    }
    assert callers == set(MAY_CALL)

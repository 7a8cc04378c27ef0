"""A resident really pays: from the claim to the provider's own page and back."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from portal.adapters.mollie import Mollie
from portal.app import make_desk
from portal.config import PaymentSettings
from portal.demo.payments import StandIn
from portal.demo.payments.server import TEST_KEY
from portal.ledger.models import Incoming
from tests.browser import journeys
from tests.browser.site import Site
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def provider() -> Iterator[StandIn]:
    with StandIn().running() as stand_in:
        yield stand_in


def pay_at(site: Site, provider: StandIn) -> None:
    """Let a site take its payments at this provider, over real HTTP."""
    portal = site.app.extensions["portal"]
    settings = PaymentSettings(TEST_KEY, site.url, provider.url)
    client = Mollie(TEST_KEY, server=provider.url, origins=(provider.url,))
    desk = make_desk(settings, portal.database, portal.town, client)
    site.app.extensions["portal"] = replace(portal, payments=desk)


@pytest.mark.parametrize(
    ("town", "lang", "scripts"), [("oss", "nl", True), ("norddjurs", "da", False)]
)
def test_a_resident_pays_online(
    serve: Callable[..., Site],
    visit: Callable[..., Visit],
    provider: StandIn,
    town: str,
    lang: str,
    scripts: bool,
) -> None:
    site = serve(town)
    pay_at(site, provider)
    resident = visit(site, lang, scripts=scripts)
    resident.elsewhere = (provider.url,)
    journeys.sign_in(resident, "demo-business")
    resident.press("ul.claims a >> nth=0")
    resident.press("main .actions a[href$='/pay']")
    resident.fill({"scope": "amount", "amount": "20"})
    resident.press("#pay .primary")
    assert resident.page.url.startswith(f"{provider.url}/checkout/")
    assert resident.sees("stand-in-demo")
    resident.press("button[value='paid']")
    assert resident.sees("payment-paid")
    assert resident.amount(20_00) in resident.words()
    assert [money.amount for money in site.rows(Incoming)] == [20_00]
    resident.press("main .back")
    assert resident.sees("movement-payment")

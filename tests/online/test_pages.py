"""The pages of paying: what is offered, where one goes, and what is told by whom."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from portal.errors import PaymentDown
from portal.ledger import references
from portal.ledger.claims import views
from portal.ledger.models import Claim
from portal.ledger.online.models import OnlinePayment
from portal.people.models import Person
from portal.web import pacing
from portal.web.limits import Limiter
from tests.online.quick import Quick
from tests.web.conftest import (
    MEANS,
    TODAY,
    Visitor,
    apps,
    demo_engine,
    demos,
    make_app,
    sqlite_demos,
    words,
)

__all__ = ["apps", "demo_engine", "demos", "make_app", "sqlite_demos"]

pytestmark = pytest.mark.slow
RUNNING = {"oss": "demo-old-plan", "norddjurs": "demo-running-plan"}


def provider_of(app: Flask) -> Quick:
    found = app.extensions["portal"].payments.provider
    assert isinstance(found, Quick)
    return found


def claim_of(app: Flask, ref: str, phase: str = "") -> str:
    """The reference of someone's first claim, or first one in this phase."""
    with app.extensions["portal"].database.reading() as session:
        owner = session.exec(select(Person).where(Person.ref == ref)).one()
        found = views(session, owner.id or 0, TODAY)
        return next(one.ref for one in found if one.phase == phase or not phase)


def payments(app: Flask) -> list[OnlinePayment]:
    with app.extensions["portal"].database.reading() as session:
        return list(session.exec(select(OnlinePayment)).all())


def send(visitor: Visitor, ref: str, **fields: object) -> TestResponse:
    """Fill the pay page in and follow nothing."""
    page = visitor.get(f"/claims/{ref}/pay")
    key = re.search(r'name="key" value="([^"]+)"', page.text)
    assert key
    return visitor.client.post(f"/claims/{ref}/pay", data={"key": key[1], **fields})


@pytest.fixture(params=["oss", "norddjurs"])
def app(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Flask:
    return make_app(request.param)


def test_all_an_instalment_or_an_own_amount_is_offered_and_by_bank_too(app: Flask) -> None:
    town = app.extensions["portal"].town
    visitor = Visitor(app, RUNNING[town.name])
    ref = claim_of(app, RUNNING[town.name], "in_plan")
    page = visitor.get(f"/claims/{ref}/pay")
    said = words(page)
    for text in ("The next instalment", "All that is left", "Another amount", "your own bank"):
        assert text in said
    assert ("iDEAL" in said, "MobilePay" in said) == (town.country == "NL", town.country == "DK")
    assert ("for this claim alone" in said) == (town.country == "DK")
    assert 'value="instalment" checked' in page.text
    assert "This is a test" in said


def test_one_goes_on_to_exactly_the_providers_page(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    page = visitor.get(f"/claims/{ref}/pay")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://pay.example.org;" in policy
    other = visitor.get("/overview").headers["Content-Security-Policy"]
    assert "form-action 'self';" in other
    went = send(visitor, ref, scope="whole")
    assert went.status_code == 303
    assert went.location.startswith("https://pay.example.org/tr_")


def test_the_way_back_proves_nothing_and_the_provider_everything(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    send(visitor, ref, scope="amount", amount="12.50")
    (begun,) = payments(app)
    back = f"/payments/{begun.ref}?status=paid&paid=1"
    assert "seen no payment" in words(visitor.get(back))
    provider_of(app).come_out(begun.provider_id or "", "paid")
    told = words(visitor.get(f"/payments/{begun.ref}"))
    assert "We have your payment" in told
    assert "12.50" in told
    assert payments(app)[0].state == "paid"
    assert "Paid" in words(visitor.get(f"/claims/{ref}"))


def test_whoever_typed_an_amount_does_not_pay_all_by_mistake(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    asked = send(visitor, ref, scope="whole", amount="12.50")
    assert asked.status_code == 422
    assert "You also filled in another amount" in words(asked)
    assert payments(app) == []


def test_a_payment_that_failed_says_what_is_next_with_the_claim(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    send(visitor, ref, scope="whole")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "failed")
    told = words(visitor.get(f"/payments/{begun.ref}"))
    assert "You have paid nothing" in told
    assert "Next: pay or arrange something by" in told or "a reminder" in told


def test_a_payment_that_failed_asks_for_nothing_while_a_request_waits(
    make_app: Callable[..., Flask],
) -> None:
    oss = make_app("oss")
    visitor = Visitor(oss, "demo-no-capacity")
    poor = MEANS | {"income": {"income": "1200", "period": "month"}}
    visitor.send(visitor.ask("plan", poor))
    send(visitor, claim_of(oss, "demo-no-capacity"), scope="amount", amount="12")
    (begun,) = payments(oss)
    provider_of(oss).come_out(begun.provider_id or "", "canceled")
    told = words(visitor.get(f"/payments/{begun.ref}"))
    assert "Next: pay or arrange something by" not in told
    assert "We do nothing to collect it while you wait" in told
    assert "Try again" in told


def test_who_paid_a_part_reads_what_comes_next(app: Flask) -> None:
    who = RUNNING[app.extensions["portal"].town.name]
    ref, visitor = claim_of(app, who, "in_plan"), Visitor(app, who)
    send(visitor, ref, scope="amount", amount="10")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "paid")
    assert "Next instalment: pay by" in words(visitor.get(f"/payments/{begun.ref}"))


def test_while_money_is_on_its_way_paying_is_not_the_main_button(app: Flask) -> None:
    who = RUNNING[app.extensions["portal"].town.name]
    ref, visitor = claim_of(app, who, "in_plan"), Visitor(app, who)
    link = f'<a class="button {{}}" href="/claims/{ref}/pay">'
    assert link.format("primary") in visitor.get(f"/claims/{ref}").text
    send(visitor, ref, scope="amount", amount="10")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "pending")
    visitor.get(f"/payments/{begun.ref}")
    assert link.format("second") in visitor.get(f"/claims/{ref}").text


def amount_by_bank(visitor: Visitor, ref: str) -> int:
    """What the bank details of a claim name, in minor units."""
    named = re.search(r"Amount €?([\d.,]+)", words(visitor.get(f"/claims/{ref}")))
    assert named
    return int(re.sub(r"\D", "", named[1]))


def code_for(app: Flask, ref: str, amount: int) -> str:
    """The bank's code for an amount of a claim."""
    parts = app.extensions["portal"]
    with parts.database.reading() as session:
        claim = session.exec(select(Claim).where(Claim.ref == ref)).one()
    payment = parts.town.payment
    reference = claim.payment_reference
    return references.qr_svg(
        name=payment.name, iban=payment.account, amount=amount, reference=reference
    )


def test_the_bank_details_name_what_is_left_beside_a_part_on_its_way(app: Flask) -> None:
    ref, visitor = claim_of(app, "demo-business", "open"), Visitor(app, "demo-business")
    whole = amount_by_bank(visitor, ref)
    send(visitor, ref, scope="amount", amount="86.20")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "pending")
    visitor.get(f"/payments/{begun.ref}")
    assert amount_by_bank(visitor, ref) == whole - 86_20
    assert visitor.get(f"/claims/{ref}/qr.svg").text == code_for(app, ref, whole - 86_20)


def test_the_page_looks_again_by_itself_but_not_for_ever(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    send(visitor, ref, scope="whole")
    address, looks = f"/payments/{payments(app)[0].ref}", 0
    page = visitor.get(address)
    while again := re.search(r'hx-get="([^"]+)"', page.text):
        page = visitor.client.get(again[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
        looks += 1
        assert looks < 20
    assert looks == 10
    assert "Look again" in page.text
    assert "<html" not in page.text


def test_a_webhook_is_always_thanked_and_only_its_id_is_read(app: Flask) -> None:
    ref = claim_of(app, "demo-business", "open")
    visitor = Visitor(app, "demo-business")
    send(visitor, ref, scope="whole")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "paid")
    app.config["WTF_CSRF_ENABLED"] = True
    bodies = ({}, {"id": ""}, {"id": "tr_nobody"}, {"id": "x" * 5_000}, {"id": "\x00"})
    caller = app.test_client()
    for body in bodies:
        with caller.post("/payments/webhook", data=body) as answer:
            assert (answer.status_code, answer.data) == (200, b"")
    assert payments(app)[0].state == "open"
    lie = {"id": begun.provider_id, "status": "failed", "amount": "0.01"}
    for _ in range(3):
        with caller.post("/payments/webhook", data=lie) as answer:
            assert (answer.status_code, answer.data) == (200, b"")
    assert payments(app)[0].state == "paid"


def test_who_calls_too_often_is_told_to_wait_and_the_provider_is_not_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(Visitor(app, "demo-business"), claim_of(app, "demo-business", "open"), scope="whole")
    (begun,) = payments(app)
    provider_of(app).come_out(begun.provider_id or "", "paid")
    monkeypatch.setitem(app.extensions, "limits", Limiter())
    monkeypatch.setitem(pacing.SENT, "public.webhook", pacing.TOLD._replace(most=2))
    caller, told = app.test_client(), {"id": begun.provider_id}
    assert [caller.post("/payments/webhook").status_code for _ in range(2)] == [200, 200]
    answer = caller.post("/payments/webhook", data=told)
    assert (answer.status_code, answer.data) == (429, b"")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert payments(app)[0].state == "open"
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    with caller.post("/payments/webhook", data=told, environ_base=elsewhere) as answer:
        assert answer.status_code == 200
    assert payments(app)[0].state == "paid"


def test_someone_elses_payment_is_not_found(app: Flask) -> None:
    send(Visitor(app, "demo-business"), claim_of(app, "demo-business", "open"), scope="whole")
    stranger = Visitor(app, RUNNING[app.extensions["portal"].town.name])
    assert stranger.get(f"/payments/{payments(app)[0].ref}").status_code == 404


def test_a_wrong_amount_is_told_and_what_was_typed_stays(app: Flask) -> None:
    ref, visitor = claim_of(app, "demo-business", "open"), Visitor(app, "demo-business")
    for typed in ("abc", "0.10", "99,999,999", ""):
        page = send(visitor, ref, scope="amount", amount=typed)
        assert page.status_code == 422
        assert f'value="{typed}"' in page.text
    assert send(visitor, ref, scope="everything").status_code == 422
    assert payments(app) == []


def test_a_provider_that_is_down_leaves_the_bank(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: object) -> None:
        raise PaymentDown

    monkeypatch.setattr(provider_of(app), "start", down)
    page = send(
        Visitor(app, "demo-business"), claim_of(app, "demo-business", "open"), scope="whole"
    )
    assert page.status_code == 409
    assert "cannot be reached now" in words(page)
    assert "your own bank" in words(page)


def test_saying_that_one_paid_shows_it_on_its_way(app: Flask) -> None:
    ref, visitor = claim_of(app, "demo-business", "open"), Visitor(app, "demo-business")
    page = visitor.post(f"/claims/{ref}/paid-by-bank")
    assert "Payment on its way" in words(page)
    assert "I paid by bank today" not in words(page)
    listed = words(visitor.get("/overview"))
    assert "We are waiting for your money" in listed
    assert "Payment on its way" not in listed, "the same said twice"


def test_without_a_provider_one_pays_by_bank(make_app: Callable[..., Flask]) -> None:
    app = make_app("oss")
    app.extensions["portal"] = replace(app.extensions["portal"], payments=None)
    ref, visitor = claim_of(app, "demo-business", "open"), Visitor(app, "demo-business")
    page = visitor.get(f"/claims/{ref}/pay")
    assert "Pay online" not in words(page)
    assert "your own bank" in words(page)
    assert visitor.post(f"/claims/{ref}/pay", scope="whole", key="x").status_code == 404


def test_what_was_handed_over_or_paid_has_no_pay_page(make_app: Callable[..., Flask]) -> None:
    app = make_app("norddjurs")
    with app.extensions["portal"].database.reading() as session:
        gone = session.exec(select(Claim).where(Claim.stage == "transferred")).first()
        assert gone is not None
        owner = session.get_one(Person, gone.person_id)
    page = Visitor(app, owner.ref).get(f"/claims/{gone.ref}/pay")
    assert page.request.path == f"/claims/{gone.ref}"
    assert "Handed over on" in words(page)


def test_all_that_is_left_holds_the_interest_of_today(make_app: Callable[..., Flask]) -> None:
    """Else something would be left the day after all was paid."""
    app = make_app("norddjurs")
    ref = claim_of(app, "demo-running-plan", "in_plan")
    visitor = Visitor(app, "demo-running-plan")
    page = words(visitor.get(f"/claims/{ref}/pay"))
    assert "is interest up to and including today" in page
    send(visitor, ref, scope="whole")
    (begun,) = payments(app)
    assert f"{begun.amount // 100:,}" in page
    provider_of(app).come_out(begun.provider_id or "", "paid")
    visitor.get(f"/payments/{begun.ref}")
    assert claim_of(app, "demo-running-plan", "closed") == ref

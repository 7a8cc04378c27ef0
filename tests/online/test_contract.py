"""What the port of payments promises, held against the real client over real HTTP."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.request import Request, urlopen

import pytest

from portal.adapters.mollie import Mollie
from portal.demo.payments.answers import Asked
from portal.demo.payments.server import TEST_KEY
from portal.errors import PaymentDown, PaymentRefused, PaymentUnknown
from tests.online.conftest import SHORT, client, order
from tests.online.mischief import Mischief, other_amount


def test_a_payment_begins_with_a_page_to_pay_on(mollie: Mollie, provider: Mischief) -> None:
    made = mollie.start(order())
    assert (made.state, made.amount, made.currency, made.reference) == (
        *("open", 25_00, "EUR"),
        "ours-1",
    )
    assert made.checkout_url.startswith(f"{mollie.origins[0]}/checkout/")
    assert made.expires_at is not None
    assert made == mollie.status(made.id)


def test_nothing_about_the_payer_reaches_the_provider(mollie: Mollie, provider: Mischief) -> None:
    mollie.start(order(webhook_url="https://portal.example.org/payments/webhook"))
    (asked,) = provider.asked
    assert set(json.loads(asked.body)) == {
        *("amount", "description", "redirectUrl", "webhookUrl", "locale", "metadata"),
    }


def test_the_same_key_begins_one_payment(mollie: Mollie, provider: Mischief) -> None:
    assert mollie.start(order()) == mollie.start(order())
    assert len(provider.book.payments) == 1


def test_the_same_key_for_something_else_begins_nothing(mollie: Mollie, provider: Mischief) -> None:
    mollie.start(order())
    with pytest.raises(PaymentUnknown):
        mollie.start(replace(order(), amount=26_00))
    assert len(provider.book.payments) == 1


@pytest.mark.parametrize("status", ["pending", "paid", "canceled", "expired", "failed"])
def test_each_way_a_payment_comes_out(mollie: Mollie, provider: Mischief, status: str) -> None:
    made = mollie.start(order())
    provider.come_out(made.id, status)
    now = mollie.status(made.id)
    assert (now.state, now.paid_at is not None) == (status, status == "paid")
    assert bool(now.checkout_url) == (status == "pending")


def test_money_that_went_back_is_told_with_its_keys(mollie: Mollie, provider: Mischief) -> None:
    made = mollie.start(order())
    provider.come_out(made.id, "paid")
    refund = mollie.refund(made.id, 5_00, "EUR", "refund:1")
    assert mollie.refund(made.id, 5_00, "EUR", "refund:1") == refund
    provider.book.refund(made.id, 1_00, status="failed")
    taken = provider.book.charge_back(made.id, 20_00)
    taken.reversed_at = "2026-11-20T10:00:00+00:00"
    assert [(one.key, one.kind, one.amount) for one in mollie.status(made.id).back] == [
        (refund, "refund", 5_00),
        (taken.id, "chargeback", 20_00),
        (f"{taken.id}:reversed", "reversed", 20_00),
    ]


def test_more_than_was_paid_is_not_given_back(mollie: Mollie, provider: Mischief) -> None:
    made = mollie.start(order())
    provider.come_out(made.id, "paid")
    with pytest.raises(PaymentRefused):
        mollie.refund(made.id, 25_01, "EUR", "refund:1")


def test_a_lost_payment_is_found_by_our_reference(mollie: Mollie, provider: Mischief) -> None:
    for number in range(260):
        provider.book.make("test", _body(number), 25_00)
    assert mollie.find("ours-3").reference == "ours-3"  # type: ignore[union-attr]
    assert mollie.find("ours-999") is None
    assert len(provider.asked) == 4


def test_an_unknown_payment_is_refused(mollie: Mollie) -> None:
    with pytest.raises(PaymentRefused):
        mollie.status("tr_nothing")


@pytest.mark.parametrize(
    ("status", "trouble", "calls"),
    [
        *((401, PaymentRefused, 1), (404, PaymentRefused, 1), (422, PaymentRefused, 1)),
        *((409, PaymentUnknown, 2), (429, PaymentDown, 1), (503, PaymentDown, 1)),
    ],
)
def test_what_the_provider_answers_is_told_in_three_ways(
    mollie: Mollie, provider: Mischief, status: int, trouble: type[Exception], calls: int
) -> None:
    provider.status = status
    with pytest.raises(trouble):
        mollie.start(order())
    assert len(provider.asked) == calls


def test_a_line_that_breaks_is_asked_again_and_pays_once(
    mollie: Mollie, provider: Mischief
) -> None:
    provider.cut = 1
    assert mollie.start(order()).state == "open"
    assert (len(provider.asked), len(provider.book.payments)) == (2, 1)
    provider.cut = 2
    with pytest.raises(PaymentUnknown):
        mollie.start(order(2))


def test_nobody_waits_long_for_a_slow_provider_and_the_next_one_not_at_all(
    provider: Mischief,
) -> None:
    provider.be_slow()
    seconds = [0.0]
    mollie = Mollie(TEST_KEY, server=provider.url, patience=SHORT, clock=lambda: seconds[0])
    provider_answers = provider.answers.answer

    def later(asked: Asked) -> Any:
        seconds[0] += 5
        return provider_answers(asked)

    provider.answers.answer = later  # type: ignore[method-assign]
    with pytest.raises(PaymentUnknown):
        mollie.start(order())
    with pytest.raises(PaymentDown):
        mollie.start(order(2))
    assert len(provider.asked) == 1
    provider.answers.answer = provider_answers  # type: ignore[method-assign]
    provider.behave()
    seconds[0] += 20
    assert mollie.start(order()).id in provider.book.payments
    assert len(provider.book.payments) == 1


def test_nobody_at_the_address_is_down() -> None:
    with pytest.raises(PaymentDown):
        Mollie(TEST_KEY, server="http://127.0.0.1:9", patience=1).start(order())


def test_an_answer_that_comes_twice_is_read_once(mollie: Mollie, provider: Mischief) -> None:
    provider.twice = True
    made = mollie.start(order())
    assert mollie.status(made.id).id == made.id


@pytest.mark.parametrize("value", ["25", "25.0", "-1.00", "1e9", "25,00", ""])
def test_an_amount_that_is_none_is_not_believed(
    mollie: Mollie, provider: Mischief, value: str
) -> None:
    provider.change = other_amount(value)
    with pytest.raises(PaymentUnknown):
        mollie.start(order())


def test_a_key_that_is_none_is_refused(provider: Mischief) -> None:
    with pytest.raises(PaymentRefused):
        client(provider, key="test_short").start(order())


def _body(number: int = 1) -> dict[str, Any]:
    return {
        "amount": {"currency": "EUR", "value": "25.00"},
        "description": "Claim C1",
        "redirectUrl": "https://portal.example.org/payments/x",
        "metadata": {"reference": f"ours-{number}"},
    }


UNDOCUMENTED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "card": lambda body: body | {"card": "4242"},
    "amount.value": lambda body: body | {"amount": {"currency": "EUR", "value": "25"}},
    "amount.currency": lambda body: body | {"amount": {"currency": "XXX", "value": "25.00"}},
    "amount": lambda body: body | {"amount": "25.00"},
    "redirectUrl": lambda body: {name: body[name] for name in body if name != "redirectUrl"},
    "description": lambda body: body | {"description": ""},
    "webhookUrl": lambda body: body | {"webhookUrl": "portal"},
}


@pytest.mark.parametrize("field", UNDOCUMENTED)
def test_the_stand_in_takes_only_what_is_documented(provider: Mischief, field: str) -> None:
    body = json.dumps(UNDOCUMENTED[field](_body())).encode()
    asked = Asked("POST", "/v2/payments", {"authorization": f"Bearer {TEST_KEY}"}, body)
    status, document = provider.answers.answer(asked)
    assert (status, document["field"]) == (422, field)
    assert provider.book.payments == {}


def test_the_stand_in_knows_no_other_methods_paths_and_people(provider: Mischief) -> None:
    headers = {"authorization": f"Bearer {TEST_KEY}"}
    answers = provider.answers.answer
    assert answers(Asked("DELETE", "/v2/payments/x", headers))[0] == 405
    assert answers(Asked("GET", "/v2/orders", headers))[0] == 404
    assert answers(Asked("GET", "/v2/payments", {}))[0] == 401


def test_the_payment_page_says_in_the_payers_language_that_it_is_a_demo(
    mollie: Mollie, provider: Mischief
) -> None:
    page = mollie.start(order(locale="da_DK")).checkout_url
    with urlopen(Request(page)) as answer:
        told = answer.read().decode()
    assert 'lang="da"' in told
    assert "demo" in told.lower()
    assert "25,00" in told

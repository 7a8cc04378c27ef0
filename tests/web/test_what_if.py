"""What if: another amount, or other months, worked out at once and kept nowhere."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from portal.cases.models import Answer
from tests.web.conftest import MEANS, Visitor, words

WEEKLY = MEANS | {"income": {"income": "500", "period": "week"}}


@pytest.fixture
def at_account(oss: Flask) -> tuple[Visitor, str]:
    """Someone who reads their account, with the address to try amounts at."""
    visitor = Visitor(oss, "demo-several")
    account = visitor.ask("plan", WEEKLY)
    return visitor, account.request.path.replace("/account", "/what-if")


def test_it_says_the_end_and_the_total_and_keeps_nothing(
    oss: Flask, at_account: tuple[Visitor, str]
) -> None:
    visitor, path = at_account
    by_amount = words(visitor.post(path, by="monthly", monthly="200"))
    assert "€200.00 a month, 10 times" in by_amount
    assert "Together: €1,867.16" in by_amount
    by_months = words(visitor.post(path, by="months", months="24"))
    assert "€77.80 a month, 24 times" in by_months
    with oss.extensions["portal"].database.reading() as session:
        ways = session.exec(select(Answer.value).where(Answer.question == "way")).all()
    assert ways == ["rules"]


@pytest.mark.parametrize("typed", [{"monthly": "abc"}, {"monthly": ""}, {"monthly": "0.01"}])
def test_what_is_no_amount_is_said_and_stays_there(
    at_account: tuple[Visitor, str], typed: dict[str, str]
) -> None:
    visitor, path = at_account
    page = visitor.post(path, by="monthly", **typed)
    assert page.status_code == 422
    assert f'value="{typed["monthly"]}"' in page.text
    part = visitor.client.post(path, data=typed, headers={"HX-Request": "true"})
    assert (part.status_code, part.text) == (422, "")


def test_what_was_found_can_be_asked(at_account: tuple[Visitor, str]) -> None:
    visitor, path = at_account
    check = visitor.post(path, by="monthly", monthly="200", ask="monthly")
    assert check.request.path.endswith("/check")
    assert re.search("Amount a month €200.00", words(check))


def test_the_account_says_how_a_weekly_income_is_counted(
    at_account: tuple[Visitor, str],
) -> None:
    visitor, path = at_account
    account = visitor.get(path.replace("/what-if", "/account"))
    assert "We count €2,166.66 a month: 52 times this amount, divided by 12" in words(account)


def test_naming_illness_is_a_choice_and_costs_nothing(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    ill = MEANS | {"circumstances": {"circumstances": "health"}}
    account = visitor.ask("plan", ill)
    check = visitor.get(account.request.path.replace("/account", "/check"))
    assert "You get this now, and a person looks at the rest" in words(check)
    assert "Yes. You can pay in parts." in words(visitor.send(account))

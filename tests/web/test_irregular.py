"""Twelve months of an income that differs: boxes, a plan to look at, and nothing kept."""

from flask import Flask
from sqlmodel import select

from portal.ledger import plans
from portal.people.models import Person
from tests.web.conftest import MEANS, TODAY, Visitor, all_claims, words

MONTHS = {f"m{number}": "2,000.00" for number in range(1, 13)}
YEARLY = MEANS | {"income": {"income": "400,000", "period": "year"}}


def begun(app: Flask) -> tuple[Visitor, str]:
    visitor = Visitor(app, "demo-several")
    page = visitor.ask("plan", MEANS)
    return visitor, page.request.path.replace("/account", "/irregular")


def test_the_account_leads_there(oss: Flask) -> None:
    visitor, path = begun(oss)
    assert f'href="{path}"' in visitor.get(path.replace("/irregular", "/account")).text
    assert "December 2026" in words(visitor.get(path))


def test_the_question_for_income_leads_there_and_what_is_asked_there_answers_it(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    so_far = {name: answers for name, answers in MEANS.items() if name != "income"}
    page = visitor.post("/ask", ask="plan")
    page = visitor.post(page.request.path, claims=all_claims(page))
    while not page.request.path.endswith("/income"):
        page = visitor.post(page.request.path, **so_far[page.request.path.rsplit("/", 1)[1]])
    path = page.request.path.replace("/questions/income", "/irregular")
    assert f'href="{path}"' in page.text
    assert f'href="{page.request.path}"' in visitor.get(path).text, "the way back"
    onwards = visitor.post(path, ask="", **MONTHS)
    assert not onwards.request.path.endswith("/income")


def test_months_that_differ_make_a_plan_that_says_by_how_much_and_why(oss: Flask) -> None:
    visitor, path = begun(oss)
    page = words(visitor.post(path, **MONTHS | {"m1": "0", "m2": "2,400.00"}))
    assert "Your average income is €1,866.66 a month." in page
    assert "less: this month allows no more" in page
    assert "more, for the months with less" in page
    assert "You can ask for this plan" in page


def test_what_was_filled_in_comes_back_to_be_changed(oss: Flask) -> None:
    visitor, path = begun(oss)
    page = visitor.post(path, change="", **MONTHS | {"m3": "1,234.56"})
    assert 'value="1,234.56"' in page.text


def test_an_empty_month_is_told_once_and_nothing_is_lost(oss: Flask) -> None:
    visitor, path = begun(oss)
    page = visitor.post(path, m1="1,500.00", m2="abc")
    assert page.status_code == 422
    assert page.text.count("Fill in every month.") == 2, "in the summary and at the box"
    assert 'value="1,500.00"' in page.text
    assert 'value="abc"' in page.text


def test_asked_for_it_is_granted_month_by_month(oss: Flask) -> None:
    visitor, path = begun(oss)
    page = visitor.post(path, ask="", **MONTHS | {"m1": "0", "m2": "2,400.00"})
    sent = words(visitor.send(page))
    assert "granted" in sent.lower()
    with oss.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == "demo-several")).one()
        (view,) = plans.running(session, person.id or 0, TODAY)
    amounts = [amount for _, amount in view.instalments]
    days = [day for day, _ in view.instalments]
    assert sum(amounts) == view.total
    assert days[0].month == 1, "nothing in December, for which no income was told"
    assert amounts[0] > view.monthly, "the others catch up"


def test_nothing_is_kept(oss: Flask) -> None:
    visitor, path = begun(oss)
    before = words(visitor.get(path.replace("/irregular", "/check")))
    visitor.post(path, **MONTHS)
    assert words(visitor.get(path.replace("/irregular", "/check"))) == before
    assert 'value="2,000.00"' not in visitor.get(path).text


def test_where_income_counts_by_the_year_it_is_not_offered(norddjurs: Flask) -> None:
    visitor = Visitor(norddjurs, "demo-carries")
    page = visitor.ask("plan", YEARLY)
    assert "/irregular" not in page.text
    path = page.request.path.replace("/account", "/irregular")
    assert visitor.get(path).request.path.endswith("/account")


def test_pages_fit_uncompressed(oss: Flask) -> None:
    visitor, path = begun(oss)
    for fields in (
        MONTHS | {"m1": "0", "m2": "2,400.00"},
        dict.fromkeys(MONTHS, ""),
        dict.fromkeys(MONTHS, "abc"),
        dict.fromkeys(MONTHS, "x" * 70),
        MONTHS | {"change": ""},
    ):
        assert len(visitor.post(path, **fields).data) <= 6_000, fields

"""Calculations of staff: a form, what comes of it, and what the law closes before a grant."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from sqlmodel import update

from portal.ledger.models import Claim
from portal.municipality import load
from tests.rules.working_examples import examples
from tests.web.conftest import TODAY, Visitor, words
from tests.web.staff.desk import LOW_OFFER, Desk, say, sent

RECOVERY = {
    "recovery_cause": "information",
    "benefit_paid": "6,000.00",
    "benefit_right": "4,500.00",
}
PAGE = "/staff/workings/recovery"


def test_staff_find_the_calculations_of_their_municipality(oss: Flask) -> None:
    worker = Desk(oss)
    assert 'href="/staff/workings"' in worker.get("/staff/").text, "in the menu"
    page = worker.get("/staff/workings")
    found = re.findall(r'href="/staff/workings/([\w-]+)"', page.text)
    assert found == list(load("oss").workings)
    for name in found:
        assert worker.get(f"/staff/workings/{name}").status_code == 200, name


def test_a_calculation_of_another_municipality_is_not_there(norddjurs: Flask) -> None:
    assert Desk(norddjurs).get(PAGE).status_code == 404
    assert Desk(norddjurs).post(PAGE, **RECOVERY).status_code == 404


def test_it_is_worked_out_with_its_articles_and_what_they_point_to(oss: Flask) -> None:
    page = Desk(oss).post(PAGE, **RECOVERY)
    assert page.status_code == 200
    assert "At most to recover €1,500.00" in words(page)
    assert say("advice-recovery-duty") in words(page)
    assert say("working-person") in words(page)
    assert "Beleidsregels Oss art. 2" in words(page)
    assert load("oss").policy.articles["recovery"].url in page.text
    assert f"{say('asked-benefit-paid')}: €6,000.00" in words(page), "what was filled in"


def test_a_day_is_written_in_words_and_an_assumption_is_said(oss: Flask) -> None:
    fields = {"signal_on": "2026-01-15", "acted_on": "2026-10-15"}
    money = {"overpaid_total": "2000", "overpaid_monthly": "100"}
    page = Desk(oss).post("/staff/workings/shared_cause", **fields, **money)
    assert f"Proposal to recover {say('mark-assumed')} €1,700.00" in words(page)
    page = Desk(oss).post("/staff/workings/payment_term", notified_on="2026-10-01")
    assert "Last day to pay 12 November 2026" in words(page)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(oss: Flask) -> None:
    typed = RECOVERY | {"benefit_paid": "about 6000", "assets_on": "2026-03-01"}
    page = Desk(oss).post(PAGE, **typed)
    assert page.status_code == 422
    assert say("error-amount") in words(page)
    assert 'value="about 6000"' in page.text
    assert 'value="4,500.00"' in page.text
    assert 'value="2026-03-01"' in page.text
    assert re.search(r'value="information" checked', page.text)


def test_facts_that_do_not_fit_together_are_told_at_their_field(oss: Flask) -> None:
    page = Desk(oss).post(PAGE, **RECOVERY | {"assets_value": "9000", "assets_on": "2001-01-01"})
    assert page.status_code == 422
    assert 'href="#assets_on"' in page.text
    assert say("error-limit-unknown") in words(page)


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_far_off_is_no_day(oss: Flask, on: str) -> None:
    page = Desk(oss).post("/staff/workings/interim_review", known_on=on)
    assert page.status_code == 422
    assert say("staff-error-day") in words(page)
    assert f'value="{on}"' in page.text


def test_what_was_filled_in_can_be_changed(oss: Flask) -> None:
    worker = Desk(oss)
    shown = worker.post(PAGE, **RECOVERY)
    kept = re.search(r'name="kept" value="([^"]*)"', shown.text)
    assert kept
    page = worker.post(PAGE, kept=kept[1])
    assert page.status_code == 200
    assert 'value="6,000.00"' in page.text
    assert say("working-button") in words(page)


def test_a_claim_of_a_kind_brings_what_the_kind_implies(norddjurs: Flask) -> None:
    worker = Desk(norddjurs)
    assert 'value="daycare"' in worker.get("/staff/workings/reminder_fee").text
    page = worker.post("/staff/workings/reminder_fee", kind="no such kind")
    assert page.status_code == 422


def test_residents_and_units_have_no_calculations(norddjurs: Flask) -> None:
    for ref in ("demo-carries", "demo-unit"):
        visitor = Visitor(norddjurs, ref)
        assert visitor.get("/staff/workings").status_code == 404
        assert "/staff/workings" not in visitor.get("/").text


MOST_BYTES = 6_000
"""Of an answer to a form, which is not compressed; the server's own headers take a hundred."""


@pytest.mark.parametrize("lang", ["nl", "da", "en"])
def test_every_example_has_a_page_in_words_that_stays_small(oss: Flask, lang: str) -> None:
    worker = Visitor(oss, "demo-worker", lang)
    for example in examples():
        if example.mistakes or example.settings or example.on != TODAY:
            continue
        page = worker.post(f"/staff/workings/{example.working}", **_typed(example.facts, lang))
        assert page.status_code == 200, example.name
        assert len(page.data) + len(str(page.headers)) + 100 <= MOST_BYTES, example.name
        said = set(re.findall(r">\s*([a-z]+(?:-[a-z0-9]+)+)\s*<", page.text))
        assert [one for one in said if one.startswith(("line-", "advice-", "asked-"))] == []


def _typed(facts: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Write facts as staff type them in their language."""
    mark = "." if lang == "en" else ","
    amounts = {key: f.replace(".", mark) for key, f in facts.items() if isinstance(f, str)}
    ticks = {key: "y" for key, fact in facts.items() if fact is True}
    others = {k: str(f) for k, f in facts.items() if not isinstance(f, str | bool)}
    return amounts | ticks | others


# --- what the law closes


def test_a_grant_of_remission_after_withheld_information_goes_beyond_the_law(oss: Flask) -> None:
    _come_from(oss, "information_breach")
    case, worker = sent(oss, "demo-several", "remission"), Desk(oss)
    page = words(worker.get(case))
    assert say("staff-closed-by-law") in page
    assert say("staff-closed-by-law-text") in page
    assert "/staff/workings/remission_gate" in worker.get(case).text
    again = worker.decide(case, "other", waived="abc")
    assert again.status_code == 422
    assert say("staff-closed-by-law") in words(again), "also beside the form alone"


def test_other_debts_and_other_requests_are_not_closed(oss: Flask) -> None:
    _come_from(oss, "none")
    assert say("staff-closed-by-law") not in words(
        Desk(oss).get(sent(oss, "demo-several", "remission"))
    )


def test_a_plan_for_such_a_debt_is_not_closed(oss: Flask) -> None:
    _come_from(oss, "information_breach")
    case = sent(oss, "demo-several", **LOW_OFFER)
    assert say("staff-closed-by-law") not in words(Desk(oss).get(case))
    assert 'href="/staff/workings"' in Desk(oss).get(case).text


def _come_from(app: Flask, cause: str) -> None:
    with app.extensions["portal"].database.unit_of_work() as session:
        session.exec(update(Claim).values(cause=cause))

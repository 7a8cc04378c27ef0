"""Calculations about a claim and a household: good facts worked out, bad ones told, all small."""

import pytest
from flask import Flask

from portal.municipality import load
from portal.texts import text
from tests.web.conftest import words
from tests.web.staff.desk import Desk
from tests.web.test_bad_input import BAD, SCRIPT

MOST_BYTES = 6_000
"""Of an answer to a form, which is not compressed."""
GOOD: dict[str, dict[str, str]] = {
    "collection_floor": {"bill": "24.99"},
    "cash_flow": {
        "cash_in": "90,000.00",
        "wages": "60,000.00",
        "taxes": "20,000.00",
        "rent": "2,000.00",
        "suppliers": "6,000.00",
        "other_costs": "1,000.00",
        "cash_debt": "12,000.00",
    },
    "methods": {
        "yearly_net": "240,000.00",
        "adults": "2",
        "children_0_1": "1",
        "children_2_6": "1",
        "children_7_17": "1",
        "common_costs": "12,000.00",
        "own_costs": "500.00",
        "child_costs": "2,500.00",
        "child_support": "3,000.00",
        "open_debt": "20,000.00",
    },
    "repayable_benefit": {
        "open_debt": "20,000.00",
        "benefit": "none",
        "yearly_net": "240,000.00",
        "has_children": "y",
        "help_ended_on": "2021-06-01",
    },
    "reminder_fee": {
        "kind": "rent",
        "open_balance": "50.00",
        "reminders_sent": "1",
        "last_reminder_on": "2026-11-01",
    },
    "interest": {
        "kind": "wage_overpaid",
        "principal_due": "10,000.00",
        "interest_from": "2025-01-01",
        "monthly": "500.00",
    },
    "hand_over": {
        "kind": "daycare",
        "principal_due": "60.00",
        "interest_due": "0.00",
        "fees_due": "10.00",
        "term_end": "2026-01-01",
    },
    "time_bar": {
        "term_end": "2022-01-01",
        "basis": "judgment",
        "act": "acknowledgement",
        "act_on": "2024-01-01",
        "earlier_act_on": "2023-01-01",
        "postponed_days": "10",
    },
}
SHOWN = {
    "collection_floor": "Smallest bill that is collected 25.00 kr.",
    "cash_flow": "Left a month 1,000.00 kr.",
    "methods": "By the budget, a month",
    "repayable_benefit": "Lapses on",
    "reminder_fee": "11 November 2026",
    "interest": "9.75%",
    "hand_over": "1 January 2022",
    "time_bar": "2 January 2034",
}
LIKE_NUMBERS = ("empty", "negative", "thirty zeros", "just past 64 bits", "other digits", "several")
EVERY = pytest.mark.parametrize("name", GOOD)


def test_every_one_of_the_municipality_is_tried() -> None:
    assert tuple(sorted(GOOD)) == tuple(sorted(load("norddjurs").workings))


@EVERY
def test_good_facts_are_worked_out(norddjurs: Flask, name: str) -> None:
    page = Desk(norddjurs).post(f"/staff/workings/{name}", **GOOD[name])
    assert page.status_code == 200
    said = words(page).replace(" to be confirmed", "").replace(" assumed", "")
    assert SHOWN[name] in said
    assert text("en", "working-person") in said


@EVERY
@pytest.mark.parametrize("lang", ["da", "en", "nl"])
def test_answers_stay_small_right_or_wrong(norddjurs: Flask, name: str, lang: str) -> None:
    worker = Desk(norddjurs)
    worker.client.set_cookie("lang", lang)
    mark = "." if lang == "en" else ","
    facts = {key: value.replace(",", "").replace(".", mark) for key, value in GOOD[name].items()}
    for sent in (facts, facts | {"change": ""}, dict.fromkeys(facts, "x"), {}):
        page = worker.post(f"/staff/workings/{name}", **sent)
        assert len(page.data) <= MOST_BYTES, (sent, len(page.data))


@EVERY
def test_anything_else_in_a_field_is_told_and_does_no_harm(norddjurs: Flask, name: str) -> None:
    worker, facts = Desk(norddjurs), GOOD[name]
    all_at_once = [dict.fromkeys(facts, bad) for bad in BAD.values()]
    one_by_one = [{**facts, field: BAD[what]} for field in facts for what in LIKE_NUMBERS]
    for sent in (*all_at_once, *one_by_one):
        page = worker.post(f"/staff/workings/{name}", **sent)
        assert page.status_code in (200, 413, 422), str(sent)[:200]
        assert SCRIPT not in page.text, str(sent)[:200]


def test_a_reminder_that_was_sent_asks_for_its_day(norddjurs: Flask) -> None:
    facts = GOOD["reminder_fee"] | {"last_reminder_on": ""}
    page = Desk(norddjurs).post("/staff/workings/reminder_fee", **facts)
    assert page.status_code == 422
    assert text("en", "error-day-of-reminder") in words(page)

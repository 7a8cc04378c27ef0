"""Payments are sorted one after another: the likely claim, why, one act, undo, and the next."""

import re

from flask import Flask

from tests.web.conftest import words
from tests.web.staff.desk import Desk
from tests.web.staff.test_money import bank, left

PAGE = "/staff/money/sorting"


def test_the_likely_claim_is_put_in_one_act_and_the_next_payment_follows(oss: Flask) -> None:
    first, second = bank(oss, 125_00, 60_00)
    worker = Desk(oss)
    page = worker.get(PAGE)
    assert "The payer has the same name" in words(page)
    address = f"/staff/money/lines/{first}/matches"
    found = re.search(rf'action="({address})".*?value="([\w-]+)"', page.text)
    assert found
    likely = re.search(r'name="claim" value="([\w-]+)"', page.text)
    assert likely
    done = worker.post(found[1], **{"from": "sorting", "claim": likely[1]})
    assert done.request.path == f"/staff/money/lines/{first}/sorted"
    assert "now stands on claim" in words(done)
    assert f"/staff/money/lines/{second}/matches" in done.text
    assert f"/staff/money/lines/{first}/matches" not in done.text
    undone = worker.post(
        f"/staff/money/lines/{first}/undone", **{"from": "sorting", "claim": likely[1]}
    )
    assert "waits for a claim: €125.00" in words(undone)
    places = [undone.text.index(f"/staff/money/lines/{line}/matches") for line in (second, first)]
    assert places == sorted(places), "the next one stands in front, what came back comes after it"


def test_splitting_opens_in_the_row_and_leads_back_to_the_next_payment(oss: Flask) -> None:
    first, second = bank(oss, 50_00, 60_00)
    worker = Desk(oss)
    opened = worker.client.get(f"/staff/money/lines/{first}/split", headers={"HX-Request": "true"})
    assert 'name="from" value="sorting"' in opened.text
    number = "V2026-00003"
    before = left(oss, number)
    sent = {"claim1": number, "amount1": "20", "from": "sorting", "seen": "5000"}
    done = worker.post(f"/staff/money/lines/{first}/split", **sent)
    assert done.request.path == f"/staff/money/lines/{first}/sorted"
    assert f"now stands on claim {number}" in words(done)
    assert "waits for a claim: €30.00" in words(done)
    assert done.text.index(f"/lines/{second}/matches") < done.text.index(f"/lines/{first}/matches")
    assert left(oss, number) == before - 20_00


def test_the_page_shows_some_counts_all_and_says_when_nothing_waits(oss: Flask) -> None:
    worker = Desk(oss)
    assert "All money that came in stands on a claim" in words(worker.get(PAGE))
    bank(oss, *(amount * 100 for amount in range(1, 12)))
    page = worker.get(PAGE)
    assert "number of payments: 11" in words(page)
    assert page.text.count("/matches") == 8

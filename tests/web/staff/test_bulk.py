"""Equal requests decided together: each by its own act, and undone until the letters leave."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.cases.models import Case, Decision, Letter
from portal.cases.work import together
from portal.cases.work.models import BulkItem
from tests.web.conftest import MEANS, Visitor, words
from tests.web.staff.desk import Desk, case_of, rows, say, sent

SAVINGS = MEANS | {"assets": {"assets": "90000"}}
"""More than the limit: the rules advise an amount, and a person looks."""
PEOPLE = ("demo-several", "demo-over-minimum", "demo-small-debt")


@pytest.fixture
def asked(oss: Flask) -> list[str]:
    """Three requests the rules say the same of."""
    return [sent(oss, ref, **SAVINGS) for ref in PEOPLE]


def group_of(worker: Desk) -> TestResponse:
    """Open the only group."""
    found = re.findall(r'href="(/staff/bulk/[0-9a-f]{16})"', worker.get("/staff/bulk").text)
    assert len(found) == 1
    return worker.get(found[0])


def begin(worker: Desk, leave_out: Sequence[str] = ()) -> TestResponse:
    """Pick all of the group but these, and confirm."""
    page = group_of(worker)
    picks = re.findall(r'name="pick" value="([^"]+)"', page.text)
    wanted = [pick for pick in picks if pick.split(":")[0] not in leave_out]
    return worker.post(page.request.path, pick=wanted)


def work_off(app: Flask, minutes: int = 0) -> None:
    """Let the worker look, so many minutes from now."""
    parts = app.extensions["portal"]
    now = parts.clock.now() + timedelta(minutes=minutes)
    together.work_off(parts.database, parts.town, now, parts.clock.today())


def test_each_gets_its_own_decision_and_letter_when_the_letters_leave(
    oss: Flask, asked: list[str]
) -> None:
    worker = Desk(oss)
    page = group_of(worker)
    assert len(re.findall("a month, of", page.text)) == 3, "each with its own amount"
    page = begin(worker)
    assert "0 of 3" in words(page)
    work_off(oss)
    assert "All are ready" in words(worker.get(page.request.path))
    assert rows(oss, Decision) == []
    assert "You have taken this" in words(worker.get("/staff/"))
    work_off(oss, minutes=31)
    assert "3 of 3" in words(worker.get(page.request.path))
    assert {case_of(oss, path).state for path in asked} == {"decided"}
    decisions = rows(oss, Decision)
    assert len(decisions) == len(rows(oss, Letter)) == 3
    assert {(one.outcome, one.follows_advice) for one in decisions} == {("granted", True)}
    assert len({one.monthly for one in decisions}) > 1, "not one amount for all"
    assert {one.staff_id for one in decisions} != {None}


def test_the_reasons_stand_there_in_words(oss: Flask, asked: list[str]) -> None:
    page = words(Desk(oss).get("/staff/bulk"))
    assert say("reason-assets-above-limit") in page
    assert "assets above limit" not in page


def test_all_of_it_is_undone_until_then_and_not_after(oss: Flask, asked: list[str]) -> None:
    worker = Desk(oss)
    page = begin(worker)
    work_off(oss)
    assert "Nothing was decided" in words(worker.post(f"{page.request.path}/undone"))
    work_off(oss, minutes=31)
    assert rows(oss, Decision) == []
    assert {case_of(oss, path).taken_by for path in asked} == {None}
    page = begin(worker)
    work_off(oss)
    work_off(oss, minutes=31)
    late = worker.post(f"{page.request.path}/undone")
    assert late.status_code == 409
    assert "The letters have left" in words(late)


def test_one_who_writes_meanwhile_is_left_and_the_others_go_on(
    oss: Flask, asked: list[str]
) -> None:
    worker = Desk(oss)
    page = begin(worker)
    work_off(oss)
    path = asked[0].removeprefix("/staff")
    Visitor(oss, PEOPLE[0]).post(f"{path}/messages", body="My rent went up.")
    work_off(oss, minutes=31)
    assert sorted(one.state for one in rows(oss, BulkItem)) == ["done", "done", "left"]
    assert case_of(oss, asked[0]).state == "sent"
    assert "no longer equal" in words(worker.get(page.request.path))


def test_what_has_words_to_weigh_is_never_among_them(oss: Flask, asked: list[str]) -> None:
    worker = Desk(oss)
    Visitor(oss, PEOPLE[0]).post(f"{asked[0].removeprefix('/staff')}/messages", body="Please call")
    sent(oss, "demo-under-minimum", **SAVINGS | {"circumstances": {"circumstances": "health"}})
    page = group_of(worker)
    assert len(re.findall("name=.pick.", page.text)) == 2
    assert case_of(oss, asked[0]).ref not in page.text


def test_the_one_who_was_changed_stops_the_confirming(oss: Flask, asked: list[str]) -> None:
    worker = Desk(oss)
    page = group_of(worker)
    picks = re.findall(r'name="pick" value="([^"]+)"', page.text)
    worker.act(asked[0], "questions", body="What is your rent?")
    assert worker.post(page.request.path, pick=picks).status_code == 409
    assert rows(oss, BulkItem) == []
    alone = worker.post(page.request.path, pick=picks[1:2])
    assert "Pick two or more" in words(alone)
    assert {case.state for case in rows(oss, Case)} == {"sent", "asked"}

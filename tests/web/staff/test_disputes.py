"""A dispute that was right: staff are led to correcting it, and the resident reads what holds."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from portal.texts import text
from tests.web.conftest import Visitor, words
from tests.web.staff.desk import REASON, Desk, say, sent

WHO = "demo-time-bar"
TOLD = {"reasons": {"reasons": "I paid it in May."}, "disputed": {"disputed": "paid"}}
CORRECTION = re.compile(r'href="(/staff/claims/[\w-]+/correction)"')


def disputed(app: Flask) -> str:
    """Let a resident dispute their claim; return the page of staff."""
    return sent(app, WHO, "dispute", **TOLD).replace("/cases/", "/matters/")


def said_yes(app: Flask, outcome: str = "accepted") -> tuple[str, TestResponse]:
    matter = disputed(app)
    return matter, Desk(app).act(matter, "answered", outcome=outcome, reason=REASON)


def correct(app: Flask, page: TestResponse, amount: str = "1") -> TestResponse:
    """Take so much off the first claim that is to be corrected."""
    found = CORRECTION.search(page.text)
    assert found is not None
    form = {"once": amount, "what": "too_high", "amount": amount, "reason": REASON}
    return Desk(app).post(found[1], **form)


def test_whoever_says_that_a_claim_is_wrong_is_led_to_correcting_it(oss: Flask) -> None:
    matter, page = said_yes(oss, "partly")
    told = words(page)
    assert say("matter-correct-still") in told
    assert say("staff-correct-by", day="5 December 2026") in told
    assert say("matter-is-paused") in told
    found = CORRECTION.search(page.text)
    assert found is not None
    assert Desk(oss).get(found[1]).status_code == 200
    reopened = Desk(oss).act(matter, "reopened", why=REASON)
    assert say("matter-correct-still") not in words(reopened)


def test_before_the_answer_staff_read_what_a_yes_brings(oss: Flask) -> None:
    assert say("matter-upheld-still") in words(Desk(oss).get(disputed(oss)))


def test_what_is_to_be_corrected_waits_in_the_queue_with_its_day(oss: Flask) -> None:
    _, page = said_yes(oss)
    queue = words(Desk(oss).get("/staff/"))
    assert say("staff-correct-by", day="5 December 2026") in queue
    assert say("staff-state-correct") in queue
    correct(oss, page)
    assert say("staff-state-correct") not in words(Desk(oss).get("/staff/"))


def test_once_it_is_corrected_nothing_is_left_to_do(oss: Flask) -> None:
    matter, page = said_yes(oss)
    correct(oss, page)
    after = Desk(oss).get(matter)
    assert CORRECTION.search(after.text) is None
    told = words(after)
    assert say("answered-dispute-corrected") in told
    assert say("staff-event-corrected") in told
    assert say("staff-pause-end-text") not in told
    assert say("staff-answer-back") in told, "it can be taken back"


def test_a_correction_that_waits_for_a_second_person_says_so(oss: Flask) -> None:
    matter, page = said_yes(oss)
    correct(oss, page, "600")
    after = Desk(oss).get(matter)
    assert say("matter-correct-waits") in words(after)
    assert re.search(r'href="/staff/corrections/[\w-]+"', after.text)
    assert CORRECTION.search(after.text) is None


def test_the_page_of_the_person_leads_to_the_request_that_holds_a_claim_up(oss: Flask) -> None:
    matter, _ = said_yes(oss)
    page = Desk(oss).get(f"/staff/people/{WHO}")
    assert f'href="{matter}">{say("hold-request")}' in page.text
    assert "case:" not in words(page)


def test_the_resident_reads_that_nothing_is_collected_until_it_is_corrected(oss: Flask) -> None:
    matter, page = said_yes(oss)
    mine, me = matter.replace("/staff/matters/", "/cases/"), Visitor(oss, WHO)
    said = ("answered-dispute-accepted", "answered-still")
    shown = me.get(mine)
    assert " ".join(say(one) for one in said) in words(shown)
    assert say("objection-link") in words(shown)
    found = re.search(r'href="(/letters/[\w-]+)"', shown.text)
    assert found is not None
    assert " ".join(text("nl", one) for one in said) in words(me.get(found[1])), "in its language"
    assert say("answered-still") in words(me.get(f"{mine}/summary"))
    overview = words(me.get("/overview"))
    assert say("next-held") in overview
    assert say("state-correcting") in overview
    assert say("state-correcting") in words(me.get("/cases"))
    correct(oss, page)
    assert "claim-corrected" not in me.get(f"{mine}/summary").text, "a code is no reason"
    told = words(me.get(mine))
    assert say("answered-dispute-corrected") in told
    assert say("answered-still") not in told
    assert say("objection-link") in told, "the answer itself can still be objected to"
    assert say("next-held") not in words(me.get("/overview"))


def test_who_answers_reads_what_was_corrected_since_and_that_it_then_goes_on(oss: Flask) -> None:
    matter, page = said_yes(oss)
    again = Desk(oss).act(matter, "reopened", why=REASON)
    assert say("matter-corrected-goes-on") not in words(again)
    correct(oss, page)
    told = words(Desk(oss).get(matter))
    assert "was already lowered by €1.00, on 21 November 2026." in told
    assert say("matter-corrected-goes-on") in told
    told = words(Desk(oss).act(matter, "answered", outcome="accepted", reason=REASON))
    assert say("matter-correct-still") not in told
    assert say("staff-correct-by", day="5 December 2026") not in told

"""An objection that was right: staff are led to the decision to replace, the resident reads on."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from portal.ledger import proposals
from portal.ledger.records import Proposal
from portal.texts import text
from tests.web.conftest import TODAY, Visitor, words
from tests.web.staff.desk import REASON, Desk, low_offer, rows, say, sent

WHO = "demo-several"
TOLD = {"reasons": {"reasons": "The rent went up since."}}
DISPUTED = TOLD | {"disputed": {"disputed": "paid"}}
HALF = {"half": "yes", "half_when": "now", "money_from": "family"}
BY = "5 December 2026"


def decided(app: Flask) -> str:
    """A plan decided otherwise than asked; return its page for staff."""
    case = low_offer(app)
    Desk(app).act(case, "advice")
    return case


def objected(app: Flask, letter: str) -> str:
    """Let the resident object to a decision; return the page of staff."""
    me = Visitor(app, WHO)
    page = me.send(me.answer(me.post("/ask/objection", decision=letter), TOLD))
    return page.request.path.replace("/cases/", "/staff/matters/")


def upheld(app: Flask, case: str, outcome: str = "accepted") -> tuple[str, TestResponse]:
    """Let a senior say that they are right."""
    mine = Visitor(app, WHO).get(case.removeprefix("/staff"))
    found = re.search(r'href="/letters/([\w-]+)"', mine.text)
    assert found is not None
    matter = objected(app, found[1])
    senior(app).act(matter, "talked", how="waived", report="They want no talk, they said by phone.")
    return matter, senior(app).act(matter, "answered", outcome=outcome, reason=REASON)


def senior(app: Flask) -> Desk:
    return Desk(app, "demo-senior")


def test_whoever_says_that_a_decision_was_wrong_is_led_to_the_request(oss: Flask) -> None:
    case = decided(oss)
    matter, page = upheld(oss, case, "partly")
    told = words(page)
    assert say("matter-anew-still") in told
    assert say("staff-correct-by", day=BY) in told
    assert say("matter-is-paused") in told
    start = page.text.index(say("matter-anew-still"))
    assert f'href="{case}"' in page.text[start : start + 300]
    reopened = senior(oss).act(matter, "reopened", why=REASON)
    assert say("matter-anew-still") not in words(reopened)


def test_it_waits_in_the_queue_with_its_day_until_it_is_decided_anew(oss: Flask) -> None:
    case = decided(oss)
    matter, _ = upheld(oss, case)
    queue = words(Desk(oss).get("/staff/"))
    assert say("staff-correct-by", day=BY) in queue
    assert say("staff-state-correct") in queue
    senior(oss).decide(case, "as_asked")
    assert say("staff-state-correct") not in words(Desk(oss).get("/staff/"))
    told = words(senior(oss).get(matter))
    assert say("answered-objection-corrected") in told
    assert say("staff-event-corrected") in told
    assert say("matter-anew-still") not in told
    assert say("staff-pause-end-text") not in told
    assert say("staff-answer-back") in told, "it can be taken back"


def test_the_request_says_to_both_that_its_decision_is_to_be_replaced(oss: Flask) -> None:
    case = decided(oss)
    own = case.removeprefix("/staff")
    matter, _ = upheld(oss, case)
    page = senior(oss).get(case).text
    notice = page[page.index(say("matter-anew-still")) :]
    assert f'href="{matter}"' in notice[:300]
    assert '<details class="more" open><summary>' + say("staff-again") in page
    mine = words(Visitor(oss, WHO).get(own))
    assert "This decision is being replaced" in mine
    senior(oss).decide(case, "as_asked")
    assert "This decision is being replaced" not in words(Visitor(oss, WHO).get(own))
    told = words(senior(oss).get(case))
    assert say("matter-anew-still") not in told
    assert "case-answer" not in told, "each earlier answer is in words"


def test_a_decision_that_was_not_named_is_ended_by_a_person(oss: Flask) -> None:
    matter = objected(oss, "other")
    assert say("matter-upheld-still") in words(senior(oss).get(matter))
    page = senior(oss).act(matter, "answered", outcome="accepted", reason=REASON)
    assert say("matter-anew-still") in words(page)
    assert f'href="/staff/people/{WHO}">B. Proefman' in page.text
    assert say("next-held") in words(Visitor(oss, WHO).get("/overview"))
    told = words(senior(oss).act(matter, "ended", why=REASON))
    assert say("answered-objection-ended") in told
    assert say("matter-anew-still") not in told
    assert say("next-held") not in words(Visitor(oss, WHO).get("/overview"))


def test_the_resident_reads_that_nothing_is_collected_until_then(oss: Flask) -> None:
    case = decided(oss)
    matter, _ = upheld(oss, case)
    mine, me = matter.replace("/staff/matters/", "/cases/"), Visitor(oss, WHO)
    said = ("answered-objection-accepted", "answered-still")
    shown = me.get(mine)
    assert " ".join(say(one) for one in said) in words(shown)
    assert say("matter-paused") not in words(shown), "that is said once"
    found = re.search(r'href="(/letters/[\w-]+)"', shown.text)
    assert found is not None
    assert " ".join(text("nl", one) for one in said) in words(me.get(found[1])), "in its language"
    assert say("answered-still") in words(me.get(f"{mine}/summary"))
    assert say("state-correcting") in words(me.get("/overview"))
    senior(oss).decide(case, "as_asked")
    told = words(me.get(mine))
    assert say("answered-objection-corrected") in told
    assert say("answered-still") not in told
    assert "decided-anew" not in me.get(f"{mine}/summary").text, "a code is no reason"
    assert say("state-correcting") not in words(me.get("/overview"))


def test_who_decided_first_is_told_before_they_try_that_somebody_else_decides_anew(
    oss: Flask,
) -> None:
    case = decided(oss)
    assert say("staff-again") in words(Desk(oss).get(case))
    upheld(oss, case)
    told = words(Desk(oss).get(case))
    assert say("error-decided-before") in told
    assert say("staff-again") not in told
    told = words(senior(oss).get(case))
    assert say("error-decided-before") not in told
    assert say("staff-again") in told


def test_who_answered_a_dispute_first_is_told_the_same(oss: Flask) -> None:
    dispute = sent(oss, WHO, "dispute", **DISPUTED).replace("/cases/", "/matters/")
    Desk(oss).act(dispute, "answered", outcome="not_accepted", reason=REASON)
    upheld(oss, dispute.replace("/matters/", "/cases/"))
    assert say("error-decided-before") in words(Desk(oss).get(dispute))
    told = words(Desk(oss).act(dispute, "reopened", why=REASON))
    assert say("error-decided-before") in told
    assert say("staff-answer-words") not in told, "no form that is refused"
    assert say("staff-answer-words") in words(senior(oss).get(dispute))
    Desk(oss).act(dispute, "answered", outcome="accepted", reason=REASON)
    assert say("error-decided-before") in words(Desk(oss).get(dispute))
    told = words(senior(oss).act(dispute, "answered", outcome="accepted", reason=REASON))
    assert say("answered-dispute-accepted") in told


def test_who_answered_half_at_once_first_is_told_where_a_second_person_signs(oss: Flask) -> None:
    half = {name: {name: value} for name, value in HALF.items()}
    asked = sent(oss, WHO, "settlement", **half).replace("/cases/", "/matters/")
    Desk(oss).act(asked, "answered", outcome="not_accepted", reason=REASON)
    upheld(oss, asked.replace("/matters/", "/cases/"))
    with oss.extensions["portal"].database.unit_of_work() as session:
        detail = {
            "case": asked.rpartition("/")[2],
            "pay": 1,
            "let_go": 1,
            "pay_by_on": "2026-12-01",
        }
        new = proposals.New("k", "settlement", "half_at_once", TODAY, detail=detail, signatures=2)
        proposals.propose(session, new)
    (made,) = [one for one in rows(oss, Proposal) if one.kind == "settlement"]
    told = Desk(oss).get(f"/staff/proposals/{made.ref}")
    assert say("error-decided-before") in words(told)
    assert 'name="says"' not in told.text, "no form that is refused"
    told = senior(oss).get(f"/staff/proposals/{made.ref}")
    assert say("error-decided-before") not in words(told)
    assert 'name="says"' in told.text

"""What staff take back, and that the pages then say so: no count, name or list is left behind."""

import re

from flask import Flask
from sqlmodel import select

from portal.ledger import proposals
from portal.ledger.models import Claim
from portal.ledger.records import Proposal
from tests.web.conftest import TODAY, words
from tests.web.staff.desk import Desk, rows, say

NUMBER = "V2026-00002"
REASON = "Looked at with the file beside it."


def claim_of(app: Flask, number: str = NUMBER) -> Claim:
    return next(one for one in rows(app, Claim) if one.number == number)


def newest(app: Flask, kind: str) -> Proposal:
    return [one for one in rows(app, Proposal) if one.kind == kind][-1]


def written_off(app: Flask) -> tuple[str, Desk]:
    """Let two people write a claim off; return the page of the proposal, and the second."""
    Desk(app).post(
        f"/staff/claims/{claim_of(app).ref}/write-off", cause="uncollectable", reason=REASON
    )
    page = f"/staff/proposals/{newest(app, 'write-off').ref}"
    return page, Desk(app, "demo-senior")


def test_the_first_of_two_yeses_says_who_gives_the_second_and_is_taken_back(oss: Flask) -> None:
    page, _ = written_off(oss)
    first = Desk(oss)
    assert say("list-own-yes") in words(first.get(page))
    assert "/answers" not in first.get(page).text, "nobody answers their own yes"
    assert say("list-needs-senior") in words(Desk(oss, "demo-worker-two").get(page))
    assert say("list-needs-senior") not in words(Desk(oss, "demo-senior").get(page))
    first.act(page, "undone", reason=REASON)
    assert newest(oss, "write-off").first_by is None
    assert "/answers" in first.get(page).text


def test_later_is_no_first_yes(oss: Flask) -> None:
    page, _ = written_off(oss)
    Desk(oss).act(page, "undone", reason=REASON)
    Desk(oss).act(page, "answers", says="later", reason=REASON, later_on="2026-12-01")
    assert say("list-needs-senior") not in words(Desk(oss).get(page))
    assert REASON in words(Desk(oss).get(page))


def test_the_no_of_a_second_person_leaves_the_words_of_the_first(oss: Flask) -> None:
    page, senior = written_off(oss)
    senior.act(page, "answers", says="no", reason="There is an heir after all.")
    shown = words(senior.get(page))
    assert REASON in shown
    assert "There is an heir after all." in shown


def test_a_write_off_that_was_taken_back_says_so_and_is_not_counted(oss: Flask) -> None:
    page, senior = written_off(oss)
    senior.act(page, "answers", says="yes", reason=REASON)
    senior.act(page, "undone", reason=REASON)
    undo = f"/staff/proposals/{newest(oss, 'write-off-undo').ref}"
    asked = Desk(oss, "demo-supervisor")
    assert f'href="{page}">{say("list-to-write-off")}' in asked.get(undo).text
    asked.act(undo, "answers", says="yes", reason=REASON)
    assert say("list-state-undone") in words(senior.get("/staff/lists/write-off"))
    assert say("list-state-undone") in words(senior.get(page))
    assert "/undone" not in senior.get(page).text
    counted = words(Desk(oss, "demo-council").get("/staff/figures/council/let-go"))
    assert "Written off in the last twelve months, by cause Nothing to count yet" in counted


def test_the_page_of_a_claim_shows_what_was_booked_on_it(oss: Flask) -> None:
    page, senior = written_off(oss)
    senior.act(page, "answers", says="yes", reason=REASON)
    shown = words(senior.get(f"/staff/claims/{claim_of(oss).ref}"))
    assert f"{say('claim-booked-title')} {say('movement-charge')}" in shown
    assert say("movement-write-off") in shown


def test_who_signs_finds_all_that_needs_a_second_person(oss: Flask) -> None:
    senior = Desk(oss, "demo-senior")
    assert say("signing-also") not in words(senior.get("/staff/signing"))
    written_off(oss)
    page = senior.get("/staff/signing")
    assert say("signing-none") in words(page)
    assert 'href="/staff/lists/write-off"' in page.text


def correction(app: Flask) -> str:
    """Ask for a correction that a second person signs; return its page."""
    Desk(app).post(
        f"/staff/claims/{claim_of(app).ref}/correction",
        once="o", what="too_high", amount="900", reason=REASON,
    )  # fmt: skip
    return f"/staff/corrections/{newest(app, 'correction').ref}"


def test_a_correction_is_withdrawn_by_who_asked_and_then_says_who_said_what(oss: Flask) -> None:
    page = correction(oss)
    worker = Desk(oss)
    assert say("correction-withdraw") in words(worker.get(page))
    version = re.search(r'name="version" value="(\d+)"', worker.get(page).text)
    assert version
    worker.post(page, version=version[1], says="no", reason="It was another claim.")
    shown = words(worker.get(page))
    assert "It was another claim." in shown
    assert say("list-state-no") in shown
    assert "M. Behandelaar" in shown
    assert say("staff-refunds-second") + " (0)" in words(worker.get("/staff/refunds"))


def test_what_was_only_seen_waits_again_when_that_was_a_mistake(oss: Flask) -> None:
    with oss.extensions["portal"].database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(Claim.number == NUMBER)).one()
        new = proposals.New("t", "time-bar-warning", "time_bar_first", TODAY, claim_id=claim.id)
        proposals.propose(session, new)
    worker, page = Desk(oss), f"/staff/proposals/{newest(oss, 'time-bar-warning').ref}"
    title = say("thing-time-bar-warning")
    assert title in words(worker.get("/staff/queue/kind.time-bar-warning"))
    worker.act(page, "answers", says="yes", reason=REASON)
    assert title not in words(worker.get("/staff/queue/kind.time-bar-warning"))
    worker.act(page, "undone", reason=REASON)
    assert title in words(worker.get("/staff/queue/kind.time-bar-warning"))

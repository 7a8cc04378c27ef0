"""The door to somebody's file: a reason where nothing waits, closed to some, a trail."""

import html
import re

from flask import Flask
from sqlmodel import select

from portal.people.models import AuditEvent
from portal.people.trail.models import AccessReason, Look
from tests.web.conftest import Visitor, words
from tests.web.staff.desk import Desk, low_offer

PERSON = "demo-several"
PAGE = f"/staff/people/{PERSON}"


def first_look(visitor: Visitor, path: str = PAGE) -> int:
    """What somebody meets who opens a page, before they say anything."""
    return visitor.client.get(path).status_code


def test_who_opens_a_file_without_a_task_says_why_once_a_day(oss: Flask) -> None:
    worker = Visitor(oss, "demo-worker")
    asked = worker.client.get(PAGE)
    assert asked.status_code == 403
    assert "Why do you open this file?" in words(asked)
    assert "B. Proefman" not in asked.text
    why = {"about": f"person:{PERSON}", "to": PAGE, "why": "other", "words": ""}
    assert worker.client.post("/staff/access", data=why).status_code == 422
    page = worker.post("/staff/access", **why | {"words": "They sent a card."})
    assert (page.status_code, page.request.path) == (200, PAGE)
    assert first_look(worker) == 200
    with oss.extensions["portal"].database.reading() as session:
        (kept,) = session.exec(select(AccessReason)).all()
        assert (kept.reason, kept.words) == ("other", "They sent a card.")
        acts = session.exec(select(AuditEvent.detail).where(AuditEvent.act == "access:reason"))
        assert acts.all() == ["other"]
    assert first_look(Visitor(oss, "demo-worker-two")) == 403, "each says why for themselves"


def test_where_something_waits_nobody_is_asked_also_after_it_was_answered(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    assert first_look(worker, case) == 200
    assert first_look(worker) == 200
    worker.act(case, "advice")
    assert first_look(worker, case) == 200, "who looked today goes on looking"


def test_a_closed_file_is_not_opened_and_not_found(oss: Flask) -> None:
    supervisor, worker = Visitor(oss, "demo-supervisor"), Visitor(oss, "demo-worker")
    worker.get(PAGE)
    close = "/staff/colleagues/demo-worker/close"
    assert "B. Proefman" in words(supervisor.post(close, q="Proefman"))
    done = supervisor.post(close, q="Proefman", act="close", person=PERSON, why="family")
    assert "B. Proefman" in words(done)
    shut = worker.client.get(PAGE)
    assert shut.status_code == 404
    assert "closed to you" in words(shut)
    assert worker.client.post(f"{PAGE}/hold", data={}).status_code == 404
    assert f"people/{PERSON}" not in worker.post("/staff/people", q="Proefman").text
    assert f"people/{PERSON}" in supervisor.post("/staff/people", q="Proefman").text
    file = done.text.split('name="file" value="')[1].split('"')[0]
    supervisor.post("/staff/colleagues/demo-worker/opened", file=file)
    assert first_look(worker) == 200


def test_nobody_opens_what_is_closed_to_themselves(oss: Flask) -> None:
    administrator, supervisor = Visitor(oss, "demo-administrator"), Visitor(oss, "demo-supervisor")
    shut = {"q": "Proefman", "act": "close", "person": PERSON, "why": "own"}
    page = administrator.post("/staff/colleagues/demo-supervisor/close", **shut)
    file = page.text.split('name="file" value="')[1].split('"')[0]
    refused = supervisor.post("/staff/colleagues/demo-supervisor/opened", file=file)
    assert refused.status_code == 409
    assert first_look(supervisor) == 404


def test_the_privacy_officer_follows_who_looked_and_leaves_a_look(oss: Flask) -> None:
    Visitor(oss, "demo-worker").get(PAGE)
    oss.extensions["portal"].looks.settle()
    officer = Visitor(oss, "demo-privacy")
    assert "M. Proefman" in words(officer.post("/staff/trail/people", q="Proefman"))
    told = words(officer.post("/staff/trail/people", q="B. Proefman"))
    assert "M. Behandelaar" in told
    assert "Looked at somebody" in told
    assert "Said why they opened a file" in told
    file = officer.get(f"/staff/trail/{PERSON}.csv").text
    assert "staff:demo-worker;person:look;" in file
    oss.extensions["portal"].looks.settle()
    assert "Looked at the trail" in words(officer.get(f"/staff/trail?person={PERSON}"))


def test_the_trail_names_people_and_numbers_and_no_ids(oss: Flask) -> None:
    case, worker = low_offer(oss), Desk(oss)
    worker.act(case, "taken")
    worker.post(f"{PAGE}/hold", kind="social", reason="They were taken ill.", until="2026-12-24")
    officer = Visitor(oss, "demo-privacy")
    page = words(officer.get("/staff/trail?act=case"))
    assert "payment plan · B. Proefman" in page
    assert "B. Proefman (resident)" in page
    assert case.rsplit("/", 1)[1] not in page
    assert "Social considerations" in words(officer.get("/staff/trail?act=hold"))
    assert "hold:1" not in words(officer.get("/staff/trail"))


def test_the_trail_names_nobody_whose_file_is_closed_to_who_reads_it(oss: Flask) -> None:
    low_offer(oss)
    shut = {"q": "Proefman", "act": "close", "person": PERSON, "why": "family"}
    Visitor(oss, "demo-supervisor").post("/staff/colleagues/demo-privacy/close", **shut)
    page = words(Visitor(oss, "demo-privacy").get("/staff/trail?act=case"))
    assert "A resident" in page
    assert "B. Proefman" not in page


def test_the_trail_is_asked_by_words_and_nothing_that_was_typed_is_kept(oss: Flask) -> None:
    first_look(Visitor(oss, "demo-worker"))
    officer = Visitor(oss, "demo-privacy")
    told = words(officer.get("/staff/trail?act=signed+in"))
    assert told.count("Signed in") >= 3, "what was asked for, and two who did"
    assert "Took in a claim" not in told
    assert 'has "Proefman" in its words' in html.unescape(
        officer.get("/staff/trail?act=Proefman").text
    )
    oss.extensions["portal"].looks.settle()
    with oss.extensions["portal"].database.reading() as session:
        kept = session.exec(select(Look.detail).where(Look.act == "trail:look")).all()
    assert set(kept) == {"sign-in,sign-in:again", ""}


def test_files_opened_without_a_task_are_counted_by_reason_and_listed(oss: Flask) -> None:
    worker = Visitor(oss, "demo-worker")
    why = {"about": f"person:{PERSON}", "to": PAGE, "why": "other", "words": "They sent a card."}
    worker.post("/staff/access", **why)
    told = words(Visitor(oss, "demo-privacy").get("/staff/trail/reasons"))
    assert "Something else 1" in told
    assert "M. Behandelaar · B. Proefman Something else: They sent a card." in told


def test_the_trail_is_read_page_by_page_each_line_once(oss: Flask) -> None:
    officer, path = Visitor(oss, "demo-privacy"), "/staff/trail?who=demo-privacy"
    for _ in range(20):
        officer.get(path)
    oss.extensions["portal"].looks.settle()
    seen, further = 0, True
    while further:
        page = officer.get(path)
        seen += page.text.count('<li class="claim">')
        link = re.search(r'href="(/staff/trail\?[^"]*before=[^"]+)"', page.text)
        further, path = link is not None, html.unescape(link[1]) if link else ""
    assert 21 <= seen <= 23, "the sign-in, 20 looks, and at most those of this reading"

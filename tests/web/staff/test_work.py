"""Things that wait, on pages: hands, reminders, the clock, and who else is there."""

import re

from flask import Flask

from portal.people.outbox import Outgoing
from tests.web.conftest import words
from tests.web.staff.desk import Desk, case_of, rows, sent


def acts_of(worker: Desk, name: str = "") -> str:
    """The address of the acts of the first thing, or the first of somebody."""
    lines = re.findall(r'<li class="claim">.*?</li>', worker.get("/staff/").text, re.DOTALL)
    line = next(line for line in lines if name in line)
    return re.findall(r'href="(/staff/waiting/[^"]+)"', line)[0]


def test_a_request_is_handed_over_with_a_note_that_stands_on_its_page(oss: Flask) -> None:
    case = sent(oss)
    worker, colleague = Desk(oss), Desk(oss, "demo-worker-two")
    acts = acts_of(worker)
    assert 'value="demo-worker-two"' not in colleague.get(acts).text, "not to oneself"
    (ref,) = re.findall(r'<option value="(demo-worker-two)"', worker.get(acts).text)
    empty = worker.post(f"{acts}/given", version="0", whom=ref, note=" ")
    assert empty.status_code == 422
    assert "Write a few words" in words(empty)
    worker.post(f"{acts}/given", version="0", whom=ref, note="Her son calls on Monday")
    assert "You have taken this" in words(colleague.get("/staff/"))
    assert "Her son calls on Monday" in words(colleague.get(case))
    late = worker.post(f"{acts}/taken", version="0")
    assert late.status_code == 409
    assert "Taken by" in words(late)


def test_the_clock_stands_still_the_person_is_told_and_it_runs_again(oss: Flask) -> None:
    case = sent(oss)
    worker, before = Desk(oss), case_of(oss, case).answer_by
    acts = acts_of(worker)
    typed = {"ground": "data", "until": "2026-12-05", "what": "Your payslips of May to July"}
    past = worker.post(f"{acts}/stopped", version="0", **typed | {"until": "2026-11-01"})
    assert past.status_code == 409
    assert "Your payslips of May to July" in past.text, "nothing is lost"
    page = worker.post(f"{acts}/stopped", version="0", **typed)
    assert "The clock stands still" in words(page)
    assert (case_of(oss, case).answer_by - before).days == 14
    assert "The clock stands still" in words(worker.get(case))
    (told,) = [one for one in rows(oss, Outgoing) if one.kind == "clock-data"]
    assert told.content["until"] == "2026-12-05"
    worker.post(f"{acts}/runs", version=str(case_of(oss, case).taken_by))
    assert case_of(oss, case).answer_by == before, "it was stopped and started on one day"


def test_a_reminder_stands_in_the_queue_from_its_day_until_it_is_done(oss: Flask) -> None:
    sent(oss)
    worker = Desk(oss)
    acts = acts_of(worker)
    page = worker.post(f"{acts}/remind", version="0", on="2026-11-30", why="Ask for the lease")
    assert "30 November 2026: Ask for the lease" in words(page)
    (done,) = re.findall(r'action="(/staff/reminders/[^"]+)"', page.text)
    worker.post(done)
    assert "Ask for the lease" not in words(worker.get(acts))


def test_who_else_is_there_is_said_at_once_and_when_they_write(oss: Flask) -> None:
    case = sent(oss)
    worker, colleague = Desk(oss), Desk(oss, "demo-worker-two")
    assert "too" not in words(worker.get(case)).split("Hand over")[0]
    assert "is looking at this too" in words(colleague.get(case))
    worker.get(f"{case}/here/writes")
    assert "is writing here now" in words(colleague.get(f"{case}/here"))

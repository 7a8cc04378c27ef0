"""What someone was told stands on the portal; mail needs a confirmed address; others get post."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from sqlmodel import select

from portal.people import messages, ways
from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.web.conftest import TODAY, Visitor, words

MAIL = {"by": "mail", "email": "a@example.org"}


def tell(visitor: Visitor, ref: str, key: str = "", letter_ref: str = "") -> Outgoing:
    with visitor.app.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == ref)).one()
        told = builders.message(session, person, key)
        told.letter_ref, told.made_on = letter_ref, TODAY
        return told


def change(app: Flask, told: Outgoing, **fields: object) -> None:
    with app.extensions["portal"].database.unit_of_work() as session:
        for name, value in fields.items():
            setattr(session.get_one(Outgoing, told.id), name, value)


def link(page: str) -> str:
    """The link of the mail, as the demo shows it."""
    found = re.search(r'href="(/messages/confirm/[^"]+)"', page)
    assert found
    return found[1]


def test_a_resident_reads_what_we_told_them_and_nobody_elses(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    told = tell(resident, "demo-couple")
    assert "Test Town" in resident.get("/letters").text
    assert "Test Town" not in Visitor(oss, "demo-several").get("/letters").text
    assert told.channel == "post"


def test_a_message_is_marked_until_it_was_shown(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    tell(resident, "demo-couple")
    assert "Not read yet: 1" in words(resident.get("/letters"))
    assert "Not read" not in words(resident.get("/letters"))


def test_a_letter_is_marked_until_it_was_opened(oss: Flask) -> None:
    resident = Visitor(oss, "demo-small-debt")
    resident.send(resident.ask("remission", {}))
    assert "Not read yet: 1" in words(resident.get("/letters"))
    listed = resident.get("/letters")
    assert "Not read yet: 1" in words(listed)
    path = re.search(r'href="(/letters/[^"]+\.pdf)"', listed.text)
    assert path
    made = resident.get(path[1])
    assert made.mimetype == "application/pdf"
    assert made.headers["Cache-Control"] == "no-store"
    assert "Not read" not in words(resident.get("/letters"))
    assert Visitor(oss, "demo-couple").get(path[1]).status_code == 404


def test_mail_goes_only_to_an_address_that_was_confirmed(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    wrong = resident.post("/messages", by="mail", email="nowhere")
    assert wrong.status_code == 422
    assert "nowhere" in wrong.text
    asked = resident.post("/messages", **MAIL)
    assert tell(resident, "demo-couple", "before").channel == "post"
    passer = oss.test_client()
    path = link(asked.text)
    assert tell(resident, "demo-couple", "looked").channel == "post"
    assert passer.get(path).status_code == 200
    assert passer.post(path, follow_redirects=True).status_code == 200
    assert tell(resident, "demo-couple", "after").channel == "mail"
    assert "You confirmed a@example.org" in words(resident.get("/messages"))


def test_a_link_is_over_when_another_address_was_given_or_post_chosen(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    first = link(resident.post("/messages", **MAIL).text)
    second = link(resident.post("/messages", by="mail", email="b@example.org").text)
    assert oss.test_client().post(first, follow_redirects=True).status_code == 404
    resident.post("/messages", by="post", email="")
    assert oss.test_client().post(second, follow_redirects=True).status_code == 404
    assert oss.test_client().post(second[:-3], follow_redirects=True).status_code == 404
    assert tell(resident, "demo-couple").channel == "post"


def test_mail_that_came_back_goes_by_post_and_so_does_what_follows(oss: Flask) -> None:
    resident, worker = Visitor(oss, "demo-couple"), Visitor(oss, "demo-worker")
    oss.test_client().post(link(resident.post("/messages", **MAIL).text))
    told = tell(resident, "demo-couple", "one")
    change(oss, told, state="sent", sent_at=builders.NOW)
    assert f'name="returned" value="{told.id}"' in worker.get("/staff/post").text
    assert worker.post("/staff/post", returned=str(told.id)).status_code == 200
    assert worker.post("/staff/post", returned=str(told.id)).status_code == 409
    assert f'name="message" value="{told.id}"' in worker.get("/staff/post").text
    assert tell(resident, "demo-couple", "two").channel == "post"
    assert "came back" in words(resident.get("/messages"))


def test_mail_that_did_not_leave_within_the_term_goes_by_post(oss: Flask) -> None:
    worker = Visitor(oss, "demo-worker")
    told = tell(worker, "demo-couple")
    for days, is_listed in ((0, False), (1, True)):
        change(oss, told, channel="mail", made_on=TODAY - timedelta(days=days))
        assert (f'value="{told.id}"' in worker.get("/staff/post").text) is is_listed


def test_staff_note_what_was_posted_and_take_a_slip_back(oss: Flask) -> None:
    told = tell(Visitor(oss, "demo-couple"), "demo-couple")
    worker = Visitor(oss, "demo-worker")
    assert f'value="{told.id}"' in worker.get("/staff/post").text
    assert worker.post("/staff/post", message=str(told.id)).status_code == 200
    assert worker.post("/staff/post", message=str(told.id)).status_code == 409
    assert f'name="message" value="{told.id}"' not in worker.get("/staff/post").text
    assert worker.post("/staff/post", back=str(told.id)).status_code == 200
    assert f'name="message" value="{told.id}"' in worker.get("/staff/post").text


def test_all_that_waits_is_printed_as_one_and_posted_as_one(oss: Flask) -> None:
    resident, worker = Visitor(oss, "demo-small-debt"), Visitor(oss, "demo-worker")
    resident.send(resident.ask("remission", {}))
    late = tell(worker, "demo-couple", "note")
    page = worker.post("/staff/post/batches")
    batch = re.search(r'href="(/staff/post/batches/[^"]+)\.pdf"', page.text)
    assert batch
    assert f'value="{late.id}"' not in page.text
    assert worker.post("/staff/post/batches").status_code == 409
    with pikepdf.open(BytesIO(worker.get(f"{batch[1]}.pdf").data)) as printed:
        assert len(printed.pages) >= 2
    assert worker.post(batch[1], act="posted").status_code == 200
    assert worker.post(batch[1], act="posted").status_code == 409
    assert "There is nothing to post" in words(worker.get("/staff/post"))
    assert worker.post(batch[1], act="back").status_code == 200
    again = worker.post(batch[1], act="discard")
    assert f'name="message" value="{late.id}"' in again.text
    assert worker.get(f"{batch[1]}.pdf").status_code == 404


def test_what_is_beyond_the_first_batch_still_waits(
    oss: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "MOST", 2)
    worker = Visitor(oss, "demo-worker")
    told = [tell(worker, "demo-couple", f"note-{no}") for no in range(5)]
    page = worker.get("/staff/post")
    assert "Print these 2" in words(page)
    assert "more follow" in words(page)
    page = worker.post("/staff/post/batches")
    assert "There is nothing to post" not in words(page)
    for _ in told:
        page = worker.post("/staff/post/batches")
    assert page.status_code == 409
    assert "There is nothing to post" in words(page)


def test_a_text_message_needs_a_number_and_its_code(oss: Flask) -> None:
    resident, worker = Visitor(oss, "demo-couple"), Visitor(oss, "demo-worker")
    wrong = resident.post("/messages", by="sms", mobile="six")
    assert wrong.status_code == 422
    assert "six" in wrong.text
    asked = resident.post("/messages", by="sms", mobile="06 1234 5678")
    assert tell(resident, "demo-couple", "before").channel == "post"
    assert resident.post("/messages/code", code="1").status_code == 422
    code = re.search(r"This is the code in it: ([0-9]{6})", words(asked))
    assert code
    assert "Text messages to +31612345678" in words(resident.post("/messages/code", code=code[1]))
    told = tell(resident, "demo-couple", "after")
    assert told.channel == "sms"
    with oss.extensions["portal"].database.unit_of_work() as session:
        message = session.get_one(Outgoing, told.id)
        ways.not_delivered(session, message, builders.NOW, trouble="away", is_gone=False)
    assert "Waits for paper" in words(worker.get("/staff/post"))
    assert "Text message did not arrive" in words(resident.get("/letters/sent"))
    assert "Text message did not arrive" in words(worker.get("/staff/people/demo-couple/sent"))
    assert worker.post("/staff/post", again=str(told.id)).status_code == 200
    assert worker.post("/staff/post", again=str(told.id)).status_code == 409
    assert "+31612345678" not in words(resident.post("/messages/stop", way="sms"))


def test_who_is_asked_for_their_income_goes_on_to_what_it_is_for(oss: Flask) -> None:
    resident = Visitor(oss, "demo-several")
    change(oss, tell(resident, "demo-several"), kind="review-facts")
    assert 'href="/ask/lower_instalment"' in resident.get("/letters").text
    assert resident.get("/ask/lower_instalment").request.path == "/ask/lower_instalment"
    without_plan = Visitor(oss, "demo-small-debt")
    assert without_plan.get("/ask/lower_instalment").request.path == "/ask"

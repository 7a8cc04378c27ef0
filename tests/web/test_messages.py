"""What someone was told stands on the portal; what is to be posted stands with staff."""

from flask import Flask
from sqlmodel import select

from portal.people.models import Person
from portal.people.outbox import Outgoing
from tests import builders
from tests.web.conftest import Visitor


def tell(visitor: Visitor, ref: str) -> Outgoing:
    with visitor.app.extensions["portal"].database.unit_of_work() as session:
        person = session.exec(select(Person).where(Person.ref == ref)).one()
        return builders.message(session, person)


def test_a_resident_reads_what_we_told_them_and_nobody_elses(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    told = tell(resident, "demo-couple")
    assert "Test Town" in resident.get("/letters").text
    assert "Test Town" not in Visitor(oss, "demo-several").get("/letters").text
    assert told.channel == "post"


def test_a_resident_chooses_mail_and_the_next_message_goes_by_mail(oss: Flask) -> None:
    resident = Visitor(oss, "demo-couple")
    wrong = resident.post("/messages", by="mail", email="nowhere")
    assert wrong.status_code == 422
    assert "nowhere" in wrong.text
    assert resident.post("/messages", by="mail", email="a@example.org").status_code == 200
    assert tell(resident, "demo-couple").channel == "mail"


def test_staff_note_what_was_posted_and_take_a_slip_back(oss: Flask) -> None:
    told = tell(Visitor(oss, "demo-couple"), "demo-couple")
    worker = Visitor(oss, "demo-worker")
    assert f'value="{told.id}"' in worker.get("/staff/post").text
    assert worker.post("/staff/post", message=str(told.id)).status_code == 200
    assert worker.post("/staff/post", message=str(told.id)).status_code == 409
    assert f'name="message" value="{told.id}"' not in worker.get("/staff/post").text
    assert worker.post("/staff/post", back=str(told.id)).status_code == 200
    assert f'name="message" value="{told.id}"' in worker.get("/staff/post").text

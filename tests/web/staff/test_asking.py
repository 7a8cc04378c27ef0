"""Questions: of staff to a resident, who is told that one waits; and of a resident, answered."""

from flask import Flask
from sqlmodel import select

from portal.people.outbox import Outgoing
from tests.web.conftest import Visitor, words
from tests.web.staff.desk import Desk, rows, say, sent


def test_the_resident_is_told_that_a_question_waits_and_where_to_answer(oss: Flask) -> None:
    case = sent(oss)
    Desk(oss).act(case, "questions", body="What is your rent?")
    me = Visitor(oss, "demo-no-capacity")
    inbox = me.get("/letters")
    assert "Wij hebben een vraag aan u" in words(inbox), "in the language of their letters"
    assert f'<a href="/cases">{say("overview-requests")}</a>' in inbox.text
    (told,) = [one for one in rows(oss, Outgoing) if one.kind == "asked"]
    assert told.content == {}, "what was asked is read after signing in"


def test_who_is_heard_gets_one_message_with_the_letter(oss: Flask) -> None:
    case = sent(oss)
    Desk(oss).act(case, "hearing", words="We mean to give nothing. What do you say?")
    with oss.extensions["portal"].database.reading() as session:
        kinds = session.exec(select(Outgoing.kind)).all()
    assert "letter-hearing" in kinds
    assert "asked" not in kinds


def test_a_question_of_a_resident_is_answered_and_not_decided(oss: Flask) -> None:
    me = Visitor(oss, "demo-no-capacity")
    asked = me.send(me.ask("question", {"asking": {"asking": "Can I pay a day later?"}}))
    path = asked.request.path
    matter = path.replace("/cases/", "/staff/matters/")
    Desk(oss).act(matter, "answered", reason="You can, up to the last day.")
    overview = words(me.get("/overview"))
    assert f"{say('case-question')} {say('state-answered')}" in overview
    page = words(me.get(path))
    assert "You can, up to the last day." in page
    assert say("summary-link") not in page, "it is short: nothing was decided"

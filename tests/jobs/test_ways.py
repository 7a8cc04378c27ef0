"""Consent for each way, a number confirmed by a code, and what does not arrive goes another way."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.cases.letterbox import printing
from portal.db import Database
from portal.errors import NotNow
from portal.jobs.outbox import LEASE, Senders, Sent, send_waiting
from portal.municipality import load
from portal.people import addresses, deliveries, messages, mobiles, ways
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.ports.mail import Mail, NotSentError
from portal.tokens import Tokens
from tests import builders
from tests.builders import DAY, NOW
from tests.texting import Phones

NUMBER, ADDRESS = "+31612345678", "a@example.org"
TOKENS = Tokens("0123456789abcdefghijklmnopqrstuvwxyz")
GONE = NotSentError("recipient", is_final=True)


class Mails:
    """A mail server in memory."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.troubles: list[NotSentError] = []

    def send(self, mail: Mail) -> None:
        if self.troubles:
            raise self.troubles.pop()
        self.mails.append(mail)


def agree_to_sms(session: Session, person: Person, at: timedelta = timedelta()) -> Actor:
    actor = person_actor(person)
    made = mobiles.choose(session, actor, NUMBER, minutes=15, on=DAY, now=NOW + at)
    assert made is not None
    assert mobiles.confirm(session, actor, mobiles.code_of(session, made), NOW + at)
    return actor


def agree_to_mail(session: Session, person: Person) -> None:
    actor = person_actor(person)
    asked = addresses.choose_mail(session, actor, TOKENS, ADDRESS, hours=48, on=DAY, now=NOW)
    assert asked is not None
    assert addresses.confirm(session, TOKENS, asked.path.rpartition("/")[2], NOW)


def send(database: Database, phones: Phones, mails: Mails, after: timedelta = LEASE) -> Sent:
    senders, site = Senders(mails, phones), "https://portal.example.org"
    return send_waiting(database, load("oss"), senders, site=site, now=NOW + after)


def steps(database: Database, key: str) -> list[tuple[str, str]]:
    with database.reading() as session:
        told = session.exec(select(Outgoing).where(Outgoing.key == key)).one()
        assert told.id is not None
        found = deliveries.steps_of(session, [told.id])[told.id]
        return [(step.what, step.channel) for step in found]


def test_a_number_gets_news_only_after_its_code_was_typed(database: Database) -> None:
    phones, mails = Phones(), Mails()
    with database.unit_of_work() as session:
        person = builders.person(session, name="Test Name")
        actor = person_actor(person)
        mobiles.choose(session, actor, NUMBER, minutes=15, on=DAY, now=NOW)
        assert builders.message(session, person, "before").channel == "post"
    assert send(database, phones, mails) == Sent(sent=1)
    code = re.search(r"[0-9]{6}", phones.bodies[0])
    assert code
    with database.unit_of_work() as session:
        assert not mobiles.confirm(session, actor, "1" + code[0][:5], NOW)
        assert mobiles.confirm(session, actor, f"{code[0][:3]} {code[0][3:]}", NOW)
        assert (
            builders.message(session, session.get_one(Person, actor.id), "after").channel == "sms"
        )
    assert send(database, phones, mails) == Sent(sent=1)
    assert len(phones.taken) == 2
    assert {sms.to for sms in phones.taken.values()} == {NUMBER}
    assert steps(database, "after") == [("sent", "sms")]


def test_a_text_message_says_only_that_there_is_news(embedded: Database) -> None:
    phones = Phones()
    with embedded.unit_of_work() as session:
        person = builders.person(session, name="Test Name")
        agree_to_sms(session, person)
        told = builders.message(session, person, "told")
        told.kind, told.content = "letter", {"amount": 12_345, "number": "C1"}
    send(embedded, phones, Mails())
    body = phones.bodies[-1]
    assert "portal.example.org" in body
    assert not re.search(r"[0-9]", body)
    assert "Test" not in body


def test_wrong_codes_and_late_ones_open_nothing_and_codes_are_few(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        actor = person_actor(builders.person(session))
        made = mobiles.choose(session, actor, NUMBER, minutes=15, on=DAY, now=NOW)
        assert made is not None
        code = mobiles.code_of(session, made)
        with pytest.raises(NotNow, match="error-sms-over"):
            mobiles.confirm(session, actor, code, NOW + timedelta(minutes=15))
        for _ in range(mobiles.MOST_WRONG):
            assert not mobiles.confirm(session, actor, "x", NOW)
        with pytest.raises(NotNow, match="error-sms-over"):
            mobiles.confirm(session, actor, code, NOW)
        for _ in range(mobiles.MOST_A_DAY - 1):
            mobiles.choose(session, actor, f"{NUMBER[:-1]}{_}", minutes=15, on=DAY, now=NOW)
        with pytest.raises(NotNow, match="error-sms-enough"):
            mobiles.choose(session, actor, "+4512345678", minutes=15, on=DAY, now=NOW)


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("06 1234 5678", "NL", "+31612345678"),
        ("0031 6-12345678", "NL", "+31612345678"),
        ("12 34 56 78", "DK", "+4512345678"),
        ("+49 (151) 2345 6789", "DK", "+4915123456789"),
        ("06", "NL", None),
        ("six", "NL", None),
    ],
)
def test_numbers_are_kept_as_they_are_called_from_anywhere(
    typed: str, country: str, number: str | None
) -> None:
    assert mobiles.normal(typed, country) == number


def test_what_does_not_arrive_by_mail_goes_to_the_phone_and_then_on_paper(
    embedded: Database,
) -> None:
    phones, mails = Phones(), Mails()
    with embedded.unit_of_work() as session:
        person = builders.person(session)
        agree_to_sms(session, person)
        agree_to_mail(session, person)
        assert builders.message(session, person, "told").channel == "mail"
    send(embedded, phones, mails)
    mails.troubles = [GONE]
    with embedded.unit_of_work() as session:
        person = session.exec(select(Person)).one()
        builders.message(session, person, "second")
    assert send(embedded, phones, mails).failed == 1
    assert steps(embedded, "told") == [("sent", "mail")]
    assert steps(embedded, "second")[0] == ("undelivered", "mail")
    assert steps(embedded, "second")[1:] == [("sent", "sms")]
    [receipt] = [f"receipt-{key}" for key in phones.taken if "news" in phones.taken[key].body]
    phones.fates[receipt] = "undelivered"
    send(embedded, phones, mails)
    assert steps(embedded, "second")[2:] == [("undelivered", "sms")]
    with embedded.unit_of_work() as session:
        staff = staff_actor(builders.staff(session))
        [lost] = messages.not_arrived(session, staff, NOW)
        assert (lost.message.key, lost.again) == ("second", "")
        assert "second" in {
            one.key for one, _ in printing.waiting(session, load("oss"), staff, DAY)
        }


def test_a_message_that_arrived_is_known_to_and_a_copy_of_it_is_kept(embedded: Database) -> None:
    phones = Phones()
    with embedded.unit_of_work() as session:
        person = builders.person(session)
        agree_to_sms(session, person)
        builders.message(session, person, "told")
    send(embedded, phones, Mails())
    key = next(key for key, sms in phones.taken.items() if "news" in sms.body)
    phones.fates[f"receipt-{key}"] = "delivered"
    send(embedded, phones, Mails())
    assert steps(embedded, "told") == [("sent", "sms"), ("delivered", "sms")]
    with embedded.reading() as session:
        person = session.exec(select(Person)).one()
        assert person.id is not None
        (told, [sent, _]), (asked, [code]) = deliveries.sent_to(session, person.id)
        assert (sent.sent_to, sent.body) == (NUMBER, phones.taken[key].body)
        assert code.body == "", "what lets somebody in is not kept"
        assert (told.key, asked.kind) == ("told", "confirm-sms")


def test_staff_send_again_by_a_way_that_was_agreed_to_since(embedded: Database) -> None:
    phones, mails = Phones(), Mails()
    with embedded.unit_of_work() as session:
        person = builders.person(session)
        agree_to_mail(session, person)
        builders.message(session, person, "told")
    mails.troubles = [GONE, GONE]
    send(embedded, phones, mails)
    with embedded.unit_of_work() as session:
        staff = staff_actor(builders.staff(session))
        told = session.exec(select(Outgoing).where(Outgoing.key == "told")).one()
        assert (told.state, session.exec(select(Person.messages_by)).one()) == ("failed", "post")
        assert told.id is not None
        with pytest.raises(NotNow):
            messages.send_again(session, staff, told.id, NOW)
        agree_to_sms(session, session.exec(select(Person)).one())
        messages.send_again(session, staff, told.id, NOW)
    send(embedded, phones, mails)
    assert steps(embedded, "told") == [("undelivered", "mail"), ("sent", "sms")]


def test_consent_to_one_way_ends_without_the_other(embedded: Database) -> None:
    with embedded.unit_of_work() as session:
        person = builders.person(session)
        actor = agree_to_sms(session, person)
        agree_to_mail(session, person)
        assert (person.messages_by, ways.agreed(session, actor.id)) == ("mail", ["mail", "sms"])
        ways.stop(session, actor, "mail", NOW)
        assert (person.messages_by, ways.agreed(session, actor.id)) == ("sms", ["sms"])
        ways.choose_post(session, actor, NOW)
        assert (person.messages_by, ways.agreed(session, actor.id)) == ("post", [])
        assert builders.message(session, person).channel == "post"

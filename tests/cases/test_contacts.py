"""What was said with people is noted, can be corrected, and stays to be read."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal.cases.contacts import log
from portal.cases.contacts.log import Noted
from portal.cases.contacts.models import MISTAKE, Contact
from portal.errors import Conflict, NotAllowed, NotFound, NotNow
from portal.municipality import load
from portal.people.actors import Actor, person_actor, staff_actor
from portal.people.models import AuditEvent, Person
from tests import builders
from tests.builders import DAY, NOW

TOWN = load("norddjurs")
CALL = Noted("k1", DAY, "phone", "out", "will_pay", "Pays on Friday, after the wages.")


@pytest.fixture
def worker(session: Session) -> Actor:
    return staff_actor(builders.staff(session))


@pytest.fixture
def owner(session: Session) -> Person:
    return builders.person(session)


def note(session: Session, who: Actor, owner: Person, noted: Noted, **more: Any) -> Contact:
    return log.note(session, TOWN, who, owner.ref, noted, on=DAY, now=NOW, **more)


def correct(session: Session, who: Actor, owner: Person, old: Contact, noted: Noted) -> Contact:
    return log.correct(session, TOWN, who, owner.ref, old.ref, noted, on=DAY, now=NOW)


def test_the_newest_contact_stands_in_front_with_who_noted_it(
    session: Session, worker: Actor, owner: Person
) -> None:
    note(session, worker, owner, CALL)
    note(
        session, worker, owner, Noted("k2", DAY - timedelta(3), "desk", "in", "informed", "Asked.")
    )
    found = log.of_person(session, owner.id or 0, 10)
    assert [(one.contact.outcome, one.by) for one in found] == [
        ("will_pay", worker.name),
        ("informed", worker.name),
    ]


def test_a_form_sent_twice_notes_one_contact(
    session: Session, worker: Actor, owner: Person
) -> None:
    assert note(session, worker, owner, CALL) is note(session, worker, owner, CALL)
    assert len(session.exec(select(Contact)).all()) == 1


def test_a_correction_stands_over_the_note_which_stays(
    session: Session, worker: Actor, owner: Person
) -> None:
    case = builders.case(session, owner)
    old = note(session, worker, owner, CALL, case_ref=case.ref)
    new = Noted("k2", DAY, "phone", "out", "wants_plan", "Wants to pay in parts.")
    correct(session, worker, owner, old, new)
    (entry,) = log.of_person(session, owner.id or 0, 10)
    assert (entry.contact.outcome, entry.case) == ("wants_plan", case)
    assert [one.words for one in entry.earlier] == [CALL.words]


def test_the_second_of_two_who_correct_a_note_is_told(
    session: Session, worker: Actor, owner: Person
) -> None:
    old = note(session, worker, owner, CALL)
    correct(
        session, worker, owner, old, Noted("k2", DAY, "phone", "in", "informed", "They called.")
    )
    with pytest.raises(Conflict):
        correct(session, worker, owner, old, Noted("k3", DAY, "mail", "in", "informed", "A mail."))


def test_a_note_about_somebody_else_is_taken_away_with_a_reason(
    session: Session, worker: Actor, owner: Person
) -> None:
    old = note(session, worker, owner, CALL)
    with pytest.raises(NotNow, match="error-contact-words"):
        correct(session, worker, owner, old, Noted("k2", DAY, "phone", "out", MISTAKE))
    correct(
        session, worker, owner, old, Noted("k3", DAY, "phone", "out", MISTAKE, "Their brother.")
    )
    assert log.of_person(session, owner.id or 0, 10)[0].is_mistake


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"held_on": DAY + timedelta(1)}, "error-contact-day"),
        ({"outcome": "angry"}, "error-choose"),
        ({"outcome": MISTAKE}, "error-choose"),
        ({"channel": "pigeon"}, "error-choose"),
        ({"words": " "}, "error-contact-words"),
    ],
)
def test_what_does_not_fit_is_not_noted(
    session: Session, worker: Actor, owner: Person, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(NotNow, match=message):
        note(session, worker, owner, Noted(**(vars(CALL) | fields)))


def test_nobody_reached_needs_no_words(session: Session, worker: Actor, owner: Person) -> None:
    note(session, worker, owner, Noted("k", DAY, "phone", "out", "not_reached"))
    assert log.of_person(session, owner.id or 0, 10)[0].contact.words == ""


def test_only_staff_note_and_only_about_requests_of_the_person(
    session: Session, worker: Actor, owner: Person
) -> None:
    other = builders.case(session, builders.person(session))
    with pytest.raises(NotAllowed):
        note(session, person_actor(owner), owner, CALL)
    with pytest.raises(NotFound):
        note(session, worker, owner, CALL, case_ref=other.ref)


def test_the_record_of_acts_has_the_code_and_no_words(
    session: Session, worker: Actor, owner: Person
) -> None:
    note(session, worker, owner, CALL)
    acts = session.exec(select(AuditEvent).where(AuditEvent.act == "contact:note")).all()
    assert [(one.subject, one.detail) for one in acts] == [(f"person:{owner.ref}", "will_pay")]


@pytest.mark.parametrize("town", ["oss", "norddjurs"])
def test_codes_are_data_of_the_municipality(town: str) -> None:
    assert "will_pay" in log.outcomes(load(town), date(2026, 6, 1))

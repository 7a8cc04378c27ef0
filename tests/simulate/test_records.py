"""The real caseload: who owes, with the facts that are known, read only."""

from datetime import date

from sqlmodel import Session

from portal.cases.models import Answer
from portal.ledger import postings
from portal.municipality import load
from portal.people.models import KnownFact, Person
from portal.rules.facts import FORMS
from portal.rules.offers import offers
from portal.simulate.caseload import Caseload
from portal.simulate.records import recorded
from tests import builders

TOWN = load("oss")
ON = date(2026, 11, 22)


def known(session: Session, owner: Person, **facts: object) -> None:
    assert owner.id is not None
    for name, value in facts.items():
        session.add(
            KnownFact(person_id=owner.id, name=name, value=value, source="source-demo", as_of=ON)
        )


def monthly(amount: int) -> dict[str, object]:
    return {"amount": amount, "period": "month"}


def found_in(session: Session) -> Caseload:
    session.flush()
    return recorded(session, TOWN, ON)


def test_people_stand_in_it_with_what_is_left_and_what_is_known(session: Session) -> None:
    owner = builders.person(session)
    builders.claim(session, owner, 100_00, arose_on=date(2025, 11, 10))
    builders.claim(session, owner, 900_00, arose_on=date(2026, 1, 5))
    known(session, owner, household="single_parent", children=2, income=monthly(2_000_00))
    caseload = found_in(session)
    people = caseload.people
    assert len(caseload) == 1
    assert (people.debt[0], people.income[0], people.children[0]) == (1000_00, 2_000_00, 2)
    assert FORMS[people.form[0]] == "single_parent"
    assert caseload.age[0] == 13
    assert offers(people, TOWN.policy).monthly[0] == 100_00


def test_who_owes_nothing_here_or_whose_income_is_unknown_is_not_in_it(session: Session) -> None:
    unknown, paid, elsewhere, business = (
        builders.person(session),
        builders.person(session),
        builders.person(session),
        builders.person(session, kind="business"),
    )
    for owner in (paid, elsewhere, business):
        known(session, owner, income=monthly(2_000_00))
    builders.claim(session, unknown)
    settled = builders.claim(session, paid, 50_00)
    assert settled.id is not None
    booking = {"key": "w", "booked_on": builders.DAY, "recorded_at": builders.NOW, "actor": "rules"}
    postings.waive(session, settled.id, 50_00, **booking)
    builders.claim(session, elsewhere, stage="transferred", transferred_on=builders.DAY)
    builders.claim(session, business)
    caseload = found_in(session)
    assert (len(caseload), caseload.left_out) == (0, 1)
    assert caseload.why_left_out == {"untold": 1}


def test_it_says_why_somebody_is_not_counted_and_what_is_not_sent_counts_for_nothing(
    session: Session,
) -> None:
    unsure, young, draft, sent = (builders.person(session) for _ in range(4))
    for owner in (unsure, young, draft, sent):
        builders.claim(session, owner)
    known(session, unsure, income={"unknown": True})
    known(session, young, income=monthly(2_000_00), pension_age="under_21")
    for owner, at in ((draft, None), (sent, builders.NOW)):
        case = builders.case(session, owner, state="sent" if at else "draft", sent_at=at)
        told = {"question": "income", "value": monthly(1_900_00), "answered_at": builders.NOW}
        session.add(Answer(case_id=case.id, **told))
    caseload = found_in(session)
    assert caseload.people.income.tolist() == [1_900_00]
    assert caseload.why_left_out == {"unsure": 1, "young": 1, "untold": 1}

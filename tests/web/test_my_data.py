"""My data: seen, taken along, put right, thrown away; who looked; what the site says of itself."""

import re

from flask import Flask
from jsonschema import Draft202012Validator
from sqlmodel import select

from portal.cases.kept.parts import PERSON
from portal.cases.models import Answer, Case
from portal.people.looks import Looked, keep
from portal.people.models import AuditEvent, Person
from portal.people.typed import TypedForm
from tests.structure.test_catalogues import texts
from tests.web.conftest import Visitor, moment, words

SEVERAL, KNOWN = "demo-several", "demo-over-minimum"


def test_it_is_seen_and_taken_along_as_the_schema_says(oss: Flask) -> None:
    resident = Visitor(oss, SEVERAL)
    page = words(resident.get("/my-data"))
    assert "B. Proefman" in page
    assert "Voorbeeldstraat 2" in page
    taken = resident.get("/my-data.json")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert taken.json is not None
    path = taken.json["$schema"].removeprefix("http://localhost")
    shape = oss.test_client().get(path).json  # for everyone: who checks a file is not signed in
    Draft202012Validator(shape).validate(taken.json)
    assert {claim["balance"] for claim in taken.json["financial_claims"]} >= {"742.16", "125.00"}
    with oss.extensions["portal"].database.reading() as session:
        acts = session.exec(select(AuditEvent.act).where(AuditEvent.act == "data:take")).all()
    assert len(acts) == 1


def test_everything_kept_has_a_name(oss: Flask) -> None:
    lists = [part for part in PERSON.parts if not part.is_one]
    named = {f"my-data-kept-{part.name}".replace("_", "-") for part in lists}
    assert named - {"my-data-kept-facts"} <= set(texts("en"))


def test_a_fact_that_is_not_right_goes_to_staff_as_a_question(oss: Flask) -> None:
    resident = Visitor(oss, SEVERAL)
    form = resident.get("/my-data/correct/address")
    given = re.search(r"<textarea[^>]*>(.*?)</textarea>", form.text, re.DOTALL)
    assert given is not None
    assert "Voorbeeldstraat 2" in given[1]
    unchanged = resident.post("/my-data/correct/address", words=given[1])
    assert unchanged.status_code == 422
    check = resident.post("/my-data/correct/address", words="Address: it is number 3.")
    assert check.request.path.endswith("/check")
    resident.send(check)
    case, told = question(oss)
    assert (case.state, told) == ("sent", "Address: it is number 3.")


def test_a_second_fact_joins_a_question_that_was_not_sent(oss: Flask) -> None:
    resident = Visitor(oss, SEVERAL)
    resident.post("/my-data/correct/address", words="It is number 3.")
    resident.post("/my-data/correct/name", words="With an F.")
    assert question(oss)[1] == "It is number 3.\n\nWith an F."


def question(app: Flask) -> tuple[Case, str]:
    with app.extensions["portal"].database.reading() as session:
        case = session.exec(select(Case).where(Case.ask == "question")).one()
        told = session.exec(select(Answer.value).where(Answer.case_id == case.id)).one()
    return case, told


def test_nothing_can_be_asked_of_a_fact_there_is_not(oss: Flask) -> None:
    assert Visitor(oss, SEVERAL).get("/my-data/correct/number").status_code == 404


def test_what_was_never_sent_goes_when_its_owner_says_so(oss: Flask) -> None:
    resident, other = Visitor(oss, SEVERAL), Visitor(oss, KNOWN)
    for visitor in (resident, other):
        visitor.post("/my-data/correct/name", words="With an F.")
    resident_id = typed_something(oss)
    assert "1" in words(resident.get("/my-data/unsent"))
    resident.post("/my-data/unsent")
    with oss.extensions["portal"].database.reading() as session:
        left = session.exec(select(Case.person_id).where(Case.state == "draft")).all()
        assert resident_id not in left
        assert len(left) == 1
        assert session.exec(select(TypedForm)).all() == []


def typed_something(app: Flask) -> int:
    """A page was being typed on when the first who began something was signed out."""
    with app.extensions["portal"].database.unit_of_work() as session:
        case = session.exec(select(Case).where(Case.state == "draft").order_by(Case.id)).first()
        form = {"reasons": ["I was ill."]}
        session.add(
            TypedForm(person_id=case.person_id, path="/cases/x", fields=form, typed_at=moment())
        )
        return int(case.person_id)


def test_a_look_can_be_read_by_whom_it_was_about_and_nobody_else(oss: Flask) -> None:
    with oss.extensions["portal"].database.unit_of_work() as session:
        owner = session.exec(select(Person).where(Person.ref == SEVERAL)).one()
        seen = Looked(
            at=moment(),
            actor="staff:demo-worker",
            act="person:look",
            subject=f"person:{SEVERAL}",
            detail="",
            person_id=owner.id,
        )
        keep(session, [seen] * 31)
    mine, others = Visitor(oss, SEVERAL), Visitor(oss, KNOWN)
    page = mine.get("/my-data/looks")
    told = "Staff of the municipality: the page about you"
    assert words(page).count(told) == 30
    older = re.search(r'href="(/my-data/looks/\d+)"', page.text)
    assert older is not None
    assert words(mine.get(older[1])).count(told) == 1
    assert "Nobody opened a page about you yet" in words(others.get("/my-data/looks"))
    assert others.get(older[1]).text.count("Staff of the municipality:") == 0


def test_each_statement_names_whom_to_turn_to_and_the_rules_in_force(norddjurs: Flask) -> None:
    guest = norddjurs.test_client()
    links = guest.get("/about").text
    policy = norddjurs.extensions["portal"].town.policy
    today = norddjurs.extensions["portal"].clock.today()
    for path, told in {
        "/privacy": "Datatilsynet",
        "/accessibility": "Digitaliseringsstyrelsen",
        "/algorithms": policy.digest(today),
    }.items():
        assert f'href="{path}"' in links
        assert told in guest.get(path).text
    assert 'href="/about"' in guest.get("/").text


def test_what_is_told_of_how_long_is_what_the_night_does(norddjurs: Flask) -> None:
    parts = norddjurs.extensions["portal"]
    months = parts.town.terms.number("keep_facts_months", parts.clock.today())
    told = norddjurs.test_client().get("/privacy", headers={"Accept-Language": "en"}).text
    assert f"delete {months} months after it is over" in told

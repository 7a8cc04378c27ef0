"""A claim two people owe: each sees it, and nothing of the other on any page; staff change who."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from portal import texts
from portal.cases import letters
from portal.cases.models import Case, Letter
from portal.check import broken
from portal.ledger.incoming import Money, receive
from portal.ledger.joint import naming
from portal.ledger.joint.liable import By
from portal.ledger.models import Claim, Plan
from portal.people.actors import staff_actor
from portal.people.models import Person, StaffMember
from tests.web.conftest import MEANS, TODAY, Visitor, moment, words

FIRST, OTHER = "demo-several", "demo-small-debt"
REASON = "They signed the agreement together."
GRANTED = "6 February 2027"
"""The day until which the first person gets more time."""
YESTERDAY = TODAY - timedelta(days=1)
LINK = re.compile(r'href="(/[^"#]*)"')


def within(app: Flask, act: Callable[[Session], object]) -> None:
    with app.extensions["portal"].database.unit_of_work() as session:
        act(session)


def person(session: Session, ref: str) -> Person:
    return session.exec(select(Person).where(Person.ref == ref)).one()


def theirs(session: Session) -> Claim:
    """The claim of the first person that the other owes too: the largest one that is open."""
    owner = person(session, FIRST)
    open_ones = select(Claim).where(Claim.person_id == owner.id, Claim.stage == "open")
    return max(session.exec(open_ones).all(), key=lambda claim: claim.principal)


def name_the_other(session: Session) -> None:
    staff = session.exec(select(StaffMember).where(StaffMember.ref == "demo-worker")).one()
    by = By(staff_actor(staff), REASON, moment(), TODAY)
    naming.name_one_more(session, by, theirs(session), person(session, OTHER))


def write_letter(session: Session) -> None:
    owner, claim = person(session, FIRST), theirs(session)
    content = {
        "name": owner.name,
        "address": owner.address,
        "made_on": TODAY.isoformat(),
        "number": claim.number,
        "description": claim.description,
        "whole": False,
        "off": 1_00,
        "left": claim.principal - 1_00,
        "unit": claim.unit,
        "unit_phone": claim.unit_phone,
    }
    letters.write(
        session,
        person_id=owner.id or 0,
        kind="claim-lowered",
        content=content,
        made_on=TODAY,
        claim_id=claim.id,
    )


def withhold(session: Session) -> None:
    """Money held back from the first person's benefit."""
    owner, claim = person(session, FIRST), theirs(session)
    money = Money("benefit", "withheld", YESTERDAY, 11_11, person_id=owner.id)
    order = ("fee", "interest", "principal")
    receive(session, money, claim.id, order, now=moment(YESTERDAY), actor="import")


@pytest.fixture
def joint(oss: Flask) -> Flask:
    """The first person has a plan, a request for more time, a letter, and money withheld."""
    within(oss, name_the_other)
    within(oss, withhold)
    with oss.extensions["portal"].database.reading() as session:
        claim = theirs(session).ref
    visitor = Visitor(oss, FIRST)
    months = {"way": {"way": "months"}, "months": {"months": "7"}}
    page = visitor.ask("plan", MEANS | months, [claim])
    visitor.send(page)
    more = {"pause": {"pause": "3"}, "story": {"story": "My roof leaks."}}
    visitor.send(visitor.ask("deferral", MEANS | more, [claim]))
    within(oss, write_letter)
    assert visitor.post(f"/claims/{claim}/paid-by-bank").status_code == 200
    assert "on its way" in words(visitor.get(f"/claims/{claim}"))
    return oss


def every_page(visitor: Visitor) -> dict[str, TestResponse]:
    """Open every page that links lead to, from the overview on."""
    found: dict[str, TestResponse] = {}
    waiting = ["/overview", "/cases", "/messages"]
    while waiting:
        path = waiting.pop()
        if path not in found and not path.startswith(("/static", "/theme", "/rules", "/sign")):
            found[path] = visitor.get(path)
            is_page = found[path].mimetype == "text/html"
            links = LINK.findall(found[path].text) if is_page else []
            waiting += [link.replace("&amp;", "&") for link in links]
    return {path: page for path, page in found.items() if page.mimetype == "text/html"}


def secrets(session: Session) -> dict[str, str]:
    """What of the first person the other must not see, by what it is."""
    owner = person(session, FIRST)
    plans = session.exec(select(Plan).where(Plan.person_id == owner.id)).all()
    cases = session.exec(select(Case).where(Case.person_id == owner.id)).all()
    written = session.exec(select(Letter).where(Letter.person_id == owner.id)).all()
    assert plans
    assert len(cases) > 1
    assert len(written) > 1
    return {
        "name": owner.name,
        "address": owner.address,
        "reference": owner.ref,
        "amount of the plan": texts.figures("en", max(plan.monthly for plan in plans)),
        "story": "My roof leaks.",
        "income": "2,000.00",
        "benefit": "ithheld",
        "money on its way": "on its way",
        **{f"plan {plan.ref}": plan.ref for plan in plans},
        **{f"request {case.ref}": case.ref for case in cases},
        **{f"letter {letter.ref}": letter.ref for letter in written},
    }


def test_nothing_of_the_other_is_on_any_page(joint: Flask) -> None:
    with joint.extensions["portal"].database.reading() as session:
        hidden, claim = secrets(session), theirs(session).ref
    pages = every_page(Visitor(joint, OTHER))
    assert f"/claims/{claim}" in pages
    told = {path: page.text for path, page in pages.items() if page.status_code == 200}
    assert len(told) > 5
    leaks = [
        (path, what) for path, text in told.items() for what, sign in hidden.items() if sign in text
    ]
    assert leaks == []
    own = every_page(Visitor(joint, FIRST))
    seen = {what for page in own.values() for what, sign in hidden.items() if sign in page.text}
    assert {"name", "amount of the plan", "story"} <= seen


def test_who_owes_it_too_reads_that_collecting_stands_still_and_never_why(oss: Flask) -> None:
    """One has it in a plan of their own; the other asks, and gets more time."""
    within(oss, name_the_other)
    with oss.extensions["portal"].database.reading() as session:
        claim = theirs(session)
    path, other = f"/claims/{claim.ref}", Visitor(oss, OTHER)
    months = {"way": {"way": "months"}, "months": {"months": "7"}}
    other.send(other.ask("plan", MEANS | months, [claim.ref]))
    plan = re.search(r"/plans/[\w-]+", other.get(path).text)
    assert plan is not None

    def read() -> list[str]:
        return [words(other.get(one)) for one in (path, plan[0])]

    assert not any(texts.text("en", "still-title") in page for page in read())
    first = Visitor(oss, FIRST)
    more = {"pause": {"pause": "3"}, "story": {"story": "My roof leaks."}}
    first.send(first.ask("deferral", MEANS | more, [claim.ref]))
    asked = read()
    assert all(texts.text("en", "still-title") in page for page in asked)
    assert texts.text("en", "still-for-now") in asked[0]
    assert texts.text("en", "still-for-now") not in words(first.get(path)), "it says that it waits"
    grant(oss, first)
    assert read() == asked, "a request and what was granted read the same"


def grant(app: Flask, visitor: Visitor) -> None:
    """Give more time."""
    with app.extensions["portal"].database.reading() as session:
        case = session.exec(select(Case).where(Case.ask == "deferral")).one()
    until = TODAY + timedelta(days=77)
    fields = {"version": str(case.version), "outcome": "other", "until": until.isoformat()}
    Visitor(app, "demo-worker").post(f"/staff/cases/{case.ref}/decisions", **fields, reason=REASON)
    assert GRANTED in words(visitor.get(f"/cases/{case.ref}"))


def test_the_pages_of_the_other_are_not_found(joint: Flask) -> None:
    with joint.extensions["portal"].database.reading() as session:
        owner = person(session, FIRST)
        cases = session.exec(select(Case).where(Case.person_id == owner.id)).all()
        written = session.exec(select(Letter).where(Letter.person_id == owner.id)).all()
        paths = [f"/cases/{case.ref}{more}" for case in cases for more in ("", "/receipt")]
        paths += [f"/letters/{letter.ref}" for letter in written]
    visitor = Visitor(joint, OTHER)
    assert {visitor.get(path).status_code for path in paths} == {404}


def test_the_claim_says_that_others_owe_it_and_what_that_means(joint: Flask) -> None:
    with joint.extensions["portal"].database.reading() as session:
        claim = theirs(session).ref
    for who in (FIRST, OTHER):
        shown = words(Visitor(joint, who).get(f"/claims/{claim}"))
        assert "Someone else owes this claim too." in shown
        assert "We can ask each of you for the whole amount." in shown
    assert "Money received" in shown or "Payment" in shown


def sound(app: Flask) -> list[str]:
    with app.extensions["portal"].database.reading() as session:
        return broken(session)


def test_staff_name_somebody_let_somebody_off_and_take_it_back(oss: Flask) -> None:
    with oss.extensions["portal"].database.reading() as session:
        claim = theirs(session).ref
    worker = Visitor(oss, "demo-worker")
    assert f"/staff/claims/{claim}/debtors" in worker.get(f"/staff/people/{FIRST}").text
    path = f"/staff/claims/{claim}/debtors"
    given = {"scheme": "bsn", "number": "9999 90 135", "name": "P. Nieuw", "reason": REASON}
    page = worker.post(path, **given | {"number": "999990136"})
    assert page.status_code == 422
    assert "P. Nieuw" in page.text
    page = worker.post(path, **given)
    assert page.status_code == 200, words(page)
    (ref,) = set(re.findall(r'/debtors/([^"/]+)"', page.text)) - {FIRST}
    assert worker.post(f"{path}/{ref}", act="release", reason="short").status_code == 422
    assert "let off" in words(worker.post(f"{path}/{FIRST}", act="release", reason=REASON))
    assert claim not in Visitor(oss, FIRST).get("/overview").text
    worker.post(f"{path}/{FIRST}", act="undo", reason=REASON)
    assert claim in Visitor(oss, FIRST).get("/overview").text
    worker.post(f"{path}/{ref}", act="release", reason=REASON)
    assert worker.post(f"{path}/{FIRST}", act="release", reason=REASON).status_code == 409
    assert sound(oss) == []


def test_more_time_for_one_is_no_more_time_for_the_other(joint: Flask) -> None:
    with joint.extensions["portal"].database.reading() as session:
        claim = theirs(session)
    grant(joint, Visitor(joint, FIRST))
    others = Visitor(joint, OTHER)
    for path in ("/overview", f"/claims/{claim.ref}"):
        assert GRANTED not in words(others.get(path))
    assert sound(joint) == []


def test_staff_let_everyone_go_only_by_saying_so(joint: Flask) -> None:
    more = {"story": {"story": "I was ill."}}
    with joint.extensions["portal"].database.reading() as session:
        claim = theirs(session).ref
    asker = Visitor(joint, OTHER)
    asker.send(asker.ask("remission", MEANS | more, [claim]))
    worker = Visitor(joint, "demo-worker")
    with joint.extensions["portal"].database.reading() as session:
        case = session.exec(select(Case).where(Case.ask == "remission")).one()
    assert 'name="everyone"' in worker.get(f"/staff/cases/{case.ref}").text
    fields = {"version": str(case.version), "outcome": "as_asked", "reason": REASON}
    worker.post(f"/staff/cases/{case.ref}/decisions", **fields)
    assert "Someone else owes" not in words(Visitor(joint, FIRST).get(f"/claims/{claim}"))
    assert Visitor(joint, OTHER).get(f"/claims/{claim}").status_code == 404
    assert "Dit geldt voor u. Anderen" in words(asker.get(f"/letters/{letter_of(joint, case)}"))
    assert sound(joint) == []


def letter_of(app: Flask, case: Case) -> str:
    with app.extensions["portal"].database.reading() as session:
        return session.exec(select(Letter.ref).where(Letter.case_id == case.id)).one()

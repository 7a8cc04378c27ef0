"""Acting for someone on the pages: what a helper sees, and that everybody sees who acts."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from portal.cases.models import Case, Letter
from portal.ledger import own
from portal.ledger.models import Claim, Plan
from portal.people.acting import leave
from portal.people.actors import Permission, Scope, person_actor
from portal.people.models import AuditEvent, Person
from tests.web import acting_forms
from tests.web.conftest import MEANS, TODAY, Visitor, moment, words

HELPER, PRINCIPAL = "demo-couple", "demo-several"
SWITCHES = {"citizen.acting", "citizen.acting_begin", "citizen.acting_stop"}


def allow(app: Flask, *rights: Permission, only: Scope | None = None) -> str:
    """Let the helper act for the principal; return the reference of the leave."""
    with app.extensions["portal"].database.unit_of_work() as session:
        principal, helper = (
            session.exec(select(Person).where(Person.ref == ref)).one()
            for ref in (PRINCIPAL, HELPER)
        )
        terms = leave.Terms("standing", frozenset(rights), TODAY, only=only)
        by = person_actor(principal)
        return leave.give(session, by, principal, helper, terms, moment()).ref


def claims_of(session: Session, ref: str) -> list[Claim]:
    """The claims of someone, oldest first."""
    person = session.exec(select(Person).where(Person.ref == ref)).one()
    ids = [view.id for view in own.views(session, person_actor(person), TODAY)]
    return list(session.exec(select(Claim).where(col(Claim.id).in_(ids)).order_by(col(Claim.id))))


def test_every_page_says_for_whom_one_acts_until_one_stops(oss: Flask) -> None:
    ref = allow(oss, *Permission)
    helper = Visitor(oss, HELPER)
    assert "Act for" in words(helper.get("/acting"))
    page = helper.post("/acting", acting=ref)
    assert page.request.path == "/overview"
    for path in ("/overview", "/ask", "/cases", "/messages", "/nothing-here"):
        assert 'class="acting"' in helper.get(path).text, path
    assert "“You” on these pages means B. Proefman" in helper.get("/ask").text
    stopped = helper.post("/acting/stop")
    assert 'class="acting"' not in stopped.text
    with oss.extensions["portal"].database.reading() as session:
        acts = select(AuditEvent.actor).where(col(AuditEvent.act) == "acting:begin")
        assert session.exec(acts).all() == [f"helper:{HELPER} for resident:{PRINCIPAL}"]


def test_a_leave_of_somebody_else_is_not_found(oss: Flask) -> None:
    ref = allow(oss, *Permission)
    assert Visitor(oss, "demo-time-bar").post("/acting", acting=ref).status_code == 404
    assert Visitor(oss, HELPER).post("/acting", acting="none").status_code == 404
    assert Visitor(oss, HELPER).post("/acting").status_code == 404


def test_who_may_only_look_is_shown_nothing_to_press(oss: Flask) -> None:
    ref = allow(oss, Permission.OWN_CLAIMS)
    helper = Visitor(oss, HELPER)
    page = helper.post("/acting", acting=ref)
    assert "/ask" not in page.text
    claim = re.search(r"/claims/[\w-]+", page.text)
    assert claim
    shown = helper.get(claim[0])
    assert shown.status_code == 200
    assert "/pay" not in shown.text
    assert "/ask" not in shown.text
    assert helper.get(f"{claim[0]}/pay").status_code == 404


@pytest.mark.parametrize(
    ("ask", "answers"),
    [("remission", MEANS), ("question", {"asking": {"asking": "When will you write to me?"}})],
)
def test_who_may_only_look_at_a_request_is_not_offered_to_write_or_withdraw(
    oss: Flask, ask: str, answers: dict[str, dict[str, object]]
) -> None:
    own_visit, helper = Visitor(oss, PRINCIPAL), Visitor(oss, HELPER)
    sent = own_visit.send(own_visit.ask(ask, answers))
    helper.post("/acting", acting=allow(oss, Permission.OWN_CLAIMS, Permission.OWN_CASES))
    shown = helper.get(sent.request.path)
    for page in ("/messages", "/withdrawal", "/evidence"):
        assert f'{sent.request.path}{page}"' in sent.text
        assert f'{sent.request.path}{page}"' not in shown.text


@pytest.fixture
def limited(oss: Flask) -> tuple[Visitor, dict[str, str], Flask]:
    """A helper with every right on one claim; and all that is out of their reach, by name."""
    own_visit = Visitor(oss, PRINCIPAL)
    own_visit.post("/ask", ask="deferral")
    with oss.extensions["portal"].database.reading() as session:
        person = session.exec(select(Person).where(Person.ref == PRINCIPAL)).one()
        plan = session.exec(select(Plan).where(Plan.person_id == person.id)).one()
        owed = claims_of(session, PRINCIPAL)
        views = {view.id: view for view in own.views(session, person_actor(person), TODAY)}
        seen = next(one for one in owed if views[one.id].plan is None)
        outside = {f"claim {one.number}": one.ref for one in owed if one.ref != seen.ref}
        outside["plan"] = plan.ref
        cases = session.exec(select(Case).where(Case.person_id == person.id))
        outside |= {f"case {case.ask}": case.ref for case in cases}
        sent = session.exec(select(Letter).where(Letter.person_id == person.id))
        outside |= {
            f"letter {letter.id}": letter.ref for letter in sent if letter.claim_id != seen.id
        }
    only = Scope(claims=frozenset({seen.ref}))
    ref = allow(oss, *Permission, only=only)
    helper = Visitor(oss, HELPER)
    assert helper.post("/acting", acting=ref).status_code == 200
    return helper, outside, oss


NAMES = {"question": "income", "ask": "deferral", "what": "plans", "side": "helper"}
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")


def addresses(app: Flask, ref: str) -> Iterator[tuple[str, str, bool]]:
    """Every route of residents with its methods, filled with a reference, and if it has one."""
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        if not str(permission).startswith("own:") or rule.endpoint in SWITCHES:
            continue
        found = {name: kind for kind, name in _PART.findall(rule.rule)}
        filled = {name: "1" if kind else NAMES.get(name, ref) for name, kind in found.items()}
        address = _PART.sub(lambda part, filled=filled: filled[part[2]], rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, address, ref in filled.values()


def test_who_is_limited_to_one_claim_meets_nothing_else(
    limited: tuple[Visitor, dict[str, str], Flask],
) -> None:
    helper, outside, app = limited
    assert len(outside) >= 4, "a claim, a plan, a request and a letter"
    answers = {
        (name, method, address): helper.client.open(address, method=method).status_code
        for name, ref in outside.items()
        for method, address, has_ref in addresses(app, ref)
        if has_ref
    }
    assert {way: status for way, status in answers.items() if status != 404} == {}


def test_no_list_names_what_is_out_of_reach(
    limited: tuple[Visitor, dict[str, str], Flask],
) -> None:
    helper, outside, app = limited
    for method, address, has_ref in addresses(app, "x"):
        if not has_ref and method == "GET":
            page = helper.client.open(address, method=method)
            named = [name for name, ref in outside.items() if ref in page.text]
            assert named == [], address


def test_a_limited_helper_sees_the_claim_that_was_lent(
    limited: tuple[Visitor, dict[str, str], Flask],
) -> None:
    helper, _, _ = limited
    page = helper.get("/overview")
    (claim,) = set(re.findall(r"/claims/[\w-]+", page.text))
    assert helper.get(claim).status_code == 200


def test_a_mandate_from_the_page_to_the_answer_of_staff(oss: Flask) -> None:
    """Somebody registers their administrator; staff say yes; both see it, and it can be ended."""
    resident, worker = Visitor(oss, PRINCIPAL), Visitor(oss, "demo-worker")
    fields = acting_forms.REGISTER | {"until": ""}
    assert resident.post("/acting/new/principal", **fields | {"number": "1"}).status_code == 422
    page = resident.post("/acting/new/principal", **fields)
    assert "A member of staff looks at it" in words(page)
    (answer,) = set(re.findall(r"/staff/acting/[\w-]+", worker.get("/staff/acting").text))
    asked = worker.get(answer)
    assert "not known here yet" in words(asked)
    assert "999990135" not in asked.text
    assert worker.post(answer, version="1", says="no", reason="").status_code == 422
    worker.post(answer, version="1", says="yes", until="2027-01-01", reason="")
    assert "Registered" in words(resident.get("/acting"))
    shown = resident.get("/helpers")
    assert "Somebody Kind" in words(shown)
    assert "They have not looked at anything yet" in words(shown)
    assert "Somebody Kind acts for them" in words(worker.get(f"/staff/people/{PRINCIPAL}"))
    (end,) = set(re.findall(r"/acting/[\w-]+/end", shown.text))
    assert "Nobody acts for you" in words(resident.post(end))
    told = words(resident.get("/letters"))
    assert "Iemand mag namens een ander handelen" in told


def test_the_number_on_the_telephone_page_finds_the_caller(oss: Flask) -> None:
    shown = Visitor(oss, PRINCIPAL).get("/by-phone")
    number = re.search(r'class="code">(\d{3} \d{3})<', shown.text)
    assert number
    assert "1,867.16" in words(shown)
    found = Visitor(oss, "demo-worker").post("/staff/people", q=number[1])
    assert f"/staff/people/{PRINCIPAL}" in found.text


def test_a_code_from_the_page_to_a_helper_whose_looks_are_seen_until_it_is_ended(
    oss: Flask,
) -> None:
    owner = Visitor(oss, PRINCIPAL)
    made = owner.post("/helpers/new/all", **acting_forms.LEND)
    code = re.search(r'code">(\d{4} \d{4} \d{4})<', made.text)
    assert code
    helper = Visitor(oss, "nobody")
    wrong = helper.post("/helping", **acting_forms.COME | {"code": "0000 0000 0000"})
    assert wrong.status_code == 422
    page = helper.post("/helping", **acting_forms.COME | {"code": code[1]})
    assert page.request.path == "/overview"
    assert "Somebody Kind, you act for" in page.text
    (first, *_) = re.findall(r"/claims/[\w-]+", page.text)
    helper.get(first)
    assert "You are helping B. Proefman now" in words(helper.get("/helping"))
    assert "/messages" not in helper.get("/letters").text, "no link to a page that has nothing"
    for closed in ("/helpers", "/by-phone", "/messages", f"{first}/pay", "/direct-debit"):
        assert helper.get(closed).status_code == 404, closed
    seen = words(owner.get("/helpers"))
    assert "Somebody Kind (adviser) came in" in seen
    assert "All claims, " in seen
    assert "A claim, " in seen
    stopped = helper.post("/acting/stop")
    assert stopped.request.path == "/signed-out", "it says so, instead of beginning anew"
    helper.post("/helping", **acting_forms.COME | {"code": code[1]})
    (end,) = set(re.findall(r"/helpers/[\w-]+/end", owner.get("/helpers").text))
    assert "Nobody can look with you now" in words(owner.post(end))
    assert helper.client.get("/overview").status_code == 302, "and asks to sign in"
    again = helper.post("/helping", **acting_forms.COME | {"code": code[1]})
    assert "This code opens nothing now" in words(again)

"""Direct debit and withholding on the pages: given, shown, released by two, ended; the letter."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select

from portal.ledger.debits.models import Collection, DebitBatch, Mandate
from portal.ledger.debits.returns import Told, take
from portal.ledger.models import Claim, Plan
from portal.people.models import AuditEvent, Person
from tests.web.conftest import TODAY, Visitor, moment, words
from tests.web.debit_world import IBAN, batch_waits

GOOD = {"account": IBAN, "holder": "B. Proefman", "agree": "y"}


def plan_of(app: Flask, ref: str) -> str:
    with app.extensions["portal"].database.reading() as session:
        found = select(Plan.ref).join(Person).where(Person.ref == ref, Plan.ended_on == None)  # noqa: E711
        return session.exec(found).first()


def claim_of(app: Flask, ref: str) -> str:
    with app.extensions["portal"].database.reading() as session:
        found = select(Claim.ref).join(Person).where(Person.ref == ref, Claim.stage == "open")
        return session.exec(found).first()


def test_a_resident_gives_a_mandate_sees_it_and_ends_it(oss: Flask) -> None:
    visitor = Visitor(oss, "demo-several")
    path = f"/direct-debit/plans/{plan_of(oss, 'demo-several')}"
    asked = visitor.get(path)
    page = visitor.post(path, **GOOD)
    assert "NL •••• 4300" in words(page)
    assert IBAN not in page.text
    with oss.extensions["portal"].database.reading() as session:
        mandate = session.exec(select(Mandate)).one()
        assert mandate.wording in words(asked), "the words that were shown are kept"
        told = [event.detail for event in session.exec(select(AuditEvent))]
    assert not any(IBAN in detail for detail in told)
    for again in (visitor.get(path), visitor.post(path, **GOOD)):
        assert again.request.path == page.request.path, "who sends it twice sees what runs"
    for _ in range(2):
        assert "Stopped by you" in words(visitor.post(f"{page.request.path}/end"))


def test_what_is_collected_is_not_asked_for_on_any_page(oss: Flask) -> None:
    """Before it begins the pages say that one pays oneself."""
    portal, visitor = oss.extensions["portal"], Visitor(oss, "demo-old-plan")
    claim, plan = claim_of(oss, "demo-old-plan"), plan_of(oss, "demo-old-plan")
    visitor.post(f"/direct-debit/plans/{plan}", **GOOD)
    assert "Pay that yourself" in words(visitor.get(f"/claims/{claim}")), "it comes too soon"
    with portal.database.unit_of_work() as session:
        session.exec(select(Mandate)).one().starts_on = TODAY
    for path in ("/overview", f"/claims/{claim}", "/by-phone"):
        page = words(visitor.get(path))
        assert "On 1 December 2026 we collect the next amount" in page, path
        assert "pay by 1 December 2026" not in page, path
    assert "We collect this on 1 December 2026" in words(visitor.get(f"/plans/{plan}"))
    assert "Do not pay it yourself as well" in words(visitor.get(f"/claims/{claim}/pay"))


def test_what_is_collected_names_its_day_first_and_offers_to_pay_by_hand_second(oss: Flask) -> None:
    portal, visitor = oss.extensions["portal"], Visitor(oss, "demo-old-plan")
    claim, plan = claim_of(oss, "demo-old-plan"), plan_of(oss, "demo-old-plan")
    button = f'class="button primary" href="/claims/{claim}/pay"'
    visitor.post(f"/direct-debit/plans/{plan}", **GOOD)
    for path in (f"/claims/{claim}", f"/plans/{plan}"):
        assert button in visitor.get(path).text, path
    with portal.database.unit_of_work() as session:
        session.exec(select(Mandate)).one().starts_on = TODAY
    for path in (f"/claims/{claim}", f"/plans/{plan}"):
        page = visitor.get(path)
        assert button not in page.text, path
        assert f'href="/claims/{claim}/pay"' in page.text, path
        told = words(page)
        assert told.index("1 December 2026") < told.index("I want to pay it myself"), path


def test_what_came_back_stands_with_the_mandate(oss: Flask) -> None:
    batch_waits(oss)
    portal = oss.extensions["portal"]
    with portal.database.unit_of_work() as session:
        session.exec(select(Collection)).one().state = "returned"
        ref = session.exec(select(Mandate.ref)).one()
    page = words(Visitor(oss, "demo-old-plan").get(f"/direct-debit/{ref}"))
    assert "No collection is announced now" in page
    assert "Given back by your bank" in page


def test_it_is_nobody_elses(oss: Flask) -> None:
    owner, stranger = Visitor(oss, "demo-several"), Visitor(oss, "demo-couple")
    path = f"/direct-debit/plans/{plan_of(oss, 'demo-several')}"
    assert stranger.post(path, **GOOD).status_code == 404
    mandate = owner.post(path, **GOOD).request.path
    for page in (stranger.get(mandate), stranger.post(f"{mandate}/end")):
        assert page.status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [("account", "NL91ABNA0417164301"), ("account", "US64SVBKUS6S3300958879"), ("holder", "")],
)
def test_what_cannot_be_right_is_told_and_nothing_is_lost(
    oss: Flask, field: str, typed: str
) -> None:
    visitor = Visitor(oss, "demo-several")
    page = visitor.post(
        f"/direct-debit/plans/{plan_of(oss, 'demo-several')}", **(GOOD | {field: typed})
    )
    assert page.status_code == 422
    assert "B. Proefman" in page.text or field == "holder"


def test_nothing_filled_in_is_not_called_wrong(oss: Flask) -> None:
    page = words(
        Visitor(oss, "demo-several").post(f"/direct-debit/plans/{plan_of(oss, 'demo-several')}")
    )
    assert "Fill in the account number" in page
    assert "the instalments of my payment plan" in page, "who agrees speaks of themselves"


def test_a_paper_mandate_asks_what_it_is_for_and_for_a_day_not_one_to_come(oss: Flask) -> None:
    worker = Visitor(oss, "demo-worker")
    worker.post("/staff/people/demo-several/access", why="contact")
    page = worker.post("/staff/people/demo-several/mandates/new")
    said = words(page)
    assert page.status_code == 422
    assert ("Choose one of the answers" in said, "Fill in a day" in said) == (True, True)
    assert "after today" not in said


def test_two_people_release_a_batch_and_its_file_is_taken(oss: Flask) -> None:
    ref = batch_waits(oss)
    first, second = Visitor(oss, "demo-worker"), Visitor(oss, "demo-supervisor")
    page = first.get(f"/staff/debits/{ref}")
    assert "Waits to be released" in words(page)
    for who in (first, second):
        version = re.search(r'name="version" value="(\d+)"', who.get(f"/staff/debits/{ref}").text)[
            1
        ]
        page = who.post(
            f"/staff/debits/{ref}/answer", says="yes", reason="I counted them.", version=version
        )
    assert "Released" in words(page)
    file = second.post(f"/staff/debits/{ref}/file")
    assert file.mimetype == "application/xml"
    assert "<CtrlSum>" in file.text
    with oss.extensions["portal"].database.reading() as session:
        assert session.exec(select(DebitBatch.fetched_on)).one() is not None


def test_the_first_to_sign_is_named_and_takes_it_back(oss: Flask) -> None:
    page = f"/staff/debits/{batch_waits(oss)}"
    first = Visitor(oss, "demo-worker")
    first.post(f"{page}/answer", says="yes", reason="I looked at each of them.", version="1")
    assert "/answer" not in first.get(page).text, "who signed does not sign again"
    seen = words(Visitor(oss, "demo-senior").get(page))
    assert ("M. Behandelaar" in seen, "I looked at each of them." in seen) == (True, True)
    first.post(f"{page}/taken-back")
    assert "/answer" in first.get(page).text
    assert "I looked at each of them." not in words(first.get(page))


def test_after_its_day_a_batch_says_what_came_back_and_gives_no_file_again(oss: Flask) -> None:
    page = f"/staff/debits/{batch_waits(oss)}"
    for who, version in (("demo-worker", "1"), ("demo-senior", "2")):
        Visitor(oss, who).post(
            f"{page}/answer", says="yes", reason="I looked at it.", version=version
        )
    worker = Visitor(oss, "demo-worker")
    assert f"{page}/file" in worker.get(page).text
    with oss.extensions["portal"].database.unit_of_work() as session:
        session.exec(select(DebitBatch)).one().collect_on = TODAY
        told = Told("R1", session.exec(select(Collection.ref)).one(), "AC04", TODAY, "report")
        take(session, told, on=TODAY, now=moment(TODAY), actor="import")
    assert "Failed or given back: the account cannot be used" in words(worker.get(page))
    assert f"{page}/file" not in worker.get(page).text
    assert worker.post(f"{page}/file").status_code == 404


def test_the_same_person_twice_is_told_so(oss: Flask) -> None:
    ref = batch_waits(oss)
    worker = Visitor(oss, "demo-worker")
    for version, status in (("1", 200), ("2", 409)):
        page = worker.post(
            f"/staff/debits/{ref}/answer", says="yes", reason="I counted them.", version=version
        )
        assert page.status_code == status


def test_the_danish_numbers_stand_with_their_warning_on_bills_that_come_again(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app("norddjurs")
    with app.extensions["portal"].database.reading() as session:
        wanted = select(Claim.ref, Person.ref).join(Person).where(Claim.kind == "daycare")
        claim, owner = session.exec(wanted.where(Claim.stage == "open")).first()
    visitor = Visitor(app, owner)
    for path in ("/direct-debit", f"/claims/{claim}"):
        page = words(visitor.get(path))
        assert "PBS number 00000000" in page
        assert "Debtor group 00301" in page
        assert "only when the bill is on the statement" in page
    assert visitor.get("/direct-debit/plans/x").status_code == 404


def test_staff_arrange_withholding_within_the_rules_and_the_resident_reads_it(oss: Flask) -> None:
    worker, resident = Visitor(oss, "demo-worker"), Visitor(oss, "demo-benefit")
    claim = claim_of(oss, "demo-benefit")
    path = "/staff/people/demo-benefit/withholding"
    facts = {
        "claims": claim,
        "from_on": "2026-12-01",
        "household": "single",
        "pension_age": "none",
        "sharers": "1",
        "income": "1,419.46",
        "room": "",
    }
    page = worker.post(path, **facts, monthly="70.98")
    assert page.status_code == 422
    assert "€70.97 a month at most" in words(page)
    page = worker.post(path, **facts, monthly="70.97")
    assert "The rules allowed €70.97" in words(page)
    assert "€70.97 a month is withheld" in words(resident.get(f"/claims/{claim}"))
    letter = re.search(r"/letters/[\w-]+", resident.get(f"/claims/{claim}").text)[0]
    text = words(resident.get(letter))
    assert "€70,97" in text or "€ 70,97" in text, "in the person's own language"
    assert "4:93" in text
    listed = worker.post("/staff/withholdings/file")
    assert listed.text.splitlines() == ["month,name,claim,payment_reference,amount"]


def test_a_municipality_without_benefits_withholds_nothing(norddjurs: Flask) -> None:
    worker = Visitor(norddjurs, "demo-worker")
    assert worker.get("/staff/people/demo-mixed/withholding").status_code == 404
    assert "Withholding" not in words(worker.get("/staff/people/demo-mixed"))

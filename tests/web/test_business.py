"""Pages of a business: its books, papers and people, as it, its bookkeeper and its auditor go."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import col, select

from portal.adapters.invoices import Ubl
from portal.cases.models import Case
from portal.ledger.firms import documents
from portal.ledger.models import Claim
from portal.people.guesses import Limits
from portal.people.models import AuditEvent, Person
from portal.web import balance_check
from portal.web.business import people
from tests import builders
from tests.web.conftest import Visitor, all_claims, moment, words

NUMBER = {"demo-business": "00000101"}
CASH = {"cash_in": "20000", "wages": "9000", "taxes": "3000", "rent": "2000", "suppliers": "5500"}


THREE = Limits(tries=3, wait=timedelta(minutes=10))


@pytest.fixture(autouse=True)
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balance_check, "TRIES", THREE)
    monkeypatch.setattr(people, "TRIES", THREE)


@pytest.fixture
def firm(oss: Flask) -> Visitor:
    return Visitor(oss, "demo-business")


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def cents(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_balance_stands_by_branch_and_age_and_as_a_file(firm: Visitor) -> None:
    page = words(firm.get("/business/"))
    assert "Marktkraam · 999900000011" in page
    assert "€1,933.45" in page
    head, *lines = rows(firm.get("/business/balance.csv").data)
    assert sum(cents(line[-1]) for line in lines) == 1_933_45
    assert all(sum(map(cents, line[4:-1])) == cents(line[-1]) for line in lines)
    assert len(head) == 11


def test_a_period_is_chosen_and_the_file_holds_what_the_page_says(firm: Visitor) -> None:
    page = firm.post("/business/account", first="2026-06-01", last="2026-10-31")
    assert page.request.path == "/business/account/2026-06-01/2026-10-31"
    _, opening, *lines, closing = rows(firm.get(f"{page.request.path}.csv").data)
    assert cents(opening[-1]) + sum(cents(line[-2]) for line in lines) == cents(closing[-1])
    assert "€698.95" in words(page)
    assert firm.get(f"{page.request.path}.xlsx").data.startswith(b"PK")


@pytest.mark.parametrize(
    "path",
    [
        "2026-06-02/2026-06-01",
        "2026-6-1/2026-06-02",
        "x/y",
        "1999-01-01/2026-01-01",
        "2026-06-31/x",
    ],
)
def test_what_is_no_period_is_not_found(firm: Visitor, path: str) -> None:
    assert firm.get(f"/business/account/{path}").status_code == 404


def test_a_bill_is_a_pdf_and_an_invoice_with_the_number_only_it_knows(firm: Visitor) -> None:
    listed = firm.get("/business/bills").text
    pdf = firm.get(re.findall(r'/business/bills/[^"]+\.pdf', listed)[0])
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    asked = firm.get(re.findall(r'/business/bills/[^"]+\.xml', listed)[0])
    assert asked.request.path.endswith("/invoice")
    wrong = firm.post(asked.request.path, number="99990015")
    assert (wrong.status_code, 'value="99990015"' in wrong.text) == (422, True)
    made = firm.post(asked.request.path, number="00000101")
    read = Ubl().read(io.BytesIO(made.data))
    assert (read.debtor.number, read.debtor.branch) == ("00000101", "999900000012")


def test_an_invoice_that_came_in_goes_out_as_it_came(oss: Flask, firm: Visitor) -> None:
    parts = oss.extensions["portal"]
    with parts.database.unit_of_work() as session:
        claim = session.exec(select(Claim).where(col(Claim.number) == "V2026-00016")).one()
        documents.keep(session, claim.number, b"<as-it-came/>", moment())
    assert firm.get(f"/business/bills/{claim.ref}.xml").data == b"<as-it-came/>"


def test_a_balance_is_confirmed_and_anyone_checks_its_code(oss: Flask, firm: Visitor) -> None:
    paper = firm.post("/business/confirmations", day="2026-10-31")
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", words(paper))
    assert code is not None
    assert firm.get(f"{paper.request.path}.pdf").data[:5] == b"%PDF-"
    auditor = oss.test_client()
    auditor.set_cookie("lang", "en")
    told = words(auditor.post("/check-balance", data={"code": code[0].lower()}))
    for said in ("Demo Bakkerij BV", "31 October 2026", "€698.95"):
        assert said in words(paper)
        assert said in told
    assert "V2026" not in told


def test_wrong_codes_are_told_and_then_slowed(oss: Flask) -> None:
    client = oss.test_client()
    answers = [client.post("/check-balance", data={"code": f"x{n}"}).status_code for n in range(4)]
    assert answers == [422, 422, 422, 429]


def test_a_day_that_is_not_over_is_not_confirmed(firm: Visitor) -> None:
    assert firm.post("/business/confirmations", day="2026-11-21").status_code == 422


def test_a_key_is_shown_once_and_ended(firm: Visitor) -> None:
    made = firm.post("/business/keys", once="a", name="Books", scopes="read:claims", days="30")
    secret = re.search(r"ovb_\w+", made.text)
    assert secret is not None
    listed = firm.get("/business/keys").text
    assert secret[0] not in listed
    assert "read:claims</p>" not in listed, "what it reads is said in words"
    assert listed.count("Bills, balance and payment plans") == 2, "of the key, and on offer"
    end = re.search(r"/business/keys/[^/]+/end", listed)
    assert end is not None
    assert "Keys that are over" in words(firm.post(end[0]))


def test_a_cash_flow_within_the_term_becomes_a_plan_at_once(oss: Flask, firm: Visitor) -> None:
    shown = words(firm.post("/business/cash-flow", **CASH))
    assert "Left a month to be confirmed €500.00" in shown
    assert "Ask for a plan of 4 months" in shown
    question = firm.post("/business/cash-flow", **CASH, ask="")
    check = firm.answer(question, {"story": {"story": ""}, "months": {"months": "4"}})
    assert "Your account of an ordinary month" in words(check)
    sent = firm.send(check, **{"read-proposal_time_bar": "y"})
    with oss.extensions["portal"].database.reading() as session:
        case = session.exec(select(Case).where(Case.ref == sent.request.path.split("/")[2])).one()
    assert case.state == "decided"
    letter = re.search(r'href="(/letters/[^"]+)"', sent.text)
    assert letter is not None
    told = words(firm.get(letter[1]))
    assert "de laatste uiterlijk op" in told
    assert "kijken wij opnieuw" not in told, "it is paid long before"
    assert "niets ingevuld dat hebt u" not in told


def test_who_may_only_look_at_the_books_does_not_begin_a_request(oss: Flask, firm: Visitor) -> None:
    made = words(firm.post("/business/people", once="a", label="Carla", role="see", until=""))
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", made)
    carla = Visitor(oss, "demo-couple")
    joined = carla.post("/business/join", code=code[0] if code else "")
    leave = re.search(r'name="acting" value="([^"]+)"', joined.text + carla.get("/acting").text)
    carla.post("/acting", acting=leave[1] if leave else "")
    assert carla.get("/business/").status_code == 200
    assert carla.get("/business/cash-flow").status_code == 404


def test_a_longer_one_goes_to_staff_with_the_account(oss: Flask, firm: Visitor) -> None:
    tight = CASH | {"suppliers": "5950"}
    question = firm.post("/business/cash-flow", **tight, ask="")
    check = firm.answer(question, {"story": {"story": ""}, "months": {"months": "39"}})
    sent = firm.send(check, **{"read-proposal_time_bar": "y"})
    ref = sent.request.path.split("/")[2]
    seen = words(Visitor(oss, "demo-worker").get(f"/staff/cases/{ref}"))
    assert "Left a month to be confirmed €50.00" in seen


@pytest.mark.parametrize(
    ("ref", "pages"),
    [
        ("demo-business", {"bills": 200, "keys": 200}),
        ("demo-business-two", {"bills": 200, "keys": 404}),
    ],
)
def test_a_bookkeeper_of_two_firms_switches_between_them(
    oss: Flask, ref: str, pages: dict[str, int]
) -> None:
    bookkeeper = Visitor(oss, "demo-bookkeeper")
    assert bookkeeper.get("/business/").status_code == 404
    assert "Whom you act for : Demo Bakkerij BV, Demo Fietsenmaker" in words(
        bookkeeper.get("/overview")
    )
    listed = bookkeeper.get("/acting").text
    names = {"demo-business": "Demo Bakkerij BV", "demo-business-two": "Demo Fietsenmaker"}
    leaves = dict(
        re.findall(r"<span>([^<]+)</span>.*?name=\"acting\" value=\"([^\"]+)\"", listed, re.S)
    )
    bookkeeper.post("/acting", acting=leaves[names[ref]])
    assert names[ref] in words(bookkeeper.get("/overview"))
    found = {name: bookkeeper.get(f"/business/{name}").status_code for name in pages}
    assert found == pages | {"keys": 404}
    bookkeeper.post("/business/confirmations", day="2026-10-31")
    with oss.extensions["portal"].database.reading() as session:
        acts = session.exec(select(AuditEvent.actor).where(AuditEvent.act == "balance:confirm"))
        assert acts.all() == [f"helper:demo-bookkeeper for resident:{ref}"]


def test_who_acts_for_a_firm_is_not_offered_to_go_over_to_it(oss: Flask) -> None:
    bookkeeper = Visitor(oss, "demo-bookkeeper")
    offered = r"name=\"acting\" value=\"([^\"]+)\""
    one, other = re.findall(offered, bookkeeper.get("/acting").text)
    bookkeeper.post("/acting", acting=one)
    page = bookkeeper.get("/acting")
    assert re.findall(offered, page.text) == [other]
    assert "You act for them now" in words(page)


def test_a_bookkeeper_reads_of_one_plan_for_all_bills_and_of_themselves(
    oss: Flask,
) -> None:
    firm = Visitor(oss, "demo-business")
    asked = firm.send(firm.post("/ask/short"))
    plan = re.search(r'href="(/plans/[^"]+)"', asked.text)
    assert plan
    bookkeeper = Visitor(oss, "demo-bookkeeper")
    leave = re.findall(r"name=\"acting\" value=\"([^\"]+)\"", bookkeeper.get("/acting").text)[0]
    overview = bookkeeper.post("/acting", acting=leave)
    assert f'href="{plan[1]}">Look at this' in overview.text, "the instalment is of no single bill"
    page = bookkeeper.get(plan[1])
    assert "/direct-debit" not in page.text, "giving one is not left to a helper"
    assert re.search(r'href="/claims/[^"]+/pay"', page.text)


def test_someone_invited_joins_with_a_code(oss: Flask, firm: Visitor) -> None:
    made = firm.post("/business/people", once="a", label="Carla", role="pay", until="")
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words(made))
    assert code is not None
    carla = Visitor(oss, "demo-couple")
    assert [carla.post("/business/join", code="x").status_code for _ in range(2)] == [422, 422]
    assert "Demo Bakkerij BV" in words(carla.post("/business/join", code=code[0]))


def test_a_person_has_no_books(oss: Flask) -> None:
    person = Visitor(oss, "demo-couple")
    paths = ("", "account", "bills", "confirmations", "keys", "people", "cash-flow", "balance.csv")
    assert {person.get(f"/business/{path}").status_code for path in paths} == {404}


def test_no_page_shows_an_identity_number(firm: Visitor) -> None:
    paths = ("", "bills", "balance.csv", "bills.csv", "people")
    assert not any(NUMBER["demo-business"] in firm.get(f"/business/{path}").text for path in paths)


def test_staff_name_a_branch_and_the_books_show_one_branch_or_all(
    oss: Flask, firm: Visitor
) -> None:
    worker, number = Visitor(oss, "demo-worker"), "999900000029"
    path = "/staff/people/demo-business/branches/new"
    wrong = worker.post(path, number="12", name="Hal")
    assert (wrong.status_code, 'value="12"' in wrong.text) == (422, True)
    free = re.findall(r'name="claims" value="([^"]+)"', worker.get(path).text)
    assert worker.post(path, number=number, name="Hal", claims=free).status_code == 200
    page = firm.get("/business/").text
    both = re.findall(r'href="(/business/branches/[^"/]+)"', page)
    assert len(both) == 2
    amounts = [cents(rows(firm.get(f"{one}/balance.csv").data)[-1][-1]) for one in both]
    assert all(amounts)
    assert sum(amounts) == 1_933_45
    assert "By branch" in words(firm.get("/business/"))
    assert all("By branch" not in words(firm.get(one)) for one in both), "it is one"
    assert firm.get("/business/branches/none").status_code == 404


@pytest.fixture
def many(oss: Flask) -> Visitor:
    """A firm with a hundred bills more."""
    with oss.extensions["portal"].database.unit_of_work() as session:
        firm = session.exec(select(Person).where(Person.ref == "demo-business")).one()
        for no in range(100):
            builders.claim(session, firm, 100_00 + no, number=f"F-{no}", description=f"Bill {no}")
    return Visitor(oss, "demo-business")


@pytest.mark.parametrize("path", ["/overview", "/ask", "/ask/plan"])
def test_of_a_hundred_bills_a_firm_sees_the_first_and_opens_the_rest(
    many: Visitor, path: str
) -> None:
    shown, _, folded = many.get(path).text.partition('<details class="more"')
    assert "more claims" in folded
    assert shown.count("Bill ") < 25
    assert folded.count("Bill ") > 80


def test_what_is_folded_away_is_asked_about_too_and_the_page_says_so(many: Visitor) -> None:
    page = many.get("/ask/plan")
    refs = all_claims(page)
    assert len(refs) > 100
    assert f"Show {len(refs) - 10} more claims, also chosen" in words(page)
    assert page.text.count(" checked") == len(refs), "sent with scripts off, opened or not"
    begun = many.post("/ask/plan", claims=refs).request.path.split("/questions/")[0]
    check = many.get(f"{begun}/check")
    shown, _, folded = check.text.partition('<details class="more"')
    assert (shown + folded).count("Bill ") == 100
    assert shown.count("Bill ") < 11


def test_the_bill_one_came_from_is_not_folded_away(many: Visitor) -> None:
    ref = all_claims(many.get("/ask/plan"))[-1]
    shown, _, folded = many.get(f"/ask/plan/about/{ref}").text.partition('<details class="more"')
    assert f'value="{ref}" checked' in shown
    assert "also chosen" not in folded

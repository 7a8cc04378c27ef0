"""Files that staff take in and save: whole or not at all, told who and when, never twice."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from portal.ledger.models import BankStatement, Claim
from portal.people.models import AuditEvent
from portal.web.staff.files import LARGEST
from tests.adapters.bank.bank_files import sample
from tests.web.conftest import Visitor, words

SETTLED = "key,kind,day,claim,amount,from\n"
GOOD = "a1,withheld,2026-11-20,nobody,1.00,Another town\n"
BAD = "a2,withheld,2026-02-30,nobody,1.00,x\nb,c\n"


@pytest.fixture
def worker(oss: Flask) -> Visitor:
    return Visitor(oss, "demo-worker")


def send(who: Visitor, kind: str, content: bytes, name: str = "a.csv", **more: str) -> TestResponse:
    return who.post("/staff/files", kind=kind, file=(BytesIO(content), name), **more)


def test_a_statement_is_taken_once_and_the_list_says_by_whom(worker: Visitor) -> None:
    page = words(send(worker, "bank", sample("statements.sta"), "today.sta"))
    assert "Bank statement (camt.053 or MT940) today.sta M. Behandelaar, 21 November 2026" in page
    assert re.search(r"New statements [1-9]", page)
    again = send(worker, "bank", sample("statements.sta"), "other name.sta")
    assert again.status_code == 409
    assert "This file was here before Nothing was changed." in words(again)
    listed = words(worker.get("/staff/files"))
    assert listed.count("today.sta M. Behandelaar, 21 November 2026 at") == 1
    assert "other name" not in listed
    with worker.app.extensions["portal"].database.reading() as session:
        names = session.exec(select(BankStatement.file_name)).all()
        acts = session.exec(select(AuditEvent.actor).where(AuditEvent.act == "file:take")).all()
    assert "today.sta" in names
    assert acts == ["staff:demo-worker"]


def test_each_bad_line_is_named_and_nothing_is_taken(worker: Visitor) -> None:
    page = send(worker, "settlements", (SETTLED + GOOD + BAD).encode())
    assert page.status_code == 422
    assert "Nothing was changed. Something is wrong in 2 places:" in words(page)
    assert "line 3, field day: must be a date" in words(page)
    assert "line 4: has 2 fields, the header has 6" in words(page)
    assert "No file has been taken in yet." in words(worker.get("/staff/files"))


def test_good_lines_alone_are_taken_on_request_and_the_others_named(worker: Visitor) -> None:
    page = words(send(worker, "settlements", (SETTLED + GOOD + BAD).encode(), skip_bad="y"))
    assert "Lines that were left out (2)" in page
    assert "line 4: has 2 fields" in page
    assert "Lines left out: 2" in words(worker.get("/staff/files"))
    mended = words(send(worker, "settlements", (SETTLED + GOOD).encode(), skip_bad="y"))
    assert "Booked on their claim 0 Already there, or not ours 1" in mended


def test_the_answer_to_a_file_full_of_mistakes_is_short(worker: Visitor) -> None:
    """It is not compressed, so that nothing can be guessed from its length."""
    page = send(worker, "settlements", (SETTLED + BAD * 300).encode())
    assert page.status_code == 422
    assert "And 585 more." in words(page)
    assert len(page.data) < 6_000
    dutch = Visitor(worker.app, "demo-worker", "nl")
    assert len(send(dutch, "settlements", (SETTLED + BAD * 300).encode()).data) < 6_000


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("", b"x", "Choose one of the answers"),
        ("receipts", b"x", "Choose one of the answers"),
        ("bank", b"x", "a.csv: this is neither camt.053 nor MT940"),
        ("returns", b"x", "this is no report on payments (pain.002)"),
        ("claims", b"<x/>", "The file is XML, but no UBL invoice or credit note."),
        ("signals", b"key\n", "this column is missing"),
        ("facts", b"fact\n", "this column is missing"),
    ],
)
def test_what_cannot_be_taken_is_told(
    worker: Visitor, kind: str, content: bytes, told: str
) -> None:
    page = send(worker, kind, content)
    assert page.status_code == 422
    assert told in words(page)


def test_no_file_and_too_large_a_file_are_told(worker: Visitor) -> None:
    page = worker.post("/staff/files", kind="bank")
    assert page.status_code == 422
    assert "Choose a file." in words(page)
    assert '<option value="bank" selected>' in page.text
    says = {"CONTENT_LENGTH": str(LARGEST + 1)}
    large = worker.client.post("/staff/files", data={"kind": "bank"}, environ_overrides=says)
    assert large.status_code == 413
    assert "It may be at most 20 MB." in words(large)


@pytest.mark.parametrize(("who", "status"), [("unit", 413), ("couple", 413), ("worker", 400)])
def test_only_who_may_take_files_can_send_a_large_one(
    make_app: Callable[..., Flask], who: str, status: int
) -> None:
    """Others are stopped at its size; who may is asked for the token of the form."""
    visitor = Visitor(make_app("oss"), f"demo-{who}")
    visitor.app.config.update(WTF_CSRF_ENABLED=True)
    assert send(visitor, "bank", b"x" * 300_000).status_code == status


def test_claims_are_saved_without_names_and_who_did_is_kept(worker: Visitor) -> None:
    file = worker.post("/staff/files/saved/claims")
    assert file.mimetype == "text/csv"
    head, *lines = file.data.decode().splitlines()
    assert head.startswith("number;debtor;")
    with worker.app.extensions["portal"].database.reading() as session:
        assert len(lines) == len(session.exec(select(Claim.id)).all())
        gave = select(AuditEvent).where(col(AuditEvent.act) == "file:give")
        assert [one.subject for one in session.exec(gave)] == ["file:claims"]
    assert worker.post("/staff/files/saved/changes").status_code == 404, "there is no collector"


def test_changes_at_the_collector_are_saved_from_a_day_on(norddjurs: Flask) -> None:
    worker = Visitor(norddjurs, "demo-worker")
    assert "Receipts from the state collector" in worker.get("/staff/files").text
    file = worker.post("/staff/files/saved/changes", first="2026-11-01")
    assert file.data.decode().splitlines()[0] == (
        "id;reference;change;on;component;amount;reason;paid_on"
    )
    wrong = worker.post("/staff/files/saved/changes", first="30 February")
    assert wrong.status_code == 422
    assert "Fill in from which day you want the changes." in words(wrong)

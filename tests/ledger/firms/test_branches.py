"""Branches of a business: told by a claims file or an invoice, kept with the claim."""

import io
from dataclasses import replace

import pytest
from sqlmodel import Session, select

from portal.errors import BadFile
from portal.ledger import intake
from portal.ledger.firms import documents
from portal.ledger.firms.branches import branches_of
from portal.ledger.models import Claim
from portal.municipality import load
from tests.adapters.invoices.invoice_files import KVK, read, ubl
from tests.ledger.test_invoices import GIVEN, INVOICE

OSS = load("oss")
HEAD = (
    "number,identity_scheme,identity_number,debtor_kind,debtor_name,language,kind,description,"
    "unit,unit_phone,arose_on,due_on,amount,branch,branch_name"
)
LINE = "{},{},{},{},B,nl,invoice,Zaalhuur,Zalen,0412-000 103,2026-10-01,2026-11-02,50.00,{}"


def file_of(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join([HEAD, *lines]).encode())


def firm_line(number: str, branch: str, firm: str = "99990015") -> str:
    return LINE.format(number, "kvk", firm, "business", branch)


def taken(session: Session, *lines: str) -> intake.Taken:
    found = intake.read(file_of(*lines), OSS)
    assert not found.mistakes
    return intake.take(session, found.rows, **GIVEN)  # type: ignore[arg-type]


def by_number(session: Session) -> dict[str, tuple[str, str]]:
    claims = {claim.id or 0: claim.number for claim in session.exec(select(Claim))}
    found = branches_of(session, claims)
    return {claims[id_]: (branch.number, branch.name) for id_, branch in found.items()}


def test_a_file_says_the_branch_and_the_first_name_of_it_stays(session: Session) -> None:
    lines = (
        firm_line("1", "999900000011,"),
        firm_line("2", "999900000011,Winkel"),
        firm_line("3", "999900000011,Shop"),
        firm_line("4", ","),
        firm_line("5", "999900000011,Elsewhere", "99990023"),
    )
    assert taken(session, *lines).new == 5
    winkel = ("999900000011", "Winkel")
    other = ("999900000011", "Elsewhere")
    assert by_number(session) == {"1": winkel, "2": winkel, "3": winkel, "5": other}
    assert taken(session, *lines).unchanged == 5


def test_a_claim_that_is_here_does_not_move_to_another_branch(session: Session) -> None:
    taken(session, firm_line("1", "999900000011,"))
    with pytest.raises(BadFile) as caught:
        taken(session, firm_line("1", "999900000012,"))
    assert "field branch: differs from the claim" in caught.value.mistakes[0]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (firm_line("1", "9999,"), "must be 10 or 12 digits"),
        (firm_line("1", "1000000001,"), "ten after cvr, twelve after kvk"),
        (firm_line("1", ",Winkel"), "must be empty without a branch"),
        (LINE.format("1", "bsn", "999990019", "person", "999900000011,"), "ten after cvr"),
    ],
)
def test_what_is_no_branch_of_this_debtor_is_named(line: str, why: str) -> None:
    (mistake,) = intake.read(file_of(line), OSS).mistakes
    assert why in str(mistake)


def test_an_invoice_says_its_branch_and_stays_as_it_came(session: Session) -> None:
    at = '<cbc:CompanyID schemeID="0106">999900000011</cbc:CompanyID>'
    data = ubl(debtor=at + KVK)
    invoice = read(data)
    assert (invoice.debtor.number, invoice.debtor.branch) == ("99990015", "999900000011")
    intake.take_invoice(session, invoice, **GIVEN, original=data)  # type: ignore[arg-type]
    again = intake.take_invoice(session, invoice, **GIVEN, original=b"x")  # type: ignore[arg-type]
    claim = session.exec(select(Claim)).one()
    assert again.unchanged == 1
    assert documents.original(session, claim.id or 0) == data
    assert by_number(session)["F-1"][0] == "999900000011"


def test_a_danish_production_unit_is_known_by_its_own_code() -> None:
    cvr = '<cbc:CompanyID schemeID="DK:CVR">DK99990015</cbc:CompanyID>'
    unit = '<cbc:CompanyID schemeID="DK:P">1000000001</cbc:CompanyID>'
    found = read(ubl(debtor=unit + cvr)).debtor
    assert (found.scheme, found.number, found.branch) == ("cvr", "99990015", "1000000001")


def test_a_credit_note_is_known_again_when_it_begins_to_name_a_branch(session: Session) -> None:
    intake.take_invoice(session, INVOICE, **GIVEN)  # type: ignore[arg-type]
    note = replace(INVOICE, number="K-1", credits="F-1", amount=21_00)
    named = replace(note, debtor=replace(note.debtor, branch="999900000011"))
    assert intake.take_credit_note(session, note, **GIVEN).is_new  # type: ignore[arg-type]
    assert not intake.take_credit_note(session, named, **GIVEN).is_new  # type: ignore[arg-type]

"""UBL invoices and credit notes: what they say, and one sentence for each thing that is wrong."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.adapters.invoices import READERS, Ubl
from portal.errors import BadFile
from portal.ports import reader_for
from portal.ports.invoices import Invoice
from tests.adapters.invoices.invoice_files import credit_note, mistakes, money, read, ubl

ROOT = Path(__file__).resolve().parents[3]
REAL = Path(os.environ.get("PORTAL_SHARED") or ROOT.parent / "shared") / "data" / "ubl"


def real(name: str) -> bytes:
    path = REAL / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the sample {name} is not there; set PORTAL_SHARED to where it is")
        pytest.skip(f"the sample {name} is not on this machine (PORTAL_SHARED)")
    return path.read_bytes()


# number, day, currency, amount, scheme and number of who is to pay, last day, invoice it lowers
CONTENT = {
    "oioubl-dk-bank.xml": (
        *("BANK-001", date(2024, 5, 15), "DKK", 4117880, "cvr", "10000017"),
        *(date(2024, 6, 15), ""),
    ),
    "oioubl-happy-path_real.xml": (
        *("A00095678", date(2005, 11, 20), "DKK", 631250, "cvr", "99010080"),
        *(date(2005, 11, 25), ""),
    ),
    "oioubl-credit-note.xml": (
        *("A00095679", date(2005, 11, 20), "DKK", 631250, "", ""),
        *(None, "A00095678"),
    ),
    "peppol-base-creditnote-correction.xml": (
        *("Snippet1", date(2017, 11, 13), "EUR", 165625, "", ""),
        *(None, "Snippet1"),
    ),
}


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_a_real_document_gives_what_it_says(name: str) -> None:
    data = real(name)
    reader = reader_for(data[:4096], READERS)
    assert reader is not None
    found = reader.read(io.BytesIO(data))
    told = (found.number, found.issued_on, found.currency, found.amount)
    who = (found.debtor.scheme, found.debtor.number)
    assert (*told, *who, found.due_on, found.credits) == CONTENT[name]


def test_the_real_invoice_of_a_swedish_business_names_nobody_who_is_known_here() -> None:
    (sentence,) = mistakes(real("peppol-base-example.xml"))
    assert sentence.startswith("AccountingCustomerParty: holds no number that says which business")
    assert "GLN, OIN or VAT" in sentence


def test_an_invoice_gives_who_what_and_when() -> None:
    period = (
        "<cac:InvoicePeriod><cbc:StartDate>2026-09-01</cbc:StartDate>"
        "<cbc:EndDate>2026-09-30</cbc:EndDate></cac:InvoicePeriod>"
    )
    found = read(ubl(more=period))
    assert (found.amount, found.about, found.due_on) == (121_00, "Zaalhuur", date(2026, 11, 2))
    assert (found.debtor.name, found.debtor.scheme) == ("Voorbeeld B.V.", "kvk")
    assert found.debtor.address == "Proefstraat 1, 0000 AA Demostad"
    assert (found.supplier.name, found.supplier.phone) == ("Team Zalen", "0412-000 103")
    assert (found.period_from, found.period_to) == (date(2026, 9, 1), date(2026, 9, 30))
    assert "99990015" not in repr(found)


@pytest.mark.parametrize(
    "number",
    [
        '<cbc:CompanyID schemeID="DK:CVR">DK99990015</cbc:CompanyID>',
        '<cbc:CompanyID schemeID="0184">99990015</cbc:CompanyID>',
    ],
)
def test_a_cvr_number_is_known_by_both_its_codes(number: str) -> None:
    found = read(ubl(debtor=number))
    assert (found.debtor.scheme, found.debtor.number) == ("cvr", "99990015")


@pytest.mark.parametrize("scheme", ["0088", "GLN", "0190", "9944", "DK:SE", ""])
def test_other_numbers_do_not_say_which_business_it_is(scheme: str) -> None:
    number = f'<cbc:CompanyID schemeID="{scheme}">99990015</cbc:CompanyID>'
    (sentence,) = mistakes(ubl(debtor=number))
    assert sentence.startswith("AccountingCustomerParty:")


def test_tax_in_the_currency_of_the_books_counts_once() -> None:
    twice = f"<cac:TaxTotal>{money('TaxAmount', '156.45', 'DKK')}</cac:TaxTotal>"
    assert read(ubl(more=twice)).amount == 121_00


def test_a_part_paid_before_and_cents_rounded_off_are_reckoned_with() -> None:
    totals = money("LineExtensionAmount", "100") + money("TaxInclusiveAmount", "121.0000")
    totals += money("PrepaidAmount", "20.98") + money("PayableRoundingAmount", "-0.02")
    assert read(ubl(totals=totals, payable="100.00")).amount == 100_00


def test_a_credit_note_names_the_invoice_it_lowers() -> None:
    found = read(credit_note())
    assert (found.number, found.credits, found.amount) == ("K-1", "F-1", 24_20)


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
WHOLE = ubl()
HEAD, BODY = WHOLE.split(b"\n", 1)
SPOILT = {
    "cut off": (WHOLE[: len(WHOLE) // 2], "Line 6: the XML is broken or cut off."),
    "another encoding than it says": (
        WHOLE.replace(b"Voorbeeld", "Vørbeeld".encode("latin-1")),
        "Line 6: the XML is broken",
    ),
    "an encoding nobody knows": (WHOLE.replace(b"UTF-8", b"KLINGON"), "names an encoding"),
    "a billion laughs": (HEAD + BOMB + BODY, "declares a document type, which is refused."),
    "an entity from outside": (HEAD + OUTSIDE + BODY, "declares a document type, which is refused"),
    "another kind of document": (
        WHOLE.replace(b"xsd:Invoice-2", b"xsd:Order-2"),
        "no UBL invoice or credit note",
    ),
    "30 February": (ubl(issued="2026-02-30"), "IssueDate: must be a day that exists"),
    "no day": (ubl(issued=""), "IssueDate: is missing."),
    "no number": (ubl(number=""), "ID: is missing."),
    "nobody to pay": (ubl(debtor=""), "AccountingCustomerParty: holds no number"),
    "no amount to pay": (
        WHOLE.replace(money("PayableAmount", "121.00").encode(), b""),
        "LegalMonetaryTotal/PayableAmount: is missing.",
    ),
    "nothing to pay": (
        ubl(lines=("0",), tax="0", payable="0"),
        "LegalMonetaryTotal/PayableAmount: must be more than zero.",
    ),
    "an amount in words": (
        ubl(payable="a lot"),
        "LegalMonetaryTotal/PayableAmount: must be an amount like 1234.50.",
    ),
    "half cents": (ubl(payable="121.005"), "PayableAmount: has more than two decimals."),
    "more than there is": (ubl(payable="9" * 30), "PayableAmount: is larger than the portal takes"),
    "an amount in another currency": (
        ubl(totals=money("LineExtensionAmount", "100.00", "USD")),
        "LegalMonetaryTotal/LineExtensionAmount: must be in the currency of the document",
    ),
    "lines that do not add up": (
        ubl(totals=money("LineExtensionAmount", "99.00")),
        "LegalMonetaryTotal/LineExtensionAmount: is not what the amounts before it come to.",
    ),
    "a total that does not add up": (
        ubl(payable="120.00"),
        "LegalMonetaryTotal/PayableAmount: is not what the amounts before it come to.",
    ),
    "pro forma": (ubl(code="325"), "InvoiceTypeCode: is a pro forma invoice"),
    "a credit note for nothing": (
        credit_note(lowers=""),
        "BillingReference/InvoiceDocumentReference/ID: is missing.",
    ),
}


def test_100_mb_are_too_large() -> None:
    (sentence,) = mistakes(WHOLE + b" " * 100_000_000)
    assert "larger than 20 MB" in sentence


@pytest.mark.slow
def test_an_invoice_has_no_half_million_elements() -> None:
    (sentence,) = mistakes(WHOLE.replace(b"</Invoice>", b"<cbc:X/>" * 500_001 + b"</Invoice>"))
    assert "more elements than an invoice has." in sentence


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_is_told_in_one_sentence(what: str) -> None:
    data, wanted = SPOILT[what]
    (sentence,) = mistakes(data)
    assert wanted in sentence
    assert sentence.endswith(".")


PIECES = [b"\0", b"\xff", b"-", b"2026-02-30", b"<!DOCTYPE a>", b"&a;", b"1.005", b"", b"9" * 40]
edits = st.tuples(st.integers(0, 3_000), st.integers(0, 60), st.sampled_from(PIECES))


@given(st.lists(edits, min_size=1, max_size=4))
def test_whatever_is_done_to_a_file_it_is_read_or_refused(
    changes: list[tuple[int, int, bytes]],
) -> None:
    data = WHOLE
    for position, length, new in changes:
        at = position % (len(data) + 1)
        data = data[:at] + new + data[at + length :]
    Ubl().recognises(data)
    told: list[str] = ["."]
    try:
        assert isinstance(read(data), Invoice)
    except BadFile as refused:
        told = refused.mistakes
    assert told
    assert all(sentence.endswith(".") for sentence in told)

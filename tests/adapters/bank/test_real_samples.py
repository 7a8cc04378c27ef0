"""Real samples of Dutch and Swiss banks give the entries and balances they contain."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from portal.adapters.bank import READERS
from portal.ports import reader_for
from portal.ports.bank import Statement
from tests.adapters.bank.bank_files import read

ROOT = Path(__file__).resolve().parents[3]
BANK = Path(os.environ.get("PORTAL_SHARED") or ROOT.parent / "shared") / "data" / "bank"
RABO = "NL71RABO0123456789"
ABN_DAY = [-900, -1159, -1163, -1180, -1345, -1549, -10700, -14148]
ING_DAY = [-2503, -303, -111, -2000, -110, 368, 100]

# account, currency, opening, closing, difference, amounts
CONTENT = {
    "abnamro.sta": [
        ("517852257", "EUR", 323628, 87684, -203800, ABN_DAY),
        ("517852257", "EUR", 287684, 184975, -100260, [-949, -1500]),
    ],
    "ing.sta": [("0001234567", "EUR", 0, 347, 4906, ING_DAY)],
    "rabobank-iban.sta": [
        (RABO, "EUR", 100000, 96500, 0, [-2500, -1000]),
        (RABO, "EUR", 96500, 93000, 0, [-2500, -1000]),
    ],
    "test-camt053.xml": [
        ("NL77ABNA0574908765", "EUR", 1556827, 1512112, -43416, [-75425, -56405, -10000, 140531])
    ],
    "test-camt053-txdtls.xml": [
        ("CH1111000000123456789", "CHF", 7596015, 7944315, 0, [218700, 129600])
    ],
}


def statements(name: str) -> Sequence[Statement]:
    path = BANK / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the sample {name} is not there; set PORTAL_SHARED to where it is")
        pytest.skip(f"the sample {name} is not on this machine (PORTAL_SHARED)")
    data = path.read_bytes()
    reader = reader_for(data[:1024], READERS)
    assert reader is not None
    return read(reader, data)


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_a_real_file_gives_its_entries_and_balances(name: str) -> None:
    found = [
        (
            statement.account,
            statement.currency,
            statement.opening,
            statement.closing,
            statement.difference,
            [line.amount for line in statement.lines],
        )
        for statement in statements(name)
    ]
    assert found == CONTENT[name]


def test_dates_and_numbers_of_statements() -> None:
    assert [(one.number, one.opening_on, one.closing_on) for one in statements("abnamro.sta")] == [
        ("19321/1", date(2011, 5, 22), date(2011, 5, 23)),
        ("19322/1", date(2011, 5, 23), date(2011, 5, 24)),
    ]
    (ing,) = statements("ing.sta")
    assert (ing.number, ing.opening_on, ing.closing_on) == (
        "000",
        date(2010, 7, 22),
        date(2010, 7, 23),
    )
    (swiss,) = statements("test-camt053-txdtls.xml")
    assert (swiss.number, swiss.opening_on) == ("58", date(2017, 3, 22))


def test_entry_and_value_dates() -> None:
    first, second = statements("abnamro.sta")[0].lines[:2]
    assert (first.booked_on, first.value_on) == (date(2011, 5, 24), date(2011, 5, 24))
    assert (second.booked_on, second.value_on) == (date(2011, 5, 23), date(2011, 5, 21))
    swiss = statements("test-camt053-txdtls.xml")[0].lines[0]
    assert (swiss.booked_on, swiss.value_on) == (date(2017, 3, 22), date(2017, 3, 23))


def test_a_payment_reference_in_free_text_stays_as_the_bank_printed_it() -> None:
    text = statements("abnamro.sta")[0].lines[0].text
    assert "BETALINGSKENM. 000000042188659 5314606715 BETREFT FACTUUR" in text
    assert text.endswith("20-05-2011 INCL. 1,44 BTW")


def test_soft_hyphens_and_trailers_do_not_reach_the_text() -> None:
    lines = statements("ing.sta")[0].lines
    assert "10-06-2010 15:32" in lines[2].text
    assert lines[-1].text.endswith("Betaling transactiedatum: 22-07-2010")


def test_the_counterparty_of_coded_entries() -> None:
    first, second = statements("rabobank-iban.sta")[0].lines
    assert first.counterparty_account == "NL70ABNA0987654321"
    assert first.counterparty_name == "CONTRA ACCOUNT HOLDER"
    assert first.end_to_end == "01-01-2013 12:00 0030000987654321"
    assert (second.counterparty_account, second.text) == ("P001234567", "Reference 201301234")


def test_a_swiss_batch_gives_each_payment_its_reference() -> None:
    lines = statements("test-camt053-txdtls.xml")[0].lines
    assert [(line.reference, line.counterparty_account) for line in lines] == [
        ("302388292000011111111111111", "CH2222000000123456789"),
        ("302388292000022222222222222", "CH3333000000123456789"),
    ]


def test_a_dutch_transfer_gives_who_paid_and_in_what_words() -> None:
    line = statements("test-camt053.xml")[0].lines[3]
    assert (line.counterparty_account, line.end_to_end) == ("NL69ABNA0522123643", "115")
    assert line.text == "#RD PARTY MEDIA CUSNO 90782 4210773"


@pytest.mark.parametrize("name", ["abnamro.sta", "ing.sta", "rabobank-iban.sta"])
def test_another_library_finds_the_same_amounts_and_dates(name: str) -> None:
    library = pytest.importorskip("mt940")
    ours = [
        [(line.amount, line.value_on) for line in statement.lines] for statement in statements(name)
    ]
    theirs = [
        [(int(entry.data["amount"].amount * 100), entry.data["date"]) for entry in statement]
        for statement in library.parse_statements((BANK / name).read_bytes())
    ]
    assert ours == theirs

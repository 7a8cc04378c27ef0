"""What every reader of bank statements does, whatever the format."""

import io
from dataclasses import replace
from datetime import date

import pytest

from portal.adapters.bank import READERS, Camt053, Mt940
from portal.adapters.bank import content as limits
from portal.adapters.mistakes import MOST_NAMED
from portal.ports import reader_for
from portal.ports.bank import Statement, StatementLine, StatementReader
from tests.adapters.bank.bank_files import mistakes, read, sample

OWN = "NL12BANK0123456789"
RENT = StatementLine(
    booked_on=date(2026, 3, 2),
    value_on=date(2026, 3, 2),
    amount=1000,
    counterparty_account="NL73BANK0000000202",
    counterparty_name="Fictief & Zoon",
    text="Rekening 12",
    bank_reference="B0002",
)
SOUND = Statement(
    account=OWN,
    currency="EUR",
    number="7",
    opening=10000,
    opening_on=date(2026, 3, 1),
    closing=14150,
    closing_on=date(2026, 3, 2),
    lines=(
        StatementLine(
            booked_on=date(2026, 3, 2),
            value_on=date(2026, 3, 2),
            amount=2500,
            reference="1000000000000011",
            end_to_end="VB-1",
            counterparty_account="NL84BANK0000000101",
            counterparty_name="V. Voorbeeld",
            bank_reference="B0001",
        ),
        RENT,
        RENT,
        StatementLine(
            booked_on=date(2026, 3, 2),
            value_on=date(2026, 3, 2),
            amount=-350,
            text="Kosten betaalrekening 01-03-2026",
        ),
    ),
)
UNSOUND = Statement(
    account=OWN,
    currency="EUR",
    number="8/1",
    opening=-100,
    opening_on=date(2026, 3, 2),
    closing=-400,
    closing_on=date(2026, 3, 3),
    lines=(
        StatementLine(
            booked_on=date(2026, 3, 3),
            value_on=date(2026, 3, 3),
            amount=-400,
            counterparty_account="NL84BANK0000000101",
            counterparty_name="V. Voorbeeld",
            text="Terug",
            is_reversal=True,
        ),
    ),
)
FOREIGN = Statement(
    account="FICTIEF-USD",
    currency="USD",
    number="9",
    opening=0,
    opening_on=date(2026, 3, 2),
    closing=1234,
    closing_on=date(2026, 3, 3),
    lines=(
        StatementLine(
            booked_on=date(2026, 3, 3), value_on=date(2026, 3, 3), amount=1234, text="Abroad"
        ),
    ),
)
FORMATS = pytest.mark.parametrize(
    ("reader", "name"), [(Camt053(), "statements.xml"), (Mt940(), "statements.sta")]
)


@FORMATS
def test_all_statements_of_a_file_are_read(reader: StatementReader, name: str) -> None:
    told = [*read(reader, sample(name))]
    assert [_without_codes(one) for one in told] == [SOUND, UNSOUND, FOREIGN]


def _without_codes(told: Statement) -> Statement:
    """Without the code of a reason, which only one of the samples holds."""
    lines = (replace(line, text=line.text.removesuffix(" MD06")) for line in told.lines)
    return replace(told, lines=tuple(lines))


@FORMATS
def test_a_difference_is_shown_and_refuses_nothing(reader: StatementReader, name: str) -> None:
    differences = [statement.difference for statement in read(reader, sample(name))]
    assert differences == [0, 100, 0]


@FORMATS
def test_reading_again_gives_the_same(reader: StatementReader, name: str) -> None:
    assert read(reader, sample(name)) == read(reader, sample(name))


@FORMATS
def test_a_file_finds_its_reader_by_its_beginning(reader: StatementReader, name: str) -> None:
    found = reader_for(sample(name)[:512], READERS)
    assert isinstance(found, type(reader))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"id,amount\n1,2.00\n",
        b"\x00\x01\xff",
        b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>",
        b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.008.001.02'/>",
        b"Pay before 12:20:15 please",
    ],
)
def test_other_files_find_no_reader(head: bytes) -> None:
    assert reader_for(head, READERS) is None


@FORMATS
@pytest.mark.parametrize("data", [b"", b" \r\n\t\n"])
def test_an_empty_file_is_refused(reader: StatementReader, name: str, data: bytes) -> None:
    assert mistakes(reader, data) == [
        "The file is empty. Download the statement from the bank again."
    ]


@FORMATS
def test_the_other_format_is_refused(reader: StatementReader, name: str) -> None:
    other = "statements.sta" if name.endswith("xml") else "statements.xml"
    assert mistakes(reader, sample(other))


@FORMATS
@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04zip"])
def test_binary_junk_is_refused(reader: StatementReader, name: str, data: bytes) -> None:
    assert mistakes(reader, data)


@FORMATS
def test_a_file_cut_off_inside_a_statement_is_refused(reader: StatementReader, name: str) -> None:
    whole = sample(name)
    for share in (10, 25, 50, 75, 90):
        cut = whole[: len(whole) * share // 100]
        assert mistakes(reader, cut), f"cut off at {share} %"


@FORMATS
def test_a_date_that_is_not_on_the_calendar_is_refused(reader: StatementReader, name: str) -> None:
    bad = sample(name).replace(b"2026-03-03</Dt></BookgDt>", b"2026-02-30</Dt></BookgDt>")
    bad = bad.replace(b":61:260303", b":61:260230")
    assert len(mistakes(reader, bad)) == 2


@FORMATS
def test_an_amount_with_three_decimals_is_refused(reader: StatementReader, name: str) -> None:
    bad = sample(name).replace(b'"USD">12.34<', b'"USD">12.340<').replace(b"12,34", b"12,340")
    assert all("more than two decimals" in mistake for mistake in mistakes(reader, bad))


@FORMATS
def test_every_mistake_is_named_and_none_quotes_the_file(
    reader: StatementReader, name: str
) -> None:
    secret = b"999999990"
    bad = sample(name).replace(b"C10,", b"C" + secret + b"x,").replace(b">10.00<", b">99999999,0<")
    found = mistakes(reader, bad)
    assert found
    assert not any("99999999" in mistake for mistake in found)


@FORMATS
def test_a_file_too_large_to_be_right_is_refused(
    reader: StatementReader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    assert "larger" in mistakes(reader, sample(name))[0]


def test_a_long_list_of_mistakes_is_counted_rather_than_printed() -> None:
    rows = "\n".join([":20:X", *[":61:nonsense"] * 500])
    found = mistakes(Mt940(), rows.encode())
    assert len(found) == MOST_NAMED + 1
    assert found[-1] == "And 400 more mistakes like these."


def test_a_reader_takes_any_binary_file() -> None:
    with io.BytesIO(sample("statements.sta")) as file:
        assert len(Mt940().read(file)) == 3

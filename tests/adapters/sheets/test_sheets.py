"""Tables for a spreadsheet: amounts and days arrive, no text is run, the bytes stay the same."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest

from portal.adapters.sheets import WRITERS
from portal.ports.sheets import Heading, Table

TABLE = Table(
    "Statement / 2026",
    (Heading("Day", "day"), Heading("What"), Heading("Amount", "money"), Heading("No", "count")),
    [
        (date(2026, 11, 2), 'Zaal; "de kroon" æøå', -123_456, 1),
        (None, "=1+1", 5, None),
        (date(2026, 2, 1), "@SUM(A1)\nmore", 0, 12),
    ],
)
HOSTILE = ("=1+1", "+1", "-1", "@A1", "\t=1", "  =1", "\r=1")


def csv_rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def xlsx_parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_csv_opens_right_where_a_comma_is_the_decimal_mark() -> None:
    data = WRITERS["csv"].write(TABLE)
    assert data.startswith(b"\xef\xbb\xbfDay;What;Amount;No\r\n")
    assert csv_rows(data)[1:] == [
        ["2026-11-02", 'Zaal; "de kroon" æøå', "-1234,56", "1"],
        ["", "'=1+1", "0,05", ""],
        ["2026-02-01", "'@SUM(A1) more", "0,00", "12"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_run(text: str) -> None:
    table = Table("t", (Heading(text),), [(text,)])
    assert all(cell.startswith("'") for (cell,) in csv_rows(WRITERS["csv"].write(table)))
    sheet = xlsx_parts(WRITERS["xlsx"].write(table))["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert sheet.count('t="s"') == 2


def test_a_workbook_has_numbers_for_amounts_and_days() -> None:
    sheet = xlsx_parts(WRITERS["xlsx"].write(TABLE))["xl/worksheets/sheet1.xml"]
    assert re.findall(r'<c r="(?:A|C)\d" s="\d"><v>([^<]+)</v>', sheet) == [
        *("46328", "-1234.56"),
        "0.05",
        *("46054", "0.00"),
    ]


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_table_gives_the_same_file(ending: str) -> None:
    writer = WRITERS[ending]
    assert writer.ending == ending
    assert writer.write(TABLE) == writer.write(TABLE)

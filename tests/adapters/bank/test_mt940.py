"""MT940 in the dialects that Dutch banks send."""

from datetime import date

import pytest

from portal.adapters.bank import Mt940
from tests.adapters.bank.bank_files import OWN, mistakes, mt940, only_line, read, sample

READER = Mt940()
ENTRY = ":61:2603020302C12,50NTRFNONREF"


@pytest.mark.parametrize(
    ("mark", "amount"), [("C", 1250), ("D", -1250), ("RC", -1250), ("RD", 1250), ("CR", 1250)]
)
def test_the_mark_gives_the_sign_and_a_reversal_turns_it(mark: str, amount: int) -> None:
    line = only_line(READER, mt940(f":61:2603020302{mark}12,50NTRFNONREF"))
    assert line.amount == amount


@pytest.mark.parametrize(
    ("written", "amount"), [("9,", 900), ("0,5", 50), ("12,50", 1250), ("000000000025,00", 2500)]
)
def test_amounts_are_read_to_the_cent(written: str, amount: int) -> None:
    assert only_line(READER, mt940(f":61:260302C{written}NTRFNONREF")).amount == amount


@pytest.mark.parametrize("written", ["12.50", "12", "1 2,50", "12,5x", "1.234,50", ",50", "-1,00"])
def test_what_is_no_amount_is_a_mistake_with_its_line(written: str) -> None:
    assert mistakes(READER, mt940(f":61:260302C{written}NTRFNONREF")) == [
        "Line 5, :61:: the entry must begin like 2601310131C12,50NTRFNONREF."
    ]


def test_an_amount_too_large_for_the_portal_is_a_mistake() -> None:
    (mistake,) = mistakes(READER, mt940(":61:260302C9999999999999,00NTRFNONREF"))
    assert "larger than the portal takes" in mistake


@pytest.mark.parametrize(
    ("dates", "booked_on", "value_on"),
    [
        ("260302", date(2026, 3, 2), date(2026, 3, 2)),
        ("2603020304", date(2026, 3, 4), date(2026, 3, 2)),
        ("2601021231", date(2025, 12, 31), date(2026, 1, 2)),
        ("2512310102", date(2026, 1, 2), date(2025, 12, 31)),
        ("2803010229", date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_the_entry_date_is_the_booking_date(dates: str, booked_on: date, value_on: date) -> None:
    line = only_line(READER, mt940(f":61:{dates}C1,00NTRFNONREF"))
    assert (line.booked_on, line.value_on) == (booked_on, value_on)


@pytest.mark.parametrize("dates", ["260230", "2603020230", "2603010229", "260001"])
def test_a_day_that_is_not_on_the_calendar_is_a_mistake(dates: str) -> None:
    (mistake,) = mistakes(READER, mt940(f":61:{dates}C1,00NTRFNONREF"))
    assert mistake.startswith("Line 5, :61:: the")
    assert "day of the calendar" in mistake


def test_a_reference_beside_the_amount_is_kept() -> None:
    line = only_line(READER, mt940(":61:260302C1,00NTRF1000000000000011//B7/TRCD/00108/"))
    assert (line.reference, line.bank_reference) == ("1000000000000011", "B7")


@pytest.mark.parametrize(
    "remittance",
    [
        "/REMI/STRD/CUR/1000000000000011/",
        "/REMI/ISSUER: CUR                  REF: 1000000000000011/EREF/NOTPROVIDED",
        "/REMI//REMI/Issuer: CUR Ref: 1000000000000011/EREF/NOTPROVIDED",
        "/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/1000000000000011",
    ],
)
def test_the_structured_reference_of_three_banks_is_found(remittance: str) -> None:
    coded = f"/NAME/V. Voorbeeld{remittance}"
    rows = [coded[at : at + 61] for at in range(0, len(coded), 61)]
    line = only_line(READER, mt940(ENTRY, ":86:" + rows[0], *rows[1:]))
    assert (line.reference, line.end_to_end, line.text) == ("1000000000000011", "", "")


def test_the_counterparty_of_a_transfer_is_read_from_its_codes() -> None:
    coded = (
        "/TRTP/SEPA OVERBOEKING/IBAN/NL84BANK0000000101/BIC/BANKNL2A/NAM"
        "E/V. VOORBEELD/REMI/Termijn 3 van 12/EREF/VB-3"
    )
    line = only_line(READER, mt940(ENTRY, f":86:{coded[:65]}", coded[65:]))
    assert line.counterparty_account == "NL84BANK0000000101"
    assert line.counterparty_name == "V. VOORBEELD"
    assert (line.text, line.end_to_end) == ("Termijn 3 van 12", "VB-3")


def test_without_words_of_the_payer_staff_see_all_the_bank_sent() -> None:
    line = only_line(READER, mt940(ENTRY, ":86:/EREF/VB-4/NAME/V. Voorbeeld/REMI//ISDT/2026-03-02"))
    assert line.text == "/EREF/VB-4/NAME/V. Voorbeeld/REMI//ISDT/2026-03-02"


def test_a_text_without_codes_is_kept_and_no_name_is_guessed() -> None:
    line = only_line(
        READER,
        mt940(ENTRY, ":86: 0111111111  V. Voorbeeld^\tFACTUUR 7", "BETALINGSKENM.  00012", "5"),
    )
    assert line.text == "0111111111 V. Voorbeeld^ FACTUUR 7 BETALINGSKENM. 00012 5"
    assert line.counterparty_name == ""


def test_a_text_in_two_fields_is_one() -> None:
    line = only_line(READER, mt940(ENTRY, ":86:Termijn 3", ":86:van 12"))
    assert line.text == "Termijn 3 van 12"


def test_a_long_run_of_spaces_takes_no_long_time() -> None:
    line = only_line(READER, mt940(ENTRY, ":86:/REMI/ISSUER: " + " " * 1_000_000 + "x"))
    assert line.text == "ISSUER: x"


def test_a_word_broken_at_the_end_of_a_full_row_is_whole_again() -> None:
    row = "Termijn voor de rekening ".ljust(60, ".") + "10000"
    line = only_line(READER, mt940(ENTRY, f":86:{row}", "00000000011"))
    assert line.text.endswith(".1000000000000011")


def test_notes_below_the_closing_balance_are_no_part_of_a_payment() -> None:
    data = mt940(ENTRY, ":86:Termijn").replace(
        b"\r\n-\r\n", b"\r\n:86:/SUM/0/1/0,/12,5/\r\n-XXX\r\n"
    )
    assert only_line(READER, data).text == "Termijn"


def test_a_wire_message_with_blocks_is_read() -> None:
    body = mt940(ENTRY).removesuffix(b"-\r\n")
    data = b"{1:F01BANKNL2AXXXX0000000000}{2:I940BANKNL2AXXXN}{4:\r\n" + body + b"-}{5:}\r\n"
    assert only_line(READER, data).amount == 1250


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_names_survive_every_encoding_banks_use(encoding: str) -> None:
    data = mt940(ENTRY, ":86:Zoë Fictief, één termijn", encoding=encoding)
    assert only_line(READER, data).text == "Zoë Fictief, één termijn"


def test_a_soft_hyphen_becomes_one_that_can_be_seen() -> None:
    data = mt940(ENTRY, ":86:02\u00ad03\u00ad2026 10:15")
    assert only_line(READER, data).text == "02-03-2026 10:15"


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_every_kind_of_line_end_is_read(end: bytes) -> None:
    assert only_line(READER, mt940(ENTRY).replace(b"\r\n", end)).amount == 1250


@pytest.mark.parametrize("written", [OWN, f"{OWN}EUR", f"{OWN} EUR", "NL12 BANK 0123 4567 89"])
def test_the_account_is_the_bare_number(written: str) -> None:
    (statement,) = read(READER, mt940().replace(OWN.encode(), written.encode()))
    assert statement.account == OWN


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        (b":25:", "account (:25:)"),
        (b":60F:", "opening balance (:60F:)"),
        (b":62F:", "closing balance (:62F:)"),
    ],
)
def test_a_statement_without_its_frame_is_a_mistake(without: bytes, missing: str) -> None:
    rows = [row for row in mt940(ENTRY).split(b"\r\n") if not row.startswith(without)]
    assert mistakes(READER, b"\n".join(rows)) == [
        f"Line 1: the statement that begins here has no {missing}. "
        "The file may be cut off: download it again."
    ]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ((":6l:260302C1,00NTRFNONREF",), "Line 5:"),
        ((":60F:C260301EUR0,00",), "Line 5, :60F::"),
        ((":62F:C260331EUR0,00", ENTRY), "Line 6, :61::"),
        (("-", ENTRY), "Line 6:"),
    ],
)
def test_a_field_out_of_place_is_never_passed_by(rows: tuple[str, ...], place: str) -> None:
    assert any(mistake.startswith(place) for mistake in mistakes(READER, mt940(*rows)))


def test_a_time_broken_over_two_rows_is_no_tag() -> None:
    row = "Betaald op 2 maart".ljust(63, ".") + "12"
    line = only_line(READER, mt940(ENTRY, f":86:{row}", ":33:15 uur"))
    assert line.text.endswith("12:33:15 uur")


def test_balances_in_two_currencies_are_a_mistake() -> None:
    data = mt940().replace(b"C260331EUR", b"C260331USD")
    assert mistakes(READER, data) == [
        "Line 1: the balances of this statement must be in one currency."
    ]


def test_an_interim_report_is_refused_for_want_of_balances() -> None:
    data = b":20:X\n:25:NL12BANK0123456789\n:28C:1\n:34F:EURD0,\n:61:260302C1,00NTRFNONREF\n-\n"
    assert "no opening balance" in mistakes(READER, data)[0]


def test_another_library_finds_the_same_amounts_and_dates() -> None:
    library = pytest.importorskip("mt940")
    text = sample("statements.sta").decode()
    theirs = [
        [(int(entry.data["amount"].amount * 100), entry.data["date"]) for entry in statement]
        for statement in library.parse_statements(text, options=library.Options.all())
    ]
    ours = [
        [(line.amount, line.value_on) for line in statement.lines]
        for statement in read(READER, text.encode())
    ]
    assert ours == theirs

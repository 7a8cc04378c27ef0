"""Claims files: every bad line named by number, field and reason; the same file twice is one."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from portal.errors import BadFile
from portal.ledger import balances, holds, intake, references
from portal.ledger.models import Claim, LedgerEntry
from portal.ledger.origin import corrections
from portal.ledger.origin.models import Return
from portal.ledger.timebar.acts import bar_of_bill
from portal.municipality import load
from portal.people.models import AuditEvent, Person
from tests.builders import NOW

TOWN = load("oss")
KEY = "a key of the tests, and of nothing else"
BSN = "999993653"
GOOD = {
    "number": "V2026-1",
    "identity_scheme": "bsn",
    "identity_number": BSN,
    "debtor_kind": "person",
    "debtor_name": "A. Voorbeeld",
    "language": "nl",
    "address": "Voorbeeldstraat 1, 0000 AA Demostad",
    "kind": "benefit_recovery",
    "description": "Bijstand mei 2026: te veel betaald",
    "unit": "Team Terugvordering",
    "unit_phone": "0412-000 101",
    "arose_on": "2026-08-03",
    "due_on": "2026-09-14",
    "amount": "1234.50",
    "paid": "0.00",
    "stage": "open",
    "stage_on": "",
    "cause": "none",
    "months_paid": "0",
    "time_bar_on": "",
    "scheme": "",
}


def written(*rows: dict[str, str], separator: str = ",", columns: list[str] | None = None) -> bytes:
    """A claims file with these lines."""
    file = StringIO(newline="")
    writer = csv.DictWriter(
        file, columns or list(GOOD), delimiter=separator, extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def read(content: bytes) -> intake.ClaimFile:
    return intake.read(BytesIO(content), TOWN)


def mistakes(content: bytes) -> list[str]:
    return [str(mistake) for mistake in read(content).mistakes]


def take(session: Session, *rows: dict[str, str], skip_bad: bool = False) -> intake.Taken:
    """Import a file with these good lines."""
    file = read(written(*rows))
    assert not file.mistakes
    return intake.take(
        session,
        file.rows,
        municipality=TOWN,
        identity_key=KEY,
        now=NOW,
        actor="import",
        skip_bad=skip_bad,
    )


def how_much(session: Session) -> list[int]:
    """How many rows each table of an import has."""
    tables = (Person, Claim, LedgerEntry, AuditEvent)
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def the_claim(session: Session) -> Claim:
    return session.exec(select(Claim)).one()


# --- reading


def test_a_good_line_becomes_a_claim() -> None:
    (row,) = read(written(GOOD)).rows
    assert (row.line, row.number, row.amount, row.paid) == (2, "V2026-1", 1234_50, 0)
    assert (row.arose_on, row.due_on) == (date(2026, 8, 3), date(2026, 9, 14))
    assert row.time_bar_on is None


@pytest.mark.parametrize("separator", [",", ";"])
def test_comma_and_semicolon_both_do(separator: str) -> None:
    assert read(written(GOOD, separator=separator)).rows == read(written(GOOD)).rows


def test_a_byte_order_mark_windows_lines_and_empty_lines_do_not_matter() -> None:
    content = b"\xef\xbb\xbf" + written(GOOD).replace(b"\n", b"\r\n") + b"\r\n,,,\r\n"
    assert read(content).rows == read(written(GOOD)).rows


def test_columns_may_stand_in_any_order() -> None:
    assert read(written(GOOD, columns=sorted(GOOD))).rows == read(written(GOOD)).rows


def test_what_may_be_empty_may_be_left_out() -> None:
    short = ["paid", "address", "stage", "stage_on", "cause", "months_paid", "time_bar_on"]
    columns = [name for name in GOOD if name not in (*short, "scheme")]
    (row,) = read(written(GOOD, columns=columns)).rows
    assert (row.paid, row.stage, row.cause, row.months_paid) == (0, "open", "none", 0)
    assert row.scheme is None


def test_a_claim_names_the_act_it_rests_on(session: Session) -> None:
    take(session, GOOD | {"scheme": "ioaz"})
    assert the_claim(session).scheme == "ioaz"


def test_a_municipality_that_names_no_scheme_takes_none() -> None:
    content = written(GOOD | {"scheme": "pw"})
    told = intake.read(BytesIO(content), load("norddjurs")).mistakes
    assert ("scheme", "must be empty: the claims of this municipality name no scheme") in [
        (mistake.field, mistake.reason) for mistake in told
    ]


def test_accents_of_two_signs_become_one() -> None:
    (row,) = read(written(GOOD | {"debtor_name": "A. Voorbe\u0301"})).rows
    assert row.debtor_name == "A. Voorbé"


LONG = "x" * 400
BAD = [
    ("number", "", "must be filled in"),
    ("number", "V 1", "letters, digits"),
    ("number", "x" * 41, "letters, digits"),
    ("identity_scheme", "cpr", "must be one of bsn, kvk"),
    ("identity_number", "", "must be filled in"),
    ("identity_number", "999993654", "is not a number of this scheme"),
    ("identity_number", "99999365", "is not a number of this scheme"),
    ("debtor_kind", "business", "does not fit the scheme"),
    ("debtor_kind", "child", "must be one of business, person"),
    ("debtor_name", LONG, "at most 120"),
    ("debtor_name", "=1+1", "formula"),
    ("debtor_name", "@cmd", "formula"),
    ("debtor_name", "A.\x00B", "cannot be printed"),
    ("debtor_name", "A. \u202eVoorbeeld", "cannot be printed"),
    ("language", "fr", "must be one of"),
    ("address", "+1", "formula"),
    ("kind", "rent", "must be one of"),
    ("description", "", "must be filled in"),
    ("description", LONG, "at most 300"),
    ("description", f"Over {BSN[:4]}.{BSN[4:6]}.{BSN[6:]}", "holds the identity number"),
    ("unit", "-unit", "formula"),
    ("unit_phone", "=0412", "telephone"),
    ("unit_phone", "call us", "telephone"),
    ("arose_on", "03-08-2026", "date like"),
    ("arose_on", "2026-02-30", "date like"),
    ("arose_on", "0026-08-03", "date like"),
    ("due_on", "2026-08-02", "on or after arose_on"),
    ("amount", "1234,50", "amount like"),
    ("amount", "1.234.50", "amount like"),
    ("amount", "-5.00", "amount like"),
    ("amount", "5", "amount like"),
    ("amount", "0.00", "more than zero"),
    ("amount", "9999999999999.99", "larger than any claim"),
    ("paid", "1234.51", "not be more than amount"),
    ("stage", "lost", "must be one of"),
    ("stage_on", "2026-10-01", "empty for an open claim"),
    ("cause", "fraud", "must be one of"),
    ("months_paid", "1.5", "whole number of months"),
    ("months_paid", "601", "whole number of months"),
    ("time_bar_on", "2026-09-14", "after due_on"),
    ("time_bar_on", "later", "date like"),
    ("scheme", "aow", "must be empty or one of bbz, ioaw, ioaz, pw, tozo, wage_subsidy"),
    ("scheme", "IOAW", "must be empty or one of"),
]


@pytest.mark.parametrize(("field", "value", "reason"), BAD)
def test_a_bad_field_is_named_with_its_line_and_reason(field: str, value: str, reason: str) -> None:
    told = mistakes(written(GOOD, GOOD | {"number": "V2026-2", field: value}))
    assert any(line.startswith(f"line 3, field {field}: ") and reason in line for line in told)


@pytest.mark.parametrize(("field", "value", "reason"), BAD)
def test_one_bad_line_leaves_the_good_ones_readable(field: str, value: str, reason: str) -> None:
    file = read(written(GOOD | {"number": "V2026-2", field: value}, GOOD))
    assert [row.number for row in file.rows] == ["V2026-1"]


def test_a_reminder_cannot_come_before_the_last_day_to_pay() -> None:
    told = mistakes(written(GOOD | {"stage": "reminded", "stage_on": "2026-09-14"}))
    assert told == ["line 2, field stage_on: must be after due_on"]


@pytest.mark.parametrize("stage", ["reminded", "transferred"])
def test_a_stage_needs_its_day(stage: str) -> None:
    told = mistakes(written(GOOD | {"stage": stage}))
    assert told == ["line 2, field stage_on: must be filled in for this stage"]


def test_every_mistake_of_a_line_is_named() -> None:
    told = mistakes(written(GOOD | {"kind": "x", "amount": "x", "due_on": "x"}))
    assert [line.split(":")[0] for line in told] == [
        "line 2, field kind",
        "line 2, field due_on",
        "line 2, field amount",
    ]


def test_no_mistake_repeats_what_stood_there() -> None:
    secret = "123456789"
    for field in GOOD:
        bad = GOOD | {"identity_number": secret, field: secret}
        assert secret not in "".join(mistakes(written(bad)))
    shifted = written(GOOD).replace(b"V2026-1,bsn,", b"V2026-1,")
    assert BSN not in "".join(mistakes(shifted))


def test_a_row_shown_in_a_log_hides_the_number() -> None:
    assert BSN not in repr(read(written(GOOD)).rows)


def test_a_number_that_stands_twice_is_named_with_the_other_line() -> None:
    told = mistakes(written(GOOD, GOOD | {"amount": "5.00"}))
    assert told == ["line 3, field number: stands on line 2 too"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ["line 1, field header: the first line must name the columns"]),
        (b"\n\n", ["line 1, field header: the first line must name the columns"]),
    ],
)
def test_an_empty_file_is_named_so(content: bytes, told: list[str]) -> None:
    assert mistakes(content) == told


def test_a_missing_column_is_named() -> None:
    told = mistakes(written(GOOD, columns=[name for name in GOOD if name != "amount"]))
    assert told == ["line 1, field amount: this column is missing"]


def test_an_unknown_column_is_counted_off_and_a_double_one_named() -> None:
    content = written(GOOD)
    extra = content.replace(b"scheme\n", b"scheme,colour\n", 1)
    assert mistakes(extra) == ["line 1, field header: has a name that is not known in column 22"]
    double = content.replace(b"scheme\n", b"scheme,unit\n", 1)
    assert mistakes(double) == ["line 1, field unit: this column is there twice"]


def test_a_file_without_a_header_never_shows_its_first_line() -> None:
    headless = written(GOOD).split(b"\n", 1)[1]
    told = mistakes(headless)
    assert told
    assert BSN not in "".join(told)


def test_a_line_with_other_than_its_columns_is_named() -> None:
    content = written(GOOD).rstrip(b"\n") + b",more\n"
    assert mistakes(content) == ["line 2: has 22 fields, the header has 21"]


def test_an_open_quotation_mark_spoils_its_own_line_only() -> None:
    lines = written(GOOD, GOOD | {"number": "V2026-2"}).split(b"\n")
    lines[1] = lines[1].replace(b"A. Voorbeeld", b'"A. Voorbeeld')
    file = read(b"\n".join(lines))
    assert [str(mistake) for mistake in file.mistakes] == [
        "line 2: has a quotation mark that does not close"
    ]
    assert [row.number for row in file.rows] == ["V2026-2"]


def test_a_name_in_latin_1_is_named() -> None:
    content = written(GOOD | {"debtor_name": "A. Voorbe?ld"}).replace(b"?", b"\xe9")
    assert mistakes(content) == ["line 2, field debtor_name: is not UTF-8 text"]


def test_a_file_in_another_encoding_is_not_read() -> None:
    assert mistakes(written(GOOD).decode().encode("utf-16"))


def test_a_line_without_end_is_named() -> None:
    assert mistakes(written(GOOD | {"description": "x" * 9_000})) == [
        "line 2: is longer than 8000 bytes"
    ]


@given(st.binary(max_size=300))
def test_no_content_can_break_the_reader(content: bytes) -> None:
    read(content)
    read(written(GOOD) + content)


@given(st.sampled_from(list(GOOD)), st.text(max_size=30))
def test_any_text_in_any_field_gets_an_answer(field: str, value: str) -> None:
    file = read(written(GOOD | {field: value}) if value.isprintable() else written(GOOD))
    assert len(file.rows) + len({mistake.line for mistake in file.mistakes}) in (0, 1)


# --- taking


def test_a_claim_is_charged_on_the_day_it_arose(session: Session) -> None:
    assert take(session, GOOD) == intake.Taken(new=1, unchanged=0)
    claim = the_claim(session)
    (entry,) = session.exec(select(LedgerEntry)).all()
    assert (entry.booked_on, entry.amount, entry.kind) == (date(2026, 8, 3), 1234_50, "charge")
    assert (claim.principal, claim.stage, claim.reminded_on) == (1234_50, "open", None)


def test_what_was_paid_before_is_in_the_books(session: Session) -> None:
    take(session, GOOD | {"paid": "234.50", "months_paid": "7"})
    claim = the_claim(session)
    assert balances.of_claim(session, claim.id).total == 1000_00
    assert claim.months_paid == 7


def test_the_stage_keeps_its_day(session: Session) -> None:
    take(
        session,
        GOOD | {"stage": "reminded", "stage_on": "2026-10-01"},
        GOOD | {"number": "V2026-2", "stage": "transferred", "stage_on": "2026-10-15"},
    )
    reminded, transferred = session.exec(select(Claim).order_by(col(Claim.id))).all()
    assert (reminded.reminded_on, reminded.transferred_on) == (date(2026, 10, 1), None)
    assert (transferred.reminded_on, transferred.transferred_on) == (None, date(2026, 10, 15))


def test_every_claim_gets_a_valid_payment_reference_of_its_own(session: Session) -> None:
    take(session, *(GOOD | {"number": f"V2026-{number}"} for number in range(1, 30)))
    given_out = session.exec(select(Claim.payment_reference)).all()
    assert len(set(given_out)) == 29
    assert all(references.is_valid("nl16", reference) for reference in given_out)


def test_a_reference_that_another_claim_has_is_drawn_again(session: Session) -> None:
    take(session, GOOD)
    the_claim(session).payment_reference = references.issue("nl16", "V2026-2")
    take(session, GOOD | {"number": "V2026-2"})
    newest = session.exec(select(Claim).where(Claim.number == "V2026-2")).one()
    assert newest.payment_reference == references.issue("nl16", "V2026-2", attempt=1)


def test_one_debtor_with_two_claims_is_one_person(session: Session) -> None:
    take(session, GOOD, GOOD | {"number": "V2026-2", "debtor_name": "Other Spelling"})
    (person,) = session.exec(select(Person)).all()
    assert person.name == "A. Voorbeeld"


def test_the_identity_number_is_nowhere_in_the_database(session: Session) -> None:
    take(session, GOOD)
    for table in (Person, Claim, LedgerEntry, AuditEvent):
        assert BSN not in str([row.model_dump() for row in session.exec(select(table))])


def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    take(session, GOOD | {"paid": "5.00"})
    before = how_much(session)
    assert take(session, GOOD | {"paid": "5.00"}) == intake.Taken(new=0, unchanged=1)
    assert how_much(session) == before


def test_the_same_file_undoes_nothing_that_happened_here_since(session: Session) -> None:
    take(session, GOOD)
    claim = the_claim(session)
    claim.stage, claim.reminded_on = "reminded", date(2026, 10, 1)
    claim.time_bar_on = date(2031, 10, 2)
    assert take(session, GOOD).unchanged == 1
    assert (claim.stage, claim.reminded_on) == ("reminded", date(2026, 10, 1))


@pytest.mark.parametrize(
    "change",
    [
        {"identity_number": "999990019"},
        {"kind": "loan"},
        {"description": "Something else"},
        {"unit": "Another team"},
        {"unit_phone": "0412-000 102"},
        {"arose_on": "2026-08-04"},
        {"due_on": "2026-09-15"},
        {"amount": "1234.51"},
        {"paid": "1.00"},
        {"stage": "reminded", "stage_on": "2026-10-01"},
        {"cause": "intent"},
        {"months_paid": "1"},
        {"time_bar_on": "2030-01-01"},
        {"scheme": "ioaw"},
    ],
)
def test_a_known_number_with_other_content_is_a_mistake_that_names_the_field(
    session: Session, change: dict[str, str]
) -> None:
    take(session, GOOD)
    before = how_much(session)
    with pytest.raises(BadFile) as refused:
        take(session, GOOD | {"number": "V2026-0"}, GOOD | change)
    assert refused.value.mistakes == [
        f"line 3, field {field}: differs from the claim known under this number" for field in change
    ]
    assert how_much(session) == before


def test_bad_lines_can_be_left_out(session: Session) -> None:
    take(session, GOOD)
    taken = take(
        session,
        GOOD | {"amount": "5.00"},
        GOOD | {"number": "V2026-2"},
        skip_bad=True,
    )
    assert (taken.new, taken.unchanged) == (1, 0)
    assert [str(mistake) for mistake in taken.mistakes] == [
        "line 2, field amount: differs from the claim known under this number"
    ]


def test_a_thousand_known_lines_are_looked_up_in_portions(session: Session) -> None:
    rows = [GOOD | {"number": f"V2026-{number}"} for number in range(600)]
    take(session, *rows)
    assert take(session, *rows) == intake.Taken(new=0, unchanged=600)


@pytest.mark.parametrize(
    ("due_on", "town", "first"),
    [
        (date(2021, 12, 30), "oss", date(2026, 12, 31)),
        (date(2021, 12, 31), "oss", date(2027, 1, 1)),
        (date(2024, 2, 28), "norddjurs", date(2027, 3, 1)),
        (date(2024, 2, 29), "norddjurs", date(2027, 3, 1)),
        (date(2023, 2, 28), "oss", date(2028, 3, 1)),
    ],
)
def test_the_last_day_of_the_years_still_counts(due_on: date, town: str, first: date) -> None:
    assert bar_of_bill(load(town), due_on) == first


def test_a_judgment_gives_the_long_years_from_its_day() -> None:
    due_on, judged = date(2024, 2, 28), date(2025, 5, 5)
    assert bar_of_bill(load("norddjurs"), due_on, "judgment", judged) == date(2035, 5, 6)
    assert bar_of_bill(load("oss"), due_on, "judgment", judged) == date(2030, 5, 6)


def test_a_time_bar_that_was_interrupted_comes_from_the_file(session: Session) -> None:
    take(session, GOOD | {"time_bar_on": "2033-03-03"})
    assert the_claim(session).time_bar_on == date(2033, 3, 3)


def test_a_line_is_known_again_after_the_unit_corrected_the_claim(session: Session) -> None:
    take(session, GOOD)
    claim = the_claim(session)
    assert claim.id is not None
    held = {"key": "k", "kind": "returned", "reason": "x", "by": "staff:x", "now": NOW}
    hold = holds.place(session, claim_id=claim.id, from_on=NOW.date(), **held)
    moment = {"returned_on": NOW.date(), "returned_by": "staff:x", "returned_at": NOW}
    back = Return(ref="r", claim_id=claim.id, hold_id=hold.id, **moment)
    session.add(back)
    session.flush()
    for field, value in (("description", "Bijstand mei"), ("arose_on", date(2026, 8, 4))):
        corrections.correct(session, claim, back, field, value, "staff:x", NOW)
    assert take(session, GOOD).unchanged == 1
    with pytest.raises(BadFile, match="field description"):
        take(session, GOOD | {"description": "Bijstand mei"})

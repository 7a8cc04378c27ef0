"""camt.053 in the versions and habits of banks."""

from dataclasses import replace
from datetime import date

import pytest

from portal.adapters.bank import Camt053, camt053
from tests.adapters.bank.bank_files import OWN, camt, mistakes, ntry, only_line, read

READER = Camt053()
OTHER = "NL84BANK0000000101"


def of(amount: str, *, currency: str = "EUR", more: str = "") -> str:
    return f'<AmtDtls><TxAmt><Amt Ccy="{currency}">{amount}</Amt></TxAmt></AmtDtls>{more}'


def party(role: str, name: str, number: str) -> str:
    account = f"<{role}Acct><Id><IBAN>{number}</IBAN></Id></{role}Acct>" if number else ""
    return f"<{role}><Nm>{name}</Nm></{role}>{account}"


def ref(number: str) -> str:
    return f"<RmtInf><Strd><CdtrRefInf><Ref>{number}</Ref></CdtrRefInf></Strd></RmtInf>"


@pytest.mark.parametrize("version", ["01", "02", "04", "08", "12", "99"])
def test_every_version_is_read(version: str) -> None:
    data = camt(ntry(), version=version)
    assert READER.recognises(data)
    assert only_line(READER, data).amount == 3000


def test_the_newer_place_of_status_name_and_amount_is_read() -> None:
    payment = (
        '<Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        "<RltdPties><Dbtr><Pty><Nm>V. Voorbeeld</Nm></Pty></Dbtr></RltdPties>"
    )
    data = camt(ntry("30.00", payment, status="<Cd>BOOK</Cd>"), version="08")
    assert only_line(READER, data).counterparty_name == "V. Voorbeeld"


@pytest.mark.parametrize("status", ["PDNG", "INFO", "<Cd>FUTR</Cd>"])
def test_what_is_not_booked_is_left_out(status: str) -> None:
    (statement,) = read(READER, camt(ntry(status=status)))
    assert statement.lines == ()


def test_an_unknown_status_is_a_mistake() -> None:
    assert mistakes(READER, camt(ntry(), ntry(status=""))) == [
        "Stmt 1, Ntry 2: the status (Sts) must be BOOK, PDNG, INFO or FUTR."
    ]


def test_a_reversal_goes_where_its_own_sign_says() -> None:
    data = camt(ntry(sign="DBIT", more="<RvslInd>true</RvslInd>"))
    line = only_line(READER, data)
    assert (line.amount, line.is_reversal) == (-3000, True)


def test_a_payment_that_came_back_is_told_from_one_that_was_made() -> None:
    why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    returned, paid = ntry("5.00", of("5.00", more=why)), ntry("5.00", of("5.00"))
    (statement,) = read(READER, camt(returned, paid))
    assert [line.is_reversal for line in statement.lines] == [True, False]


def test_each_payment_of_a_batch_reaches_its_own_claim() -> None:
    (statement,) = read(
        READER, camt(ntry("30.00", of("10.00", more=ref("111")), of("20.00", more=ref("222"))))
    )
    assert [(line.amount, line.reference) for line in statement.lines] == [
        (1000, "111"),
        (2000, "222"),
    ]


def test_a_payment_may_go_against_its_batch() -> None:
    back = of("5.00", more="<CdtDbtInd>DBIT</CdtDbtInd>")
    (statement,) = read(READER, camt(ntry("30.00", of("35.00"), back)))
    assert [line.amount for line in statement.lines] == [3500, -500]


@pytest.mark.parametrize(
    "payments",
    [
        (of("10.00"), of("10.00")),
        (of("10.00"), "<Refs/>"),
        (of("10.00", currency="USD"), of("20.00")),
    ],
)
def test_a_batch_that_does_not_make_its_entry_stays_one_line(payments: tuple[str, ...]) -> None:
    assert only_line(READER, camt(ntry("30.00", *payments))).amount == 3000


def test_such_a_line_keeps_only_what_its_payments_agree_on() -> None:
    payments = [ref(number) + "<Refs><EndToEndId>E</EndToEndId></Refs>" for number in ("1", "2")]
    line = only_line(READER, camt(ntry("30.00", *payments)))
    assert (line.reference, line.end_to_end) == ("", "E")


def test_an_entry_of_nothing_is_still_an_entry() -> None:
    assert only_line(READER, camt(ntry("0.00"))).amount == 0


def test_the_debtor_pays_in_and_the_creditor_is_paid() -> None:
    both = party("Dbtr", "V. Voorbeeld", OTHER) + party("Cdtr", "Gemeente Voorbeeld", OWN)
    money_in = only_line(READER, camt(ntry("30.00", f"<RltdPties>{both}</RltdPties>")))
    money_out = only_line(
        READER, camt(ntry("30.00", f"<RltdPties>{both}</RltdPties>", sign="DBIT"))
    )
    assert money_in.counterparty_name == "V. Voorbeeld"
    assert money_out.counterparty_account == OTHER


def test_we_are_never_our_own_counterparty() -> None:
    only_us = f"<RltdPties>{party('Cdtr', 'Gemeente Voorbeeld', OWN)}</RltdPties>"
    line = only_line(READER, camt(ntry("30.00", only_us)))
    assert (line.counterparty_name, line.counterparty_account) == ("", "")


def test_a_second_reference_of_a_payment_is_kept_in_its_text() -> None:
    payment = ref("111") + ref("222") + "<RmtInf><Ustrd>Twee</Ustrd></RmtInf>"
    line = only_line(READER, camt(ntry("30.00", payment)))
    assert (line.reference, line.text) == ("111", "222 Twee")


def test_the_words_of_payer_and_bank_are_kept_once_each() -> None:
    payment = (
        "<RmtInf><Ustrd>Termijn 3</Ustrd><Ustrd>van 12</Ustrd></RmtInf>"
        "<AddtlTxInf>Termijn 3</AddtlTxInf>"
    )
    more = "<AddtlNtryInf>Overboeking</AddtlNtryInf>"
    line = only_line(READER, camt(ntry("30.00", payment, more=more)))
    assert line.text == "Termijn 3 van 12 Overboeking"


@pytest.mark.parametrize(
    "written",
    [
        "<Dt>2026-03-02</Dt>",
        "<Dt>2026-03-02+01:00</Dt>",
        "<DtTm>2026-03-02T23:59:59.999Z</DtTm>",
        "<DtTm>2026-03-02T00:30:00+01:00</DtTm>",
    ],
)
def test_the_booking_date_is_the_day_the_bank_wrote(written: str) -> None:
    assert only_line(READER, camt(ntry(booked=written))).booked_on == date(2026, 3, 2)


def test_without_a_booking_date_the_value_date_counts() -> None:
    data = camt(ntry(more="<ValDt><Dt>2026-03-05</Dt></ValDt>"))
    data = data.replace(b"<BookgDt><Dt>2026-03-02</Dt></BookgDt>", b"")
    assert only_line(READER, data).booked_on == date(2026, 3, 5)


@pytest.mark.parametrize("written", ["", "<Dt>2026-02-30</Dt>", "<Dt>26-03-02</Dt>", "<Dt>x</Dt>"])
def test_a_date_that_is_none_is_a_mistake(written: str) -> None:
    assert mistakes(READER, camt(ntry(booked=written))) == [
        "Stmt 1, Ntry 1: BookgDt must hold a date such as 2026-01-31."
    ]


@pytest.mark.parametrize("written", ["", "x", "-1.00", "1,00", "1 000.00", "1e3", "١٢.٠٠", "NaN"])
def test_an_amount_that_is_none_is_a_mistake(written: str) -> None:
    (mistake,) = mistakes(READER, camt(ntry(written)))
    assert mistake.startswith("Stmt 1, Ntry 1: the amount must be digits")


def test_an_amount_in_another_currency_than_the_account_is_a_mistake() -> None:
    data = camt(ntry()).replace(b'"EUR">30.00', b'"USD">30.00')
    (mistake,) = mistakes(READER, data)
    assert mistake.startswith("Stmt 1, Ntry 1: the amount (Amt) must be in EUR")


@pytest.mark.parametrize(("code", "which"), [("OPBD", "opening"), ("CLBD", "closing")])
def test_a_missing_balance_is_a_mistake(code: str, which: str) -> None:
    data = camt().replace(code.encode(), b"XPCD")
    assert mistakes(READER, data) == [
        f"Stmt 1: the {which} balance ({code}) is missing. Ask the bank for a full statement."
    ]


def test_several_mistakes_are_named_together() -> None:
    found = mistakes(READER, camt(ntry("x"), ntry(), ntry(sign="?")))
    assert [mistake.split(":")[0] for mistake in found] == ["Stmt 1, Ntry 1", "Stmt 1, Ntry 3"]


def test_utf_16_is_read_too() -> None:
    data = camt(ntry()).decode().encode("utf-16")
    assert READER.recognises(data)
    assert only_line(READER, data).amount == 3000


def test_a_file_cut_off_names_the_line_where_it_ends() -> None:
    assert mistakes(READER, camt(ntry())[:-20]) == [
        "Line 1: the XML is broken or cut off. "
        "Download the statement as camt.053 from the bank again."
    ]


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    "prologue",
    [
        LAUGHS,
        '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://bank.example/a.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(prologue: str) -> None:
    (mistake,) = mistakes(READER, prologue.encode() + camt(ntry(more="<X>&c;</X>")))
    assert mistake.startswith("The file declares a document type, which is refused.")


def test_an_encoding_nobody_knows_is_refused() -> None:
    data = b'<?xml version="1.0" encoding="klingon"?>' + camt()
    assert mistakes(READER, data)


def test_other_xml_is_refused_with_its_name_for_it() -> None:
    (mistake,) = mistakes(READER, camt().replace(b"camt.053", b"camt.054"))
    assert mistake.startswith("The file is XML, but not a camt.053 statement.")


def test_a_file_without_statements_is_refused() -> None:
    data = camt().replace(b"Stmt>", b"Rpt>").replace(b"BkToCstmrRpt>", b"BkToCstmrStmt>")
    assert "no statement (Stmt)" in mistakes(READER, data)[0]


def test_endless_depth_is_refused() -> None:
    data = camt(ntry(more="<X>" * 100_000))
    assert "more elements" in mistakes(READER, data)[0]


def test_endless_breadth_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt053, "FORMAT", replace(camt053.FORMAT, most_elements=1000))
    assert "more elements" in mistakes(READER, camt(ntry(more="<X/>" * 1000)))[0]

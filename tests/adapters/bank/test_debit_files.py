"""What goes to the bank to collect is valid by its schema; what comes back is read or refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from sepaxml.validation import try_valid_xml

from portal.adapters.bank import READERS
from portal.adapters.bank.pain001 import Pain001
from portal.adapters.bank.pain002 import Pain002Reader
from portal.adapters.bank.pain008 import SCHEMA, Pain008Writer
from portal.errors import BadFile
from portal.ports import reader_for
from portal.ports.bank import Transfer
from portal.ports.debits import Debit, DebitOrder

pytestmark = pytest.mark.slow
IBAN = "NL91ABNA0417164300"
DEBIT = Debit(
    end_to_end="E0123456789ABCDEF0123",
    amount=25_00,
    mandate="M0123456789ABCDEF0123",
    signed_on=date(2026, 11, 2),
    account=IBAN,
    name="V. Test",
    text="Town M0123456789ABCDEF0123",
    sequence="FRST",
)
ORDER = DebitOrder(
    message_id="B0123456789ABCDEF0123-1",
    made_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    collect_on=date(2026, 12, 1),
    creditor="Town",
    creditor_id="NL00ZZZ000000000000",
    account=IBAN,
    bank="ABNANL2A",
    scheme="CORE",
    currency="EUR",
    debits=(DEBIT,),
)
NS = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}


def written(*debits: Debit) -> bytes:
    return Pain008Writer().write(replace(ORDER, debits=debits))


def test_a_file_is_valid_by_its_schema_and_sums_what_it_holds() -> None:
    file = written(DEBIT, replace(DEBIT, end_to_end="E2", amount=99, sequence="RCUR"))
    try_valid_xml(file, SCHEMA)
    root = fromstring(file)
    header = root.find("p:CstmrDrctDbtInitn/p:GrpHdr", NS)
    assert header.findtext("p:NbOfTxs", "", NS) == "2"
    assert header.findtext("p:CtrlSum", "", NS) == "25.99"
    names = [one.text for one in root.iterfind(".//p:PmtInfId", NS)]
    assert names == [f"{ORDER.message_id}-FRST", f"{ORDER.message_id}-RCUR"]


def test_the_same_order_gives_the_same_bytes() -> None:
    assert written(DEBIT) == written(DEBIT)


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Çıtır-Ødegård",
        "A & B <C>",
        "Ю" * 80,
        "x" * 200,
        "_",
        "💶",
        "\U0001e900",
        "O'Neill/Co. (x)",
    ],
)
def test_any_name_makes_a_valid_file(name: str) -> None:
    try_valid_xml(written(replace(DEBIT, name=name)), SCHEMA)


@pytest.mark.parametrize("name", ["Zoë Çıtır-Ødegård", "A & B <C>", "💶", "\U0001e900", "\0", ""])
def test_no_name_of_a_payee_stops_the_others(name: str) -> None:
    payees = ("J. Jansen", name)
    made = Pain001().write(
        [Transfer(f"RF{no}", 100, payee, IBAN) for no, payee in enumerate(payees)],
        message_id="B1",
        made_at=ORDER.made_at,
        on=ORDER.collect_on,
        payer="Gemeente",
        account=IBAN,
        text="terug",
    )
    assert made.count(b"<Cdtr><Nm>") == 2


REPORT = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-27T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>B1</OrgnlMsgId><OrgnlMsgNmId>pain.008</OrgnlMsgNmId>
</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1-FRST</OrgnlPmtInfId>
<TxInfAndSts><StsId>7</StsId><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""


def test_a_report_tells_what_was_rejected_and_why() -> None:
    (one,) = Pain002Reader().read(BytesIO(REPORT.encode()))
    assert (one.key, one.end_to_end, one.reason) == ("R1/7", "E1", "AC04")
    assert one.on == date(2026, 11, 27)


BOMB = '<!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "not xml",
        REPORT[:300],
        REPORT.replace("CstmrPmtStsRpt", "Other"),
        REPORT.replace("2026-11-27T08", "2026-02-30T08"),
        REPORT.replace('<?xml version="1.0"?>', BOMB),
        REPORT.replace('version="1.0"', 'version="1.0" encoding="klingon"'),
    ],
)
def test_a_spoilt_report_is_refused_in_a_sentence(spoilt: str) -> None:
    with pytest.raises(BadFile):
        Pain002Reader().read(BytesIO(spoilt.encode()))


RETURNED = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-12-04T08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>1</Id><CreDtTm>2026-12-04T08:00:00</CreDtTm>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-03</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">75.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-04</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">25.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-12-04</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><EndToEndId>E1</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>
</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


def test_a_statement_tells_why_a_direct_debit_came_back() -> None:
    reader = reader_for(RETURNED.encode()[:400], READERS)
    assert reader is not None
    (statement,) = reader.read(BytesIO(RETURNED.encode()))
    (line,) = statement.lines
    assert (line.amount, line.end_to_end, line.is_reversal) == (-25_00, "E1", True)
    assert "AM04" in line.text

"""Small bank files for the tests, around the entries a test is about."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from portal.errors import BadFile
from portal.ports.bank import Statement, StatementLine, StatementReader

SAMPLES = Path(__file__).parent / "samples"
OWN = "NL12BANK0123456789"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def read(reader: StatementReader, data: bytes) -> Sequence[Statement]:
    return reader.read(io.BytesIO(data))


def mistakes(reader: StatementReader, data: bytes) -> list[str]:
    with pytest.raises(BadFile) as caught:
        read(reader, data)
    return caught.value.mistakes


def only_line(reader: StatementReader, data: bytes) -> StatementLine:
    (statement,) = read(reader, data)
    (line,) = statement.lines
    return line


def mt940(*rows: str, encoding: str = "utf-8") -> bytes:
    """One statement on OWN with these rows between its balances; the first is line 5."""
    head = [":20:X", f":25:{OWN}", ":28C:1", ":60F:C260301EUR0,00"]
    text = "\r\n".join([*head, *rows, ":62F:C260331EUR0,00", "-", ""])
    return text.encode(encoding)


def camt(*entries: str, version: str = "02") -> bytes:
    """One statement on OWN with these entries."""
    balances = "".join(_balance(code) for code in ("OPBD", "CLBD"))
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<Document xmlns="{namespace}"><BkToCstmrStmt><Stmt><Id>X</Id>'
        f"<Acct><Id><IBAN>{OWN}</IBAN></Id></Acct>{balances}{''.join(entries)}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(code: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        '<Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>'
    )


def ntry(
    amount: str = "30.00",
    *payments: str,
    sign: str = "CRDT",
    status: str = "BOOK",
    booked: str = "<Dt>2026-03-02</Dt>",
    more: str = "",
) -> str:
    """One entry; each payment is what stands in its TxDtls."""
    details = "".join(f"<TxDtls>{payment}</TxDtls>" for payment in payments)
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt>{booked}</BookgDt><NtryDtls>{details}</NtryDtls>{more}</Ntry>"
    )

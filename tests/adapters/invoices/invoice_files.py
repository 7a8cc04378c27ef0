"""Small invoices for the tests, around what a test is about."""

import io

import pytest

from portal.adapters.invoices import Ubl
from portal.errors import BadFile
from portal.ports.invoices import Invoice

KVK = '<cbc:CompanyID schemeID="0106">99990015</cbc:CompanyID>'
_NAMESPACES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{kind}-2"'
    ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
LOWERS = (
    "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID>"
    "</cac:InvoiceDocumentReference></cac:BillingReference>"
)


def money(name: str, amount: str, currency: str = "EUR") -> str:
    return f'<cbc:{name} currencyID="{currency}">{amount}</cbc:{name}>'


def ubl(
    *,
    kind: str = "Invoice",
    number: str = "F-1",
    issued: str = "2026-10-05",
    due: str = "2026-11-02",
    code: str = "380",
    currency: str = "EUR",
    lowers: str = "",
    debtor: str = KVK,
    name: str = "Voorbeeld B.V.",
    lines: tuple[str, ...] = ("100.00",),
    tax: str = "21.00",
    payable: str = "121.00",
    totals: str = "",
    more: str = "",
) -> bytes:
    """One document; `totals` takes the place of all in LegalMonetaryTotal but what is to pay."""
    totals = totals or money("LineExtensionAmount", _sum(lines), currency)
    due_on = f"<cbc:DueDate>{due}</cbc:DueDate>" if due else ""
    billed = "".join(_line(kind, amount, currency) for amount in lines)
    type_code = f"<cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} {_NAMESPACES.format(kind=kind)}>\n'
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{due_on}{type_code}\n"
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>{more}"
        f"{LOWERS.format(number=lowers) if lowers else ''}\n"
        f"{_supplier()}\n"
        "<cac:AccountingCustomerParty><cac:Party><cac:PostalAddress>"
        "<cbc:StreetName>Proefstraat 1</cbc:StreetName><cbc:CityName>Demostad</cbc:CityName>"
        "<cbc:PostalZone>0000 AA</cbc:PostalZone></cac:PostalAddress><cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{name}</cbc:RegistrationName>{debtor}</cac:PartyLegalEntity>"
        "</cac:Party></cac:AccountingCustomerParty>\n"
        f"<cac:TaxTotal>{money('TaxAmount', tax, currency)}</cac:TaxTotal>\n"
        f"<cac:LegalMonetaryTotal>{totals}{money('PayableAmount', payable, currency)}"
        f"</cac:LegalMonetaryTotal>\n{billed}\n</{kind}>\n"
    ).encode()


def credit_note(**fields: str | tuple[str, ...]) -> bytes:
    """A credit note of 24.20 for the invoice F-1."""
    given = {"number": "K-1", "lowers": "F-1", "code": "381", "due": "", "issued": "2026-10-20"}
    amounts = {"lines": ("20.00",), "tax": "4.20", "payable": "24.20"}
    return ubl(kind="CreditNote", **{**given, **amounts, **fields})  # type: ignore[arg-type]


def _sum(lines: tuple[str, ...]) -> str:
    cents = sum(round(float(amount) * 100) for amount in lines)
    return f"{cents / 100:.2f}"


def _line(kind: str, amount: str, currency: str) -> str:
    return (
        f"<cac:{kind}Line>{money('LineExtensionAmount', amount, currency)}"
        f"<cac:Item><cbc:Name>Zaalhuur</cbc:Name></cac:Item></cac:{kind}Line>"
    )


def _supplier() -> str:
    return (
        "<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Team Zalen</cbc:Name>"
        "</cac:PartyName><cac:Contact><cbc:Telephone>0412-000 103</cbc:Telephone></cac:Contact>"
        "</cac:Party></cac:AccountingSupplierParty>"
    )


def read(data: bytes) -> Invoice:
    return Ubl().read(io.BytesIO(data))


def mistakes(data: bytes) -> list[str]:
    with pytest.raises(BadFile) as caught:
        read(data)
    return caught.value.mistakes

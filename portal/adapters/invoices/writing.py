"""Writes invoices as UBL 2.1, from what the portal knows of a claim: one line, no tax of its own.

What the reader of this package reads from it is what was put in.
"""

from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

from portal import money
from portal.ports.invoices import Invoice, InvoiceParty

_SPACES = {
    "xmlns": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "xmlns:cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "xmlns:cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
"""Written as they stand: prefixes that the library keeps are shared with writers of other files."""
_REGISTERS = {"kvk": "0106", "cvr": "0184"}
_BRANCHES = {"kvk": "0106", "cvr": "0096"}
"""The codes of the registers, for a business and for its branches."""
_KIND = "380"
"""A commercial invoice."""


class UblWriter:
    """The writer of UBL invoices."""

    mimetype = "application/xml"

    def write(self, invoice: Invoice) -> bytes:
        """Return the file; the same invoice gives the same bytes."""
        root = Element("Invoice", _SPACES)
        _text(root, "ID", invoice.number)
        _day(root, "IssueDate", invoice.issued_on)
        _day(root, "DueDate", invoice.due_on)
        _text(root, "InvoiceTypeCode", _KIND)
        _text(root, "DocumentCurrencyCode", invoice.currency)
        if invoice.period_from:
            period = _part(root, "InvoicePeriod")
            _day(period, "StartDate", invoice.period_from)
            _day(period, "EndDate", invoice.period_to)
        _party(_part(root, "AccountingSupplierParty"), invoice.supplier)
        _party(_part(root, "AccountingCustomerParty"), invoice.debtor)
        total = _part(root, "LegalMonetaryTotal")
        for name in ("LineExtensionAmount", "PayableAmount"):
            _amount(total, name, invoice)
        line = _part(root, "InvoiceLine")
        _text(line, "ID", "1")
        _amount(line, "LineExtensionAmount", invoice)
        _text(_part(line, "Item"), "Name", invoice.about)
        found: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return found


def _party(role: Element, told: InvoiceParty) -> None:
    party = _part(role, "Party")
    if told.branch:
        _numbered(_part(party, "PartyIdentification"), "ID", told.branch, _BRANCHES[told.scheme])
    if told.name:
        _text(_part(party, "PartyName"), "Name", told.name)
    if told.address:
        _text(_part(party, "PostalAddress"), "StreetName", told.address)
    legal = _part(party, "PartyLegalEntity")
    _text(legal, "RegistrationName", told.name)
    if told.number:
        _numbered(legal, "CompanyID", told.number, _REGISTERS[told.scheme])
    if told.phone:
        _text(_part(party, "Contact"), "Telephone", told.phone)


def _part(within: Element, name: str) -> Element:
    return SubElement(within, f"cac:{name}")


def _text(within: Element, name: str, text: str) -> Element:
    found = SubElement(within, f"cbc:{name}")
    found.text = text
    return found


def _numbered(within: Element, name: str, number: str, scheme: str) -> None:
    _text(within, name, number).set("schemeID", scheme)


def _day(within: Element, name: str, day: date | None) -> None:
    if day is not None:
        _text(within, name, day.isoformat())


def _amount(within: Element, name: str, invoice: Invoice) -> None:
    _text(within, name, money.plain(invoice.amount)).set("currencyID", invoice.currency)

"""Reads UBL 2.1 invoices and credit notes: Peppol BIS Billing 3, OIOUBL and plain UBL alike."""

from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.adapters.invoices.document import document
from portal.adapters.invoices.party import party
from portal.adapters.invoices.totals import payable
from portal.adapters.invoices.values import day, inner
from portal.adapters.mistakes import Mistake, Mistakes
from portal.adapters.safe_xml import is_named
from portal.ports.invoices import Invoice, InvoiceParty

_NAMESPACES = (b":ubl:schema:xsd:Invoice-2", b":ubl:schema:xsd:CreditNote-2")
REFUSED = {
    "325": "is a pro forma invoice (325), which asks for nothing. Send the invoice itself.",
    "384": "is a corrected invoice (384). Send a credit note for the old one and a new invoice.",
    "389": "is an invoice the customer wrote (389). Send one of the municipality's own.",
}
"""Kinds of documents that make no claim, by their code."""


class Ubl:
    """The reader of UBL files."""

    def recognises(self, head: bytes) -> bool:
        """Say whether the file begins as XML that names a UBL invoice or credit note."""
        return is_named(head, *_NAMESPACES)

    def read(self, file: BinaryIO) -> Invoice:
        """Return the document in the file. Raises BadFile with a sentence per mistake."""
        return _invoice(document(file))


def _invoice(root: Element) -> Invoice:
    mistakes = Mistakes()
    number, currency = (_needed(root, name, mistakes) for name in ("ID", "DocumentCurrencyCode"))
    lowers = _lowers(root, mistakes)
    _kind(root, mistakes)
    debtor = _debtor(root, mistakes)
    to_pay = payable(root, currency, mistakes)
    if to_pay is not None and to_pay <= 0:
        mistakes.add("LegalMonetaryTotal/PayableAmount: must be more than zero.")
    days = _days(root, mistakes)
    mistakes.stop()
    assert to_pay is not None
    assert days["IssueDate"] is not None
    return Invoice(
        number=number,
        issued_on=days["IssueDate"],
        currency=currency,
        amount=to_pay,
        supplier=_supplier(root),
        debtor=debtor,
        about=_about(root),
        due_on=days["DueDate"] or days["PaymentMeans/PaymentDueDate"],
        period_from=days["InvoicePeriod/StartDate"],
        period_to=days["InvoicePeriod/EndDate"],
        credits=lowers,
    )


def _needed(root: Element, name: str, mistakes: Mistakes) -> str:
    text = inner(root, name)
    if not text:
        mistakes.add(f"{name}: is missing.")
    return text


def _lowers(root: Element, mistakes: Mistakes) -> str:
    """The one invoice a credit note is about; nothing for an invoice."""
    if root.tag != "CreditNote":
        return ""
    named = {inner(one, "ID") for one in root.findall(_LOWERED)} - {""}
    if len(named) != 1:
        why = "names more than one invoice" if named else "is missing"
        mistakes.add(f"{_LOWERED}/ID: {why}. A credit note names the one invoice it lowers.")
    return min(named, default="")


def _debtor(root: Element, mistakes: Mistakes) -> InvoiceParty:
    """Who is to pay. A credit note need not say so again: its invoice did."""
    found = party(root, "AccountingCustomerParty")
    if not found.number and root.tag == "Invoice":
        mistakes.add(_NOBODY)
    return found


_LOWERED = "BillingReference/InvoiceDocumentReference"
_NOBODY = (
    "AccountingCustomerParty: holds no number that says which business is to pay: a KvK number"
    " (scheme 0106) or a CVR number (scheme 0184 or DK:CVR). A GLN, OIN or VAT number does not."
)
_DAYS = (
    "IssueDate",
    "DueDate",
    "PaymentMeans/PaymentDueDate",
    "InvoicePeriod/StartDate",
    "InvoicePeriod/EndDate",
)


def _days(root: Element, mistakes: Mistakes) -> dict[str, date | None]:
    found: dict[str, date | None] = dict.fromkeys(_DAYS)
    before = mistakes.count
    for path in _DAYS:
        try:
            found[path] = day(root, path)
        except Mistake as mistake:
            mistakes.add(str(mistake))
    if found["IssueDate"] is None and mistakes.count == before:
        mistakes.add("IssueDate: is missing.")
    return found


def _kind(root: Element, mistakes: Mistakes) -> None:
    code = inner(root, "InvoiceTypeCode")
    if code in REFUSED:
        mistakes.add(f"InvoiceTypeCode: {REFUSED[code]}")


def _supplier(root: Element) -> InvoiceParty:
    """Who sends it, by the name the customer knows."""
    found = party(root, "AccountingSupplierParty")
    name = inner(root, "AccountingSupplierParty/Party/PartyName/Name") or found.name
    return InvoiceParty(found.scheme, found.number, name, found.address, found.phone)


def _about(root: Element) -> str:
    """What is billed: the names on the lines, each once; else the note."""
    lines = [*root.findall("InvoiceLine"), *root.findall("CreditNoteLine")]
    names = [inner(line, "Item/Name", "Item/Description") for line in lines]
    return ", ".join(dict.fromkeys(name for name in names if name)) or inner(root, "Note")

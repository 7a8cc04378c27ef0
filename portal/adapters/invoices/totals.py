"""What an invoice comes to, and whether its sums are right to the cent.

Held against each other is what all kinds of UBL share. The amount without tax is left out: OIOUBL
writes the tax itself in that element.
"""

from xml.etree.ElementTree import Element

from portal.adapters.invoices.values import amount
from portal.adapters.mistakes import Mistake, Mistakes

_TOTAL = "LegalMonetaryTotal"
_LINES = ("InvoiceLine", "CreditNoteLine")


def payable(document: Element, currency: str, mistakes: Mistakes) -> int | None:
    """Return what is to be paid; None when something is wrong with the amounts."""
    before = mistakes.count
    found = {name: _of(document, name, currency, mistakes) for name in _NAMES}
    to_pay = found["PayableAmount"]
    if to_pay is None and mistakes.count == before:
        mistakes.add(f"{_TOTAL}/PayableAmount: is missing.")
    if mistakes.count > before:
        return None
    lines = _sum(document, _LINES, "LineExtensionAmount", currency, mistakes)
    tax = _sum(document, ("TaxTotal",), "TaxAmount", currency, mistakes, own_only=True)
    for name, wanted in _expected(found, lines, tax).items():
        if found[name] is not None and found[name] != wanted:
            mistakes.add(f"{_TOTAL}/{name}: is not what the amounts before it come to.")
    return to_pay if mistakes.count == before else None


_NAMES = (
    "LineExtensionAmount",
    "TaxInclusiveAmount",
    "AllowanceTotalAmount",
    "ChargeTotalAmount",
    "PrepaidAmount",
    "PayableRoundingAmount",
    "PayableAmount",
)


def _of(document: Element, name: str, currency: str, mistakes: Mistakes) -> int | None:
    try:
        return amount(document.find(_TOTAL), name, currency)
    except Mistake as mistake:
        mistakes.add(f"{_TOTAL}/{mistake}")
        return None


def _sum(
    document: Element,
    elements: tuple[str, ...],
    name: str,
    currency: str,
    mistakes: Mistakes,
    *,
    own_only: bool = False,
) -> int:
    """Add up; tax may stand there a second time, in the currency of the books."""
    total = 0
    for place in (found for element in elements for found in document.findall(element)):
        told = place.find(name)
        if own_only and told is not None and told.get("currencyID", currency) != currency:
            continue
        with mistakes.at(place.tag):
            total += amount(place, name, currency) or 0
    return total


def _expected(found: dict[str, int | None], lines: int, tax: int) -> dict[str, int]:
    """What each total must be, from what stands before it."""
    known = {name: value or 0 for name, value in found.items()}
    with_tax = lines - known["AllowanceTotalAmount"] + known["ChargeTotalAmount"] + tax
    to_pay = with_tax - known["PrepaidAmount"] + known["PayableRoundingAmount"]
    return {
        "LineExtensionAmount": lines,
        "TaxInclusiveAmount": with_tax,
        "PayableAmount": to_pay,
    }

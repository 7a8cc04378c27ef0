"""Who sent an invoice and who is to pay it.

Only a number of the trade register identifies a business: KvK in the Netherlands, CVR in Denmark.
A GLN names a place, an OIN a government office, a VAT or SE number a taxpayer: they are passed by.
"""

import re
from xml.etree.ElementTree import Element

from portal.adapters.invoices.values import inner
from portal.ports.invoices import InvoiceParty

SCHEMES = {"0106": "kvk", "NL:KVK": "kvk", "0184": "cvr", "DK:CVR": "cvr"}
"""The codes of the registers: of ISO 6523, as Peppol has them, and of OIOUBL."""
_PLACES = ("PartyLegalEntity/CompanyID", "PartyIdentification/ID", "EndpointID")
"""Where a number can stand; the registered one goes before the address on the network."""
BRANCHES = {"0096": 10, "DK:P": 10, "0106": 12, "NL:KVK": 12}
"""The codes under which the number of a branch stands, and its digits."""
_NAMES = ("PartyLegalEntity/RegistrationName", "PartyName/Name")
_STREET = ("PostalAddress/StreetName", "PostalAddress/BuildingNumber")
_TOWN = ("PostalAddress/PostalZone", "PostalAddress/CityName")


def party(document: Element, role: str) -> InvoiceParty:
    """Return the party in this role: `AccountingCustomerParty` or `AccountingSupplierParty`."""
    found = document.find(f"{role}/Party")
    if found is None:
        return InvoiceParty()
    scheme, number = _identity(found)
    return InvoiceParty(
        scheme=scheme,
        number=number,
        name=inner(found, *_NAMES),
        address=_address(found),
        phone=inner(found, "Contact/Telephone"),
        branch=_branch(found),
    )


def _identity(found: Element) -> tuple[str, str]:
    """Return the first number of a register; that of a branch is none."""
    for place in _PLACES:
        for one in found.findall(place):
            scheme, number = SCHEMES.get(one.get("schemeID", "").upper()), _bare(one)
            if scheme and number and not _is_branch(one, number):
                return scheme, number
    return "", ""


def _branch(found: Element) -> str:
    """Return the number of the branch, where one stands beside that of the business."""
    numbers = ((one, _bare(one)) for place in _PLACES for one in found.findall(place))
    return next((number for one, number in numbers if _is_branch(one, number)), "")


def _is_branch(one: Element, number: str) -> bool:
    digits = BRANCHES.get(one.get("schemeID", "").upper())
    return number.isascii() and number.isdigit() and len(number) == digits


def _bare(one: Element) -> str:
    """The number without the country's letters and spaces."""
    return re.sub(r"^(DK|NL)|[\s.-]", "", (one.text or "").strip())


def _address(found: Element) -> str:
    lines = (
        " ".join(text for path in paths if (text := inner(found, path)))
        for paths in (_STREET, ("PostalAddress/AdditionalStreetName",), _TOWN)
    )
    return ", ".join(line for line in lines if line)

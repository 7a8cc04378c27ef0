"""The root element of a UBL file; what is no invoice, or too large for one, is refused."""

import re
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.adapters import safe_xml
from portal.errors import BadFile

MOST_BYTES = 20 * 1024 * 1024
"""The largest invoice that is read, pictures inside it included."""
FORMAT = safe_xml.Format(
    root=re.compile(r"\{urn:oasis:names:specification:ubl:schema:xsd:(Invoice|CreditNote)-2\}\1$"),
    other="The file is XML, but no UBL invoice or credit note.",
    too_much="The file holds more elements than an invoice has.",
    again="Ask whoever sent the invoice for the file again.",
    most_elements=500_000,
)


def document(file: BinaryIO) -> Element:
    """Return the root element, `Invoice` or `CreditNote`. Raises BadFile."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        told = f"The file is larger than {most} MB, too large for one invoice. {FORMAT.again}"
        raise BadFile([told])
    return safe_xml.read(data, FORMAT)

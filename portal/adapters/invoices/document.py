"""Turns the bytes of a UBL file into elements by bare names, and refuses what is no invoice."""

from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder

from portal.adapters import safe_xml
from portal.adapters.bank.mistakes import Mistake
from portal.errors import BadFile

ROOTS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
}
MOST_BYTES = 20 * 1024 * 1024
"""The largest invoice that is read, pictures inside it included."""
MOST_DEPTH = 60
MOST_ELEMENTS = 500_000
_AGAIN = "Ask whoever sent the invoice for the file again."


class _Builder(TreeBuilder):
    """Builds elements by their bare names, and stops a file that goes too deep or too far."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._count == 1 and tag not in ROOTS:
            raise Mistake("The file is XML, but no UBL invoice or credit note.")
        if self._depth > MOST_DEPTH or self._count > MOST_ELEMENTS:
            raise Mistake("The file holds more elements than an invoice has.")
        return super().start(_bare(tag), attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_bare(tag))


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def content(file: BinaryIO) -> bytes:
    """Return the bytes of the file. Raises BadFile when it is too large to be one invoice."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise BadFile([f"The file is larger than {most} MB, too large for one invoice. {_AGAIN}"])
    return data


def document(data: bytes) -> Element:
    """Return the root element, `Invoice` or `CreditNote`. Raises BadFile."""
    return safe_xml.read(data, _Builder(), _AGAIN)

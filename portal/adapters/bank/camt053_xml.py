"""Turns the bytes of an ISO 20022 file into elements, and refuses what no bank sends."""

import re
from xml.etree.ElementTree import Element, TreeBuilder

from portal.adapters import safe_xml
from portal.adapters.bank.mistakes import Mistake

CAMT053 = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d\}")
MOST_DEPTH = 50
MOST_ELEMENTS = 2_000_000
"""About fifty thousand entries: keeps memory within bounds whatever the file holds."""


class _Builder(TreeBuilder):
    """Builds elements without their namespace, and stops a file that goes too deep or too far."""

    def __init__(self) -> None:
        super().__init__()
        self.namespace = ""
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > MOST_DEPTH or self._count > MOST_ELEMENTS:
            raise Mistake("The file holds more elements than a bank statement has.")
        if self._count == 1:
            self.namespace = self._namespace(tag)
        return super().start(self._bare(tag), attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(self._bare(tag))

    def _namespace(self, tag: str) -> str:
        found = CAMT053.match(tag)
        if not found:
            raise Mistake("The file is XML, but not a camt.053 statement.")
        return found.group()

    def _bare(self, tag: str) -> str:
        return tag.removeprefix(self.namespace)


def document(data: bytes) -> Element:
    """Return the root element of a camt.053 file. Raises BadFile."""
    return safe_xml.read(data, _Builder(), _AGAIN)


_AGAIN = "Download the statement as camt.053 from the bank again."


def inner(element: Element, *paths: str) -> str:
    """Return the text of the first of these paths that has any, else nothing."""
    texts = ((element.findtext(path) or "").strip() for path in paths)
    return next((text for text in texts if text), "")


def all_inner(element: Element, path: str) -> list[str]:
    """Return every text on this path that is not empty."""
    texts = ((found.text or "").strip() for found in element.findall(path))
    return [text for text in texts if text]

"""XML from outside: no document types, no entities, and one sentence for whatever is wrong."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from portal.adapters.mistakes import Mistake
from portal.errors import BadFile

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOST_DEPTH = 60


@dataclass(frozen=True)
class Format:
    """One format of files in XML, with the sentences for a file that does not fit."""

    root: re.Pattern[str]
    """How its first element begins, the namespace included."""
    other: str
    """Said of a file that begins with another element."""
    too_much: str
    """Said of a file that goes too deep or too far."""
    again: str
    """How to get a better file: it ends every sentence."""
    most_elements: int = 2_000_000
    """About fifty thousand bookings: keeps memory within bounds whatever the file holds."""


def is_named(head: bytes, *names: bytes) -> bool:
    """Whether a file that begins like this is XML, in UTF-8 or UTF-16, with one of these names."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    bare = head.replace(b"\0", b"")
    return bare.lstrip().startswith(b"<") and any(name in bare for name in names)


def read(data: bytes, wanted: Format) -> Element:
    """Return the root element; all elements have their bare names. Raises BadFile."""
    again = wanted.again
    parser = DefusedXMLParser(target=_Builder(wanted), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ParseError as error:
        line = error.position[0]
        raise BadFile([f"Line {line}: the XML is broken or cut off. {again}"]) from None
    except DefusedXmlException:
        raise BadFile([f"The file declares a document type, which is refused. {again}"]) from None
    except Mistake as mistake:
        raise BadFile([f"{mistake} {again}"]) from None
    except (ValueError, LookupError):
        raise BadFile([f"The file names an encoding that is not known. {again}"]) from None
    return root


class _Builder(TreeBuilder):
    """Builds elements by their bare names, and stops a file that does not fit."""

    def __init__(self, wanted: Format) -> None:
        super().__init__()
        self._wanted = wanted
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._count += 1
        if self._count == 1 and not self._wanted.root.match(tag):
            raise Mistake(self._wanted.other)
        if self._depth > _MOST_DEPTH or self._count > self._wanted.most_elements:
            raise Mistake(self._wanted.too_much)
        return super().start(_bare(tag), attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_bare(tag))


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]

"""XML from outside: no document types, no entities, and one sentence for whatever is wrong."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from portal.adapters.bank.mistakes import Mistake
from portal.errors import BadFile


def read(data: bytes, builder: TreeBuilder, again: str) -> Element:
    """Return the root element. `again` says how to get a better file. Raises BadFile."""
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
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

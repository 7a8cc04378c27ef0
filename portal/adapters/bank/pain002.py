"""Reads a bank's report on direct debits (pain.002): which were rejected, and why."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portal.errors import BadFile
from portal.ports.debits import RejectedDebit

MOST_BYTES = 20_000_000
_AGAIN = "Download the report from the bank again."
_REJECTED = "RJCT"


class Pain002Reader:
    """Reads reports of any version of pain.002."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a file that begins like this is a report."""
        return b":pain.002." in head

    def read(self, file: BinaryIO) -> list[RejectedDebit]:
        """Return what was rejected, in the order of the file. Raises BadFile."""
        root = _document(file.read(MOST_BYTES + 1))
        report = root.find("{*}CstmrPmtStsRpt")
        if report is None or not self.recognises(root.tag.encode()):
            raise BadFile([f"The file is XML, but not a report on payments. {_AGAIN}"])
        header = report.find("{*}GrpHdr")
        name, made = _text(header, "{*}MsgId"), _text(header, "{*}CreDtTm")
        try:
            on = date.fromisoformat(made[:10])
        except ValueError:
            raise BadFile([f"The report does not say when it was made. {_AGAIN}"]) from None
        return [
            RejectedDebit(
                key=f"{name}/{_text(entry, '{*}StsId') or _text(entry, '{*}OrgnlEndToEndId')}",
                end_to_end=_text(entry, "{*}OrgnlEndToEndId"),
                reason=_text(entry, "{*}StsRsnInf/{*}Rsn/{*}Cd"),
                on=on,
            )
            for entry in _rejected(report)
        ]


def _rejected(report: Element) -> Iterator[Element]:
    for entry in report.iterfind("{*}OrgnlPmtInfAndSts/{*}TxInfAndSts"):
        if _text(entry, "{*}TxSts") == _REJECTED:
            yield entry


def _text(element: Element | None, path: str) -> str:
    return (element.findtext(path) or "").strip() if element is not None else ""


def _document(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise BadFile([f"The file is larger than a bank's report. {_AGAIN}"])
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line = error.position[0]
        raise BadFile([f"Line {line}: the XML is broken or cut off. {_AGAIN}"]) from None
    except DefusedXmlException:
        raise BadFile([f"The file declares a document type, which is refused. {_AGAIN}"]) from None
    except (ValueError, LookupError):
        raise BadFile([f"The file names an encoding that is not known. {_AGAIN}"]) from None
    return root

"""Reads a bank's report on direct debits (pain.002): which were rejected, and why."""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.adapters.bank.elements import inner
from portal.adapters.safe_xml import Format, is_named, read
from portal.errors import BadFile
from portal.ports.debits import RejectedDebit

MOST_BYTES = 20_000_000
_AGAIN = "Download the report from the bank again."
_REJECTED = "RJCT"
FORMAT = Format(
    root=re.compile(r"\{[^}]*:pain\.002\."),
    other="The file is XML, but not a report on payments.",
    too_much="The file holds more elements than a bank's report has.",
    again=_AGAIN,
)


class Pain002Reader:
    """Reads reports of any version of pain.002."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a file that begins like this is a report."""
        return is_named(head, b":pain.002.")

    def read(self, file: BinaryIO) -> list[RejectedDebit]:
        """Return what was rejected, in the order of the file. Raises BadFile."""
        data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadFile([f"The file is larger than a bank's report. {_AGAIN}"])
        report = read(data, FORMAT).find("CstmrPmtStsRpt")
        if report is None:
            raise BadFile([f"{FORMAT.other} {_AGAIN}"])
        name, made = inner(report, "GrpHdr/MsgId"), inner(report, "GrpHdr/CreDtTm")
        try:
            on = date.fromisoformat(made[:10])
        except ValueError:
            raise BadFile([f"The report does not say when it was made. {_AGAIN}"]) from None
        return [
            RejectedDebit(
                key=f"{name}/{inner(entry, 'StsId', 'OrgnlEndToEndId')}",
                end_to_end=inner(entry, "OrgnlEndToEndId"),
                reason=inner(entry, "StsRsnInf/Rsn/Cd"),
                on=on,
            )
            for entry in _rejected(report)
        ]


def _rejected(report: Element) -> Iterator[Element]:
    for entry in report.iterfind("OrgnlPmtInfAndSts/TxInfAndSts"):
        if inner(entry, "TxSts") == _REJECTED:
            yield entry

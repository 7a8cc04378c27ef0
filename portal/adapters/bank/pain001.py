"""Writes pain.001.001.03 (SEPA credit transfers), held against its schema before it leaves.

The library makes ids and a time of its own; they are replaced, so that a file can be made again
and the bank still sees that it is one.
"""

from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from sepaxml import SepaTransfer
from sepaxml.validation import try_valid_xml

from portal.adapters.bank.values import sepa
from portal.ports.bank import Transfer

SCHEMA = "pain.001.001.03"
_SPACE = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"


class Pain001:
    """The writer of SEPA transfers in euros."""

    ending = "pain.001.xml"

    def write(
        self,
        transfers: Sequence[Transfer],
        *,
        message_id: str,
        made_at: datetime,
        on: date,
        payer: str,
        account: str,
        text: str,
    ) -> bytes:
        """Return the file, each transfer booked by itself."""
        config = {"name": payer, "IBAN": account, "currency": "EUR", "batch": False}
        file = SepaTransfer(config, schema=SCHEMA, clean=True)
        for transfer in transfers:
            file.add_payment(
                {
                    "name": sepa(transfer.name),
                    "IBAN": transfer.account,
                    "amount": transfer.amount,
                    "execution_date": on,
                    "description": f"{transfer.reference} {text}",
                    "endtoend_id": transfer.reference,
                }
            )
        root = fromstring(file.export(validate=False))
        _name(root, message_id, made_at)
        register_namespace("", _SPACE)
        made: bytes = tostring(root, "utf-8", xml_declaration=True)
        try_valid_xml(made, SCHEMA)
        return made


def _name(root: Element, message_id: str, made_at: datetime) -> None:
    """Give the message and each payment an id that stays the same."""
    for tag, told in (("MsgId", message_id), ("CreDtTm", f"{made_at:%Y-%m-%dT%H:%M:%S}")):
        for found in root.iter(f"{{{_SPACE}}}{tag}"):
            found.text = told
    for no, found in enumerate(root.iter(f"{{{_SPACE}}}PmtInfId"), start=1):
        found.text = f"{message_id}-{no}"

"""Writes direct debits as pain.008, held against its schema by the library that makes it."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from sepaxml import SepaDD

from portal.adapters.bank.values import sepa
from portal.ports.debits import DebitOrder

SCHEMA = "pain.008.001.08"


class Pain008Writer:
    """Writes one order as one file; the same order gives the same bytes."""

    def write(self, order: DebitOrder) -> bytes:
        """Return the file. Raises sepaxml's ValidationError when the schema does not take it."""
        file = _Named(
            {
                "name": order.creditor,
                "IBAN": order.account,
                "BIC": order.bank,
                "batch": True,
                "creditor_id": order.creditor_id,
                "currency": order.currency,
                "instrument": order.scheme,
            },
            schema=SCHEMA,
        )
        for debit in order.debits:
            file.add_payment(
                {
                    "name": sepa(debit.name),
                    "IBAN": debit.account,
                    "amount": debit.amount,
                    "type": debit.sequence,
                    "collection_date": order.collect_on,
                    "mandate_id": debit.mandate,
                    "mandate_date": debit.signed_on,
                    "description": sepa(debit.text),
                    "endtoend_id": debit.end_to_end,
                }
            )
        file.name(order)
        written: bytes = file.export()
        return written


class _Named(SepaDD):  # type: ignore[misc]
    """Has names that say which order it is, where the library draws them by lot."""

    def name(self, order: DebitOrder) -> None:
        """Name the message and the moment it was made."""
        self._order = order
        header = self._xml.find(f"{self.root_el}/GrpHdr")
        header.find("MsgId").text = order.message_id
        header.find("CreDtTm").text = order.made_at.strftime("%Y-%m-%dT%H:%M:%S")

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        for part in self._parts():
            sequence = part.findtext("PmtTpInf/SeqTp")
            name: Any = part.find("PmtInfId")
            name.text = f"{self._order.message_id}-{sequence}"

    def _parts(self) -> Iterator[Element]:
        yield from self._xml.iterfind(f"{self.root_el}/PmtInf")

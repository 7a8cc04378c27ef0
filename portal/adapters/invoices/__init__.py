"""Readers of electronic invoices and credit notes: UBL 2.1, so Peppol BIS Billing and OIOUBL."""

from portal.adapters.invoices.ubl import Ubl
from portal.ports.invoices import InvoiceReader

__all__ = ["READERS", "Ubl"]

READERS: tuple[InvoiceReader, ...] = (Ubl(),)
"""All readers, for `portal.ports.reader_for`."""

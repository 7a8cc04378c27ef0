"""Readers of bank statements: camt.053 and MT940, each giving the same Statements."""

from portal.adapters.bank.camt053 import Camt053
from portal.adapters.bank.mt940 import Mt940
from portal.ports.bank import StatementReader

__all__ = ["READERS", "Camt053", "Mt940"]

READERS: tuple[StatementReader, ...] = (Camt053(), Mt940())
"""All readers, for `portal.ports.reader_for`."""

"""Where money came from: a line of a bank statement, or a row of money that came otherwise.

Money waits, is matched, moved and paid back by its source, so that no two payments are mixed up.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from sqlalchemy import ColumnElement, Table, bindparam, select
from sqlmodel import Session

from portal.ledger.locks import lock
from portal.ledger.tables import ENTRY, INCOMING, LINE, run


@dataclass(frozen=True)
class Source:
    """One payment that came in."""

    bank_line_id: int | None = None
    incoming_id: int | None = None

    @classmethod
    def line(cls, line_id: int) -> Self:
        """Return a line of a statement as a source."""
        return cls(bank_line_id=line_id)

    @classmethod
    def other(cls, incoming_id: int) -> Self:
        """Return money that came otherwise as a source."""
        return cls(incoming_id=incoming_id)

    @property
    def id(self) -> int:
        """The id of its row."""
        found = self.incoming_id if self.bank_line_id is None else self.bank_line_id
        assert found is not None
        return found

    @property
    def word(self) -> str:
        """How the record names it."""
        return f"{'line' if self.bank_line_id is not None else 'incoming'} {self.id}"

    @property
    def table(self) -> Table:
        """Where its row is."""
        return LINE if self.bank_line_id is not None else INCOMING

    @property
    def entries(self) -> ColumnElement[bool]:
        """The rows of the ledger that are about it."""
        linked = ENTRY.c.bank_line_id if self.bank_line_id is not None else ENTRY.c.incoming_id
        return linked == self.id

    @property
    def linked(self) -> dict[str, Any]:
        """What a booking about it holds."""
        return {"bank_line_id": self.bank_line_id, "incoming_id": self.incoming_id}


def hold_still(session: Session, source: Source) -> date:
    """Hold it until the end of the unit of work; return the day it came in. Raises NotFound."""
    lock(session, source.table, [source.id])
    day = LINE.c.booked_on if source.bank_line_id is not None else INCOMING.c.received_on
    found: date = run(
        session, select(day).where(source.table.c.id == bindparam("id")), {"id": source.id}
    ).scalar_one()
    return found

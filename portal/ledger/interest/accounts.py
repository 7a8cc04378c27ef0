"""Claims through time as interest sees them: the principal day by day, and what was booked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, or_, select

from portal.ledger.interest.running import Change
from portal.ledger.models import RECEIVABLES
from portal.ledger.tables import CLAIM, ENTRY

ACCRUED = "accrued:"
"""How the keys of its movements begin: interest of other sources is left alone."""
PRINCIPAL, INTEREST = RECEIVABLES["principal"], RECEIVABLES["interest"]
LET_GO = ("waived", "written_off")
"""Accounts by which a claim is let go."""
_GOES_BACK = ("reversal", "correction")
"""Kinds of movements by which what came off was never there. A refund is none: it was."""


@dataclass
class Account:
    """A claim's principal through time, and what interest was booked."""

    claim_id: int
    kind: str
    due_on: date
    changes: list[Change] = field(default_factory=list)
    booked: int = 0
    owed: int = 0
    """What is open of its interest."""
    times: int = 0
    """How many movements of interest there are."""
    last_on: date = date.min
    """The day through which it was booked last."""
    source: tuple[int | None, int | None] = (None, None)
    """The bank line or other money that paid interest last."""
    paid_on: date = date.max
    """The day of that money."""
    came: dict[Any, date] = field(default_factory=dict)
    """The day on which each payment, or what was let go, first came off the principal."""
    let_go: Counter[str] = field(default_factory=Counter)
    """What was let go of its interest, by account."""
    credited: int = 0
    """What was credited of its interest by others: the claim was withdrawn."""

    def counts_on(self, row: Row[Any]) -> date:
        """The day from which a movement of principal counts for interest.

        What was credited was never owed. Money that was taken back, or was for another claim, was
        never there: interest runs as if it had not come.
        """
        if row.debit == PRINCIPAL:
            source = _source(row) if row.kind in _GOES_BACK else None
            booked: date = row.booked_on
            return self.came.get(source, booked) if source else booked
        if row.debit == "charged" and row.kind == "correction":
            return date.min
        day: date = row.booked_on
        if source := _source(row):
            self.came.setdefault(source, day)
        return day

    def add_interest(self, row: Row[Any], amount: int) -> None:
        """Take in a movement of its interest, by what it adds."""
        self.owed += amount
        other = row.credit if row.debit == INTEREST else row.debit
        if other == "charged" and row.key.startswith(ACCRUED):
            self.booked += amount
            self.times += 1
            self.last_on = max(self.last_on, row.booked_on)
        elif row.debit == "charged":
            self.credited -= amount
        elif other in LET_GO:
            self.let_go[other] -= amount
        elif amount < 0:
            self.source, self.paid_on = (row.bank_line_id, row.incoming_id), row.booked_on


def entries(ids: Sequence[int]) -> Select[tuple[Any, ...]]:
    """The movements of principal and interest of these claims, claim by claim in order."""
    sides = (PRINCIPAL, INTEREST)
    touches = or_(ENTRY.c.debit.in_(sides), ENTRY.c.credit.in_(sides))
    return (
        select(
            ENTRY.c.key,
            ENTRY.c.booked_on,
            ENTRY.c.debit,
            ENTRY.c.credit,
            ENTRY.c.amount,
            ENTRY.c.claim_id,
            ENTRY.c.bank_line_id,
            ENTRY.c.incoming_id,
            ENTRY.c.kind,
            CLAIM.c.kind.label("claim_kind"),
            CLAIM.c.due_on,
        )
        .join(CLAIM, CLAIM.c.id == ENTRY.c.claim_id)
        .where(CLAIM.c.id.in_(ids), touches)
        .order_by(ENTRY.c.claim_id, ENTRY.c.id)
    )


def accounts(rows: Iterable[Row[Any]]) -> list[Account]:
    """Return the claims of these movements."""
    found: dict[int, Account] = {}
    for row in rows:
        told = Account(row.claim_id, row.claim_kind, row.due_on)
        account = found.setdefault(row.claim_id, told)
        is_more = row.debit in (PRINCIPAL, INTEREST)
        amount = row.amount if is_more else -row.amount
        if PRINCIPAL in (row.debit, row.credit):
            account.changes.append(Change(account.counts_on(row), amount))
        else:
            account.add_interest(row, amount)
    return list(found.values())


def _source(row: Row[Any]) -> tuple[Any, ...] | None:
    """The money a movement is about, or that it lets go; None where nobody wrote it down."""
    if row.bank_line_id is not None or row.incoming_id is not None:
        return (row.bank_line_id, row.incoming_id)
    let_go = {row.debit, row.credit} & set(LET_GO)
    return (*let_go,) if let_go and row.kind != "reversal" else None

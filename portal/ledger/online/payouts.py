"""What the provider owes us, and its payouts on the bank statement that settle it.

A payout is one line for many payments. A person says that a line is one; the line's money then
leaves where it waits, and the provider owes so much less.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from portal.errors import NotNow
from portal.ledger import balances
from portal.ledger.balances import side, total
from portal.ledger.postings import post
from portal.ledger.sources import Source, hold_still
from portal.ledger.suspense import Act
from portal.ledger.tables import ENTRY, run
from portal.people import audit

_PAID_OUT = total(side("suspense"))
_IS_IN = (ENTRY.c.debit == "provider").label("is_in")
_MOVED = (
    select(ENTRY.c.kind, _IS_IN, total(ENTRY.c.amount).label("amount"))
    .where((ENTRY.c.debit == "provider") | (ENTRY.c.credit == "provider"))
    .group_by(ENTRY.c.kind, _IS_IN)
)


@dataclass(frozen=True)
class ProviderAccount:
    """What went through the provider, in minor units."""

    came: int
    """Paid on its pages."""
    back: int
    """Given or taken back to payers."""
    paid_out: int
    """Paid to our bank account."""

    @property
    def owes(self) -> int:
        """What it still has of ours; less than 0 when it paid out more than came."""
        return self.came - self.back - self.paid_out


def account(session: Session) -> ProviderAccount:
    """Return the provider's account, by what moved on it."""
    moved = {(row.kind, row.is_in): int(row.amount) for row in run(session, _MOVED)}
    out = moved.get(("payout", False), 0) - moved.get(("payout", True), 0)
    came = sum(amount for (kind, is_in), amount in moved.items() if is_in and kind != "payout")
    back = sum(amount for (kind, is_in), amount in moved.items() if not is_in and kind != "payout")
    return ProviderAccount(came, back, out)


def pay_out(session: Session, source: Source, act: Act) -> int:
    """Say that what waits of a bank line is a payout of the provider; return how much it was.

    Raises NotFound, and NotNow when nothing waits, or more than the provider owes.
    """
    hold_still(session, source)
    waiting = balances.in_suspense(session, source)
    if not waiting or source.bank_line_id is None:
        raise NotNow("error-nothing-waits")
    if waiting > account(session).owes:
        raise NotNow("error-payout-too-much")
    _book(session, source, waiting, act, "suspense", "provider")
    audit.record(session, act.now, act.actor, "payout:match", source.word)
    return waiting


def undo_pay_out(session: Session, source: Source, act: Act) -> int:
    """Take back that a line was a payout; its money waits again. Raises NotFound, NotNow."""
    hold_still(session, source)
    there = paid_out(session, source)
    if not there:
        raise NotNow("error-nothing-matched")
    _book(session, source, there, act, "provider", "suspense")
    audit.record(session, act.now, act.actor, "payout:undo", source.word)
    return there


def paid_out(session: Session, source: Source) -> int:
    """Return what of a bank line stands as a payout of the provider."""
    of_line = select(_PAID_OUT).where(source.entries, ENTRY.c.kind == "payout")
    return int(run(session, of_line).scalar_one())


def _book(session: Session, source: Source, amount: int, act: Act, debit: str, credit: str) -> None:
    """A row on the day of the line; how many there are makes its key a new one."""
    came_on = hold_still(session, source)
    rows = run(session, select(func.count()).where(source.entries)).scalar_one()
    post(
        session,
        key=f"payout:{source.id}:{rows}",
        booked_on=came_on,
        recorded_at=act.now,
        debit=debit,
        credit=credit,
        amount=amount,
        claim_id=None,
        kind="payout",
        actor=act.actor,
        bank_line_id=source.bank_line_id,
    )

"""What is left of claims and what waits: sums over the ledger, each in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, cast, func, select
from sqlmodel import Session

from portal.ledger.models import RECEIVABLES
from portal.ledger.sources import Source
from portal.ledger.tables import ENTRY, run
from portal.rows import among


@dataclass(frozen=True)
class Balance:
    """What is left of one claim, by component, in minor units."""

    principal: int = 0
    fee: int = 0
    interest: int = 0

    @property
    def total(self) -> int:
        """All that is left."""
        return self.principal + self.fee + self.interest

    def of(self, component: str) -> int:
        """What is left of one component."""
        amount: int = getattr(self, component)
        return amount

    def at_most(self, amount: int) -> "Balance":
        """As much of it as this amount, of the principal first."""
        if amount >= self.total:
            return self
        return Balance(**dict(impute(self, amount, ("principal", "interest", "fee"))))


def impute(owed: Balance, amount: int, order: Sequence[str]) -> list[tuple[str, int]]:
    """Split an amount over what is owed, in this order; parts of nothing are left out."""
    parts = []
    for component in order:
        part = min(amount, owed.of(component))
        amount -= part
        if part > 0:
            parts.append((component, part))
    return parts


def side(account: str) -> ColumnElement[int]:
    """The amount an entry adds to an account's debit side; negative when it takes away."""
    return case(
        (ENTRY.c.debit == account, ENTRY.c.amount),
        (ENTRY.c.credit == account, -ENTRY.c.amount),
        else_=0,
    )


def total(amount: ColumnElement[int]) -> ColumnElement[int]:
    """A sum that stays a whole number on every database and is 0 over no rows."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def taken_off(
    *sources: str,
    components: Iterable[str] = tuple(RECEIVABLES),
    entry: FromClause = ENTRY,
    only: ColumnElement[bool] | None = None,
) -> ColumnElement[int]:
    """The SQL sum of what came off claims from these accounts, less what went back to them."""
    receivable = [RECEIVABLES[component] for component in components]
    off = entry.c.credit.in_(receivable) & entry.c.debit.in_(sources)
    back = entry.c.debit.in_(receivable) & entry.c.credit.in_(sources)
    if only is not None:
        off, back = off & only, back & only
    return total(case((off, entry.c.amount), (back, -entry.c.amount), else_=0))


OWED = [total(side(account)).label(component) for component, account in RECEIVABLES.items()]
"""The balance of each component as columns `principal`, `fee`, `interest`."""

_CLAIMS = (
    select(ENTRY.c.claim_id, *OWED).where(among(ENTRY.c.claim_id, "ids")).group_by(ENTRY.c.claim_id)
)


def of_claims(session: Session, claim_ids: Iterable[int]) -> dict[int, Balance]:
    """Return the balance of each of these claims; one that was never charged has 0."""
    found = dict.fromkeys(claim_ids, Balance())
    for row in run(session, _CLAIMS, {"ids": list(found)}):
        found[row.claim_id] = Balance(row.principal, row.fee, row.interest)
    return found


def of_claim(session: Session, claim_id: int) -> Balance:
    """Return the balance of one claim."""
    return of_claims(session, [claim_id])[claim_id]


def in_suspense(session: Session, source: Source) -> int:
    """Return what of a payment still waits for a claim, in minor units."""
    return int(run(session, _WAITING.where(source.entries)).scalar_one())


_WAITING = select(total(-side("suspense")))

"""The account of a business over a period: what was open, every movement, what is open then.

It is read from the ledger, so that it agrees with it to the cent. What others who owe a claim paid
is told as money that came in, no more.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, bindparam, func, select
from sqlmodel import Session

from portal.ledger.debtors import IS_OWED, LEFT
from portal.ledger.movements import COMPONENTS, in_general, kind_of, may_know
from portal.ledger.tables import BRANCH, CLAIM, CLAIM_BRANCH, ENTRY, INCOMING, LIABILITY, LINE, run

_NOTHING = "NOTPROVIDED"
"""What banks write where the payer gave no reference."""
_EVERY_DEBTOR = LIABILITY.alias("every_debtor")
_DEBTORS = (
    select(func.count())
    .select_from(_EVERY_DEBTOR)
    .where(_EVERY_DEBTOR.c.claim_id == ENTRY.c.claim_id)
    .correlate(ENTRY)
    .scalar_subquery()
)
_OF_FIRM = (LIABILITY.c.person_id == bindparam("person_id"), IS_OWED)
_JOINED = ENTRY.join(LIABILITY, LIABILITY.c.claim_id == ENTRY.c.claim_id)
_LEFT_BEFORE = (
    select(LEFT).select_from(_JOINED).where(*_OF_FIRM, ENTRY.c.booked_on < bindparam("day"))
)
_MOVED = (
    select(
        ENTRY.c.booked_on,
        ENTRY.c.kind,
        ENTRY.c.debit,
        ENTRY.c.credit,
        ENTRY.c.amount,
        CLAIM.c.number,
        CLAIM.c.ref,
        CLAIM.c.description,
        BRANCH.c.number.label("branch"),
        INCOMING.c.person_id.label("payer"),
        func.coalesce(func.nullif(INCOMING.c.reference, ""), LINE.c.end_to_end).label("payment"),
        _DEBTORS.label("debtors"),
    )
    .select_from(
        _JOINED.join(CLAIM, CLAIM.c.id == ENTRY.c.claim_id)
        .outerjoin(INCOMING, INCOMING.c.id == ENTRY.c.incoming_id)
        .outerjoin(LINE, LINE.c.id == ENTRY.c.bank_line_id)
        .outerjoin(CLAIM_BRANCH, CLAIM_BRANCH.c.claim_id == CLAIM.c.id)
        .outerjoin(BRANCH, BRANCH.c.id == CLAIM_BRANCH.c.branch_id)
    )
    .where(*_OF_FIRM, ENTRY.c.booked_on.between(bindparam("first"), bindparam("last")))
    .order_by(ENTRY.c.booked_on, ENTRY.c.id)
)


@dataclass(frozen=True)
class Line:
    """One movement. Amounts are minor units."""

    on: date
    number: str
    """The number of the document."""
    ref: str
    """The claim, for an address."""
    description: str
    branch: str
    """The number of the branch; empty for none."""
    kind: str
    """Its text is `movement-<kind>` in the catalogues."""
    component: str
    payment: str
    """The payment's own reference, where one is known and this business's to know."""
    amount: int
    """What it adds to the debt; negative when it takes something off."""
    balance: int
    """What was left of everything after it."""


@dataclass(frozen=True)
class Account:
    """A period of the account. Amounts are minor units."""

    first: date
    last: date
    opening: int
    """What was left at the beginning of the first day."""
    lines: tuple[Line, ...]
    closing: int
    """What was left at the end of the last day."""
    with_others: bool
    """Whether others owe some of it too: then amounts are of the whole claims."""

    @property
    def added(self) -> int:
        """All that was added to the debt."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def taken_off(self) -> int:
        """All that was taken off it."""
        return -sum(line.amount for line in self.lines if line.amount < 0)


def account(session: Session, person_id: int, first: date, last: date) -> Account:
    """Return the account from the first through the last day."""
    opening = _left_before(session, person_id, first)
    period = {"person_id": person_id, "first": first, "last": last}
    lines: list[Line] = []
    balance, with_others = opening, False
    for row in run(session, _MOVED, period).mappings():
        amount = row["amount"] if row["debit"] in COMPONENTS else -row["amount"]
        balance += amount
        with_others = with_others or row["debtors"] > 1
        lines.append(_line(row, person_id, amount, balance))
    return Account(first, last, opening, tuple(lines), balance, with_others)


def _left_before(session: Session, person_id: int, day: date) -> int:
    values = {"person_id": person_id, "day": day}
    return int(run(session, _LEFT_BEFORE, values).scalar_one())


def _line(row: RowMapping, person_id: int, amount: int, balance: int) -> Line:
    is_known = may_know(row, person_id)
    return Line(
        on=row["booked_on"],
        number=row["number"],
        ref=row["ref"],
        description=row["description"],
        branch=row["branch"] or "",
        kind=kind_of(row) if is_known else in_general(amount),
        component=COMPONENTS[row["debit"] if amount > 0 else row["credit"]],
        payment=_told(row["payment"]) if is_known else "",
        amount=amount,
        balance=balance,
    )


def _told(reference: str | None) -> str:
    return "" if reference in (None, _NOTHING) else str(reference)

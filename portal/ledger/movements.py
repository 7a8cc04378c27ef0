"""What moved on a claim, for a page: of money that others paid no more than that it came in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, bindparam, func, select
from sqlmodel import Session

from portal.ledger.models import MONEY_IN, RECEIVABLES
from portal.ledger.tables import ENTRY, INCOMING, LIABILITY, run

COMPONENTS = {account: component for component, account in RECEIVABLES.items()}
"""By account: the component of a claim that it holds."""
_EVER_OWED_BY = (
    select(func.count())
    .select_from(LIABILITY)
    .where(LIABILITY.c.claim_id == bindparam("claim_id"))
    .scalar_subquery()
)
_OF_CLAIM = (
    select(ENTRY, INCOMING.c.person_id.label("payer"), _EVER_OWED_BY.label("debtors"))
    .outerjoin(INCOMING, INCOMING.c.id == ENTRY.c.incoming_id)
    .where(ENTRY.c.claim_id == bindparam("claim_id"))
    .order_by(ENTRY.c.booked_on, ENTRY.c.id)
)


@dataclass(frozen=True)
class Movement:
    """One row of a claim's account. Amounts are minor units."""

    on: date
    kind: str
    """Its text is `movement-<kind>` in the catalogues."""
    component: str
    """`principal`, `fee` or `interest`."""
    amount: int
    """What it adds to the debt; negative when it takes something off."""
    balance: int
    """What was left of the claim after it."""


def movements(session: Session, claim_id: int, person_id: int | None = None) -> list[Movement]:
    """Return the movements of a claim in order of date, with a running balance.

    With a person only what they may know: how others who owe it pay is not told.
    """
    found: list[Movement] = []
    balance = 0
    for row in run(session, _OF_CLAIM, {"claim_id": claim_id}).mappings():
        is_charge = row["debit"] in COMPONENTS
        amount = row["amount"] if is_charge else -row["amount"]
        balance += amount
        component = COMPONENTS[row["debit"] if is_charge else row["credit"]]
        kind = kind_of(row) if may_know(row, person_id) else in_general(amount)
        found.append(Movement(row["booked_on"], kind, component, amount, balance))
    return found


def kind_of(row: RowMapping) -> str:
    """Return the kind of a row; what was let go and is owed again was no payment taken back."""
    is_owed_again = row["kind"] == "reversal" and row["credit"] in ("waived", "written_off")
    return "owed_again" if is_owed_again else str(row["kind"])


def may_know(row: RowMapping, person_id: int | None) -> bool:
    """Whether a row is no money at all, or surely not that of another who owes the claim."""
    is_money = {row["debit"], row["credit"]} & {*MONEY_IN, "refundable"}
    return not is_money or person_id is None or row["debtors"] == 1 or row["payer"] == person_id


def in_general(amount: int) -> str:
    """Return the kind that says no more than that money came in, or that it did not stay."""
    return "payment" if amount < 0 else "correction"

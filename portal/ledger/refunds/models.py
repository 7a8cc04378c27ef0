"""Refunds, the files they are paid with, and payments that the bank took back."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

STATES = ("prepared", "proposed", "approved", "rejected", "undone", "paid", "returned")
"""Made ready by the night; proposed by a person; approved by another; said no to; taken back before
it was paid; paid; came back from the bank, so that the money waits again."""
OPEN = ("prepared", "proposed", "approved")
"""States in which the money did not go yet."""
_STATES = ", ".join(f"'{state}'" for state in STATES)


class Refund(SQLModel, table=True):
    """Money of one payment that goes back to whoever paid it. Two people sign."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(bank_line_id is null) <> (incoming_id is null)", name="source"),
        CheckConstraint("not off_claim or claim_id is not null", name="off_claim"),
        CheckConstraint("way in ('account', 'nemkonto')", name="way"),
        CheckConstraint(
            "(way = 'account' and payee_account <> '') or (way = 'nemkonto' and payee_account = '')"
            " or state in ('prepared', 'undone')",
            name="payee",
        ),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint("proposed_by is null or proposed_by <> answered_by", name="two_people"),
        CheckConstraint(
            "state in ('prepared', 'undone') or proposed_by is not null", name="proposed"
        ),
        CheckConstraint(
            "state in ('prepared', 'proposed', 'undone') or answered_by is not null",
            name="answered",
        ),
        CheckConstraint("(paid_on is not null) = (state in ('paid', 'returned'))", name="paid"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    key: str = Field(unique=True)
    """What the night prepared it for, so that it does so once; of any other its `ref`."""
    reference: str = Field(unique=True)
    """By which it is known on the bank's statement (ISO 11649)."""
    bank_line_id: int | None = Field(default=None, foreign_key="bank_line.id", index=True)
    incoming_id: int | None = Field(default=None, foreign_key="incoming.id", index=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    """The claim it is about, on whose page the resident reads of it."""
    off_claim: bool = False
    """Whether the money stands on that claim, and comes off it when the refund is approved."""
    amount: int = Field(sa_type=BigInteger)
    way: str = "account"
    """To a bank account, or to the account people name to the state (NemKonto)."""
    payee_account: str = ""
    payee_name: str = ""
    reason: str = ""
    state: str
    made_on: date
    proposed_by: str | None = None
    proposed_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    answer_reason: str = ""
    undone_by: str = ""
    file_id: int | None = Field(default=None, foreign_key="refund_file.id", index=True)
    """The file for the bank it went out in."""
    paid_on: date | None = None
    paid_line_id: int | None = Field(default=None, foreign_key="bank_line.id", unique=True)
    """The line on which the money left."""
    version: int = 1
    """Counts changes, so that the second of two people is told and overwrites nothing."""


class RefundFile(SQLModel, table=True):
    """A file of transfers that somebody took to the bank."""

    __tablename__ = "refund_file"
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    made_by: str


class BankReturn(SQLModel, table=True):
    """A payment that the bank took back: the line that did, and the line that brought it."""

    __tablename__ = "bank_return"
    line_id: int = Field(foreign_key="bank_line.id", primary_key=True)
    of_line_id: int = Field(foreign_key="bank_line.id", unique=True)

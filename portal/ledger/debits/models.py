"""Mandates for direct debit, what is collected by them, batches, their files, and returns.

Amounts are euro cents: SEPA direct debit moves euros only.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment

RUNS = "ended_on is null"
COMING = ("announced", "batched")
"""States of what is collected that is not there yet, and not dropped."""


class Mandate(SQLModel, table=True):
    """Leave of a person to collect from their account: a plan's instalments, or a kind of claim."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("way in ('online', 'paper')", name="way"),
        CheckConstraint("(plan_id is null) <> (kind = '')", name="subject"),
        CheckConstraint("(ended_on is null) = (end_reason = '')", name="end"),
        CheckConstraint(
            "end_reason in ('', 'cancelled', 'staff', 'returned', 'plan_over', 'unused')",
            name="end_reason",
        ),
        Index(
            "uq_mandate_plan_running",
            "plan_id",
            unique=True,
            sqlite_where=text(RUNS),
            postgresql_where=text(RUNS),
        ),
        Index(
            "uq_mandate_kind_running",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text(f"{RUNS} and kind <> ''"),
            postgresql_where=text(f"{RUNS} and kind <> ''"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    reference: str = Field(unique=True)
    """The mandate reference (kenmerk van de machtiging) that the bank shows."""
    person_id: int = Field(foreign_key="person.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    """The plan whose instalments are collected; its successor when it is replaced."""
    kind: str = ""
    """The recurring kind of claim that is collected; empty for a plan."""
    account: str
    """IBAN. Never in an address, a log or the record of acts."""
    holder: str
    """The name on the account."""
    given_on: date
    """The day it was given or, on paper, signed."""
    starts_on: date
    """What falls due from this day on is collected; before it there is no time for the notice."""
    way: str
    """`online` or `paper`."""
    wording: str
    """The words the person agreed to, as they stood on the page."""
    language: str
    """The language of those words."""
    while_held: bool = False
    """Whether the person wants to go on paying while a claim stands still."""
    by: str
    ended_on: date | None = None
    end_reason: str = ""
    """`cancelled` by the person, by `staff`, `returned` by the bank, `plan_over`, or `unused` for
    so long that it may not be used any more."""
    version: int = 1


class DebitBatch(SQLModel, table=True):
    """What is collected on one day, for a person to release. Its file goes to the bank."""

    __tablename__ = "debit_batch"
    __table_args__ = (
        CheckConstraint("state in ('open', 'released', 'refused', 'lapsed')", name="state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    key: str = Field(unique=True)
    """Its collection day, and its number on that day."""
    collect_on: date = Field(index=True)
    made_on: date
    prepared_by: str
    """`night`, or who changed it last: they do not release it."""
    state: str = "open"
    """`open`, `released`, `refused` by a person, or `lapsed`: too late to go to the bank."""
    rounds: int = 1
    """How often it was put to people: a release that is taken back begins a new round."""
    fetched_on: date | None = None
    """The day its file was first taken to go to the bank; without it nothing is collected."""


class Collection(SQLModel, table=True):
    """One amount to collect by a mandate. Of an instalment, or a claim, there is one at most."""

    __tablename__ = "collection"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("sequence in ('', 'FRST', 'RCUR', 'FNAL')", name="sequence"),
        CheckConstraint("(state = 'dropped') = (why <> '')", name="dropped"),
        CheckConstraint(
            "state in ('announced', 'batched', 'booked', 'returned', 'dropped')", name="state"
        ),
        CheckConstraint("state in ('announced', 'dropped') or batch_id is not null", name="batch"),
        Index(
            "uq_collection_instalment",
            "plan_id",
            "no",
            unique=True,
            sqlite_where=text("state <> 'dropped'"),
            postgresql_where=text("state <> 'dropped'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    """Travels with the payment (end-to-end id), so that what comes back is known by it."""
    key: str = Field(unique=True)
    """The instalment or the claim, with its day: it is never collected twice."""
    mandate_id: int = Field(foreign_key="mandate.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    no: int | None = None
    """The number of the instalment."""
    amount: int = Field(sa_type=BigInteger)
    """As announced; never more. Less when something was paid meanwhile."""
    collect_on: date = Field(index=True)
    announced_on: date
    batch_id: int | None = Field(default=None, foreign_key="debit_batch.id", index=True)
    sequence: str = ""
    """What it is to the bank: the first of a mandate, one of a row, or the last one."""
    state: str = "announced"
    """`returned` also for one the bank rejected before it was paid."""
    why: str = ""
    """Why it was dropped: `paid`, `held`, `moved` to another day, its `mandate` ended, taken out by
    `staff`, `refused` with its batch, or too `late` for the bank."""


class CollectionPart(SQLModel, table=True):
    """What of a collection is for one claim."""

    __tablename__ = "collection_part"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)
    collection_id: int = Field(foreign_key="collection.id", primary_key=True)
    claim_id: int = Field(foreign_key="claim.id", primary_key=True, index=True)
    amount: int = Field(sa_type=BigInteger)


class DebitFile(SQLModel, table=True):
    """The file of a released batch, as it goes to the bank. Never changed, never deleted."""

    __tablename__ = "debit_file"
    __table_args__ = (UniqueConstraint("batch_id", "round"),)
    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="debit_batch.id")
    round: int
    digest: str = Field(unique=True)
    content: str
    made_at: datetime = Field(sa_type=Moment)
    released_by: str


class DebitReturn(SQLModel, table=True):
    """A collection that the bank rejected or gave back. Never changed, never deleted."""

    __tablename__ = "debit_return"
    __table_args__ = (CheckConstraint("source in ('report', 'statement')", name="source"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What the other side calls it, so that it is taken once."""
    collection_id: int = Field(foreign_key="collection.id", unique=True)
    reason: str
    """The bank's code, such as AM04."""
    returned_on: date
    source: str
    """A `report` of the bank (pain.002), or a line of a `statement`."""
    recorded_at: datetime = Field(sa_type=Moment)
    actor: str


class DebitSettlement(SQLModel, table=True):
    """A bank line that settles direct debit: a batch paid in, or a return taken out."""

    __tablename__ = "debit_settlement"
    __table_args__ = (
        CheckConstraint("(batch_id is null) <> (collection_id is null)", name="subject"),
    )
    bank_line_id: int = Field(foreign_key="bank_line.id", primary_key=True)
    batch_id: int | None = Field(default=None, foreign_key="debit_batch.id", index=True)
    collection_id: int | None = Field(default=None, foreign_key="collection.id", index=True)

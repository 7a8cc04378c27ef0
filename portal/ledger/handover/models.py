"""Hand-overs (overdragelse): what was sent to the collector, what it answered, what it says it has.

Amounts are minor units. What was sent and answered is never changed, never deleted.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment

ENDED = ("rejected", "recalled", "withdrawn")
"""States in which the collector does not have the claim (any more)."""
STATES = ("agreed", "sent", "accepted", "hearing", *ENDED)
EVENTS = ("sent", "accepted", "rejected", "hearing", "recalled", "written_down", "written_up")
_STATES = ", ".join(f"'{state}'" for state in STATES)
_ENDED = ", ".join(f"'{state}'" for state in ENDED)
_EVENTS = ", ".join(f"'{kind}'" for kind in EVENTS)


class HandOverFile(SQLModel, table=True):
    """Claims that a person released together. The file is written from their records."""

    __tablename__ = "hand_over_file"
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    no: int = Field(unique=True)
    released_on: date
    released_at: datetime = Field(sa_type=Moment)
    released_by: str
    count: int


class HandOver(SQLModel, table=True):
    """A claim on its way to the collector, or with it. A claim is there once at a time."""

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("claim_id", "no"),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint(f"(state in ({_ENDED})) = (ended_on is not null)", name="end"),
        CheckConstraint(
            "(file_id is null) = (handed_on is null) and (file_id is null) ="
            " (state in ('agreed', 'withdrawn'))",
            name="file",
        ),
        Index(
            "uq_hand_over_running",
            "claim_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    no: int
    """Counts the hand-overs of a claim, from 1: one that was rejected can be sent again."""
    reference: str = Field(unique=True)
    """Under which the collector knows it: the number of the claim, and `no`."""
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    agreed_on: date
    agreed_by: str
    state: str = "agreed"
    """`agreed` by a person and not sent; `withdrawn` before it was; else as the events tell."""
    file_id: int | None = Field(default=None, foreign_key="hand_over_file.id", index=True)
    handed_on: date | None = None
    record: Any = Field(default_factory=dict, sa_type=JSON)
    """What the file says of it, without identity numbers: these are kept nowhere."""
    principal: int = Field(default=0, sa_type=BigInteger)
    fee: int = Field(default=0, sa_type=BigInteger)
    interest: int = Field(default=0, sa_type=BigInteger)
    ended_on: date | None = None


class HandOverEvent(SQLModel, table=True):
    """Something said about a hand-over, by us or by the collector. Never changed."""

    __tablename__ = "hand_over_event"
    __table_args__ = (
        CheckConstraint(f"kind in ({_EVENTS})", name="kind"),
        CheckConstraint("component in ('', 'principal', 'fee', 'interest')", name="component"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint(
            "(kind in ('written_down', 'written_up')) = (component <> '')", name="of_component"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What it is, so that it counts once however often it is told."""
    hand_over_id: int = Field(foreign_key="hand_over.id", index=True)
    kind: str
    on: date
    at: datetime = Field(sa_type=Moment)
    """When it was so, whenever we heard of it: answers come in any order."""
    component: str = ""
    amount: int = Field(default=0, sa_type=BigInteger)
    """Of `sent` and `recalled` the principal that went, or came back; else what it changed by."""
    reason: str = ""
    """A code, of the collector for a rejection."""
    words: str = ""
    by: str
    recorded_at: datetime = Field(sa_type=Moment)


class CollectorMonth(SQLModel, table=True):
    """What the collector says it has from us at the end of a month; the newest file counts."""

    __tablename__ = "collector_month"
    id: int | None = Field(default=None, primary_key=True)
    month: date = Field(index=True)
    """The first day of the month."""
    as_of: date
    """The day its balances are of."""
    fingerprint: str = Field(unique=True)
    """Digest of the file, so that the same file twice changes nothing."""
    file_name: str
    by: str
    imported_at: datetime = Field(sa_type=Moment)


class CollectorLine(SQLModel, table=True):
    """One claim in the collector's month: principal that moved in it, and what it has now."""

    __tablename__ = "collector_line"
    __table_args__ = (UniqueConstraint("month_id", "reference"),)
    id: int | None = Field(default=None, primary_key=True)
    month_id: int = Field(foreign_key="collector_month.id")
    reference: str
    hand_over_id: int | None = Field(default=None, foreign_key="hand_over.id", index=True)
    """None for a claim the collector names and we did not send."""
    received: int = Field(sa_type=BigInteger)
    recalled: int = Field(sa_type=BigInteger)
    written_down: int = Field(sa_type=BigInteger)
    written_up: int = Field(sa_type=BigInteger)
    base: int = Field(sa_type=BigInteger)
    """The principal it collects at the end of the month."""
    balance: int = Field(sa_type=BigInteger)
    """All that is still owed to it, its own interest and fees included."""


class MonthWord(SQLModel, table=True):
    """What staff say of a line of a month on which the two sides differ. Never changed.

    The newest row of a line counts, for the difference it saw; each row comes after the one before.
    """

    __tablename__ = "month_word"
    __table_args__ = (
        CheckConstraint("kind in ('explained', 'taken_back')", name="kind"),
        CheckConstraint("(kind = 'explained') = (why <> '')", name="why"),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("no > 0", name="no"),
        Index("ix_month_word_month", "month"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The month, the line and `no`: of two people at once one is kept."""
    month: date
    """The first day of the month."""
    reference: str
    """Under which the collector knows the claim."""
    no: int
    """Counts what was said of this line, from 1."""
    kind: str
    seen: str
    """Digest of what both sides said then: another difference is not explained by it."""
    why: str = ""
    """A code; empty when it is taken back."""
    words: str
    by: str
    at: datetime = Field(sa_type=Moment)


class EnforcementStep(SQLModel, table=True):
    """A step of the municipality's own enforcement that was taken. Never changed, never deleted."""

    __tablename__ = "enforcement_step"
    __table_args__ = (
        CheckConstraint("kind in ('notice', 'attachment', 'writ')", name="kind"),
        CheckConstraint("costs >= 0", name="costs"),
        CheckConstraint("(costs > 0) = (cost_key is not null)", name="costs_are_booked"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    kind: str
    """The notice of an attachment; the attachment (udlæg) made; the writ (dwangbevel) served."""
    on: date
    """The day of the attachment the notice names, the day it was made, or the writ was served."""
    time: str = ""
    place: str = ""
    costs: int = Field(default=0, sa_type=BigInteger)
    cost_key: str | None = Field(default=None, foreign_key="ledger_entry.key")
    """The movement that charged the costs."""
    proposal_id: int = Field(foreign_key="proposal.id")
    by: str
    recorded_at: datetime = Field(sa_type=Moment)

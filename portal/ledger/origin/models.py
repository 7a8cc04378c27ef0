"""Bills being registered, what was credited on a claim, claims back at their unit, corrections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Registration(SQLModel, table=True):
    """A bill a unit is filling in, kept page by page, and the claim it became."""

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'sent')", name="state"),
        CheckConstraint("(state = 'sent') = (claim_id is not null)", name="sent"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    unit: str = Field(index=True)
    """The unit that fills it in; only its members see it."""
    staff_id: int = Field(foreign_key="staff_member.id")
    state: str = "draft"
    content: Any = Field(default_factory=dict, sa_type=JSON)
    """What was filled in, by name. Of an identity number only its digest is kept."""
    started_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", unique=True)
    version: int = 1
    """Counts changes, so that the second of two people is told and overwrites nothing."""


class Credit(SQLModel, table=True):
    """What was charged on a claim and should not have been. Never changed, never deleted."""

    __tablename__ = "claim_credit"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("component in ('principal', 'fee', 'interest')", name="component"),
        CheckConstraint("kind in ('note', 'correction', 'withdrawal')", name="kind"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """Idempotency key: the same credit asked for twice is there once."""
    claim_id: int = Field(foreign_key="claim.id", index=True)
    component: str
    amount: int = Field(sa_type=BigInteger)
    kind: str
    """A credit note that came in, a lower amount from the unit, or a claim withdrawn whole."""
    credited_on: date
    mark: str = ""
    """Digest of the credit note, to know the same one again."""
    by: str
    recorded_at: datetime = Field(sa_type=Moment)


class Return(SQLModel, table=True):
    """A claim given back to the unit that sent it, with what is wrong with it."""

    __tablename__ = "claim_return"
    __table_args__ = (
        CheckConstraint("state in ('open', 'sent_back', 'withdrawn', 'undone')", name="state"),
        CheckConstraint("(state = 'open') = (ended_on is null)", name="end"),
        Index(
            "uq_claim_return_open",
            "claim_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    hold_id: int = Field(foreign_key="hold.id")
    """The hold that lets nothing get worse meanwhile."""
    lacks: Any = Field(default_factory=list, sa_type=JSON)
    """What is wrong: codes of readiness, in order."""
    words: str = ""
    """What the collection department says about it in words of its own."""
    returned_on: date
    returned_by: str
    returned_at: datetime = Field(sa_type=Moment)
    state: str = "open"
    answer: str = ""
    """What the unit said when it sent the claim back or withdrew it."""
    ended_on: date | None = None
    ended_by: str = ""
    version: int = 1


class Correction(SQLModel, table=True):
    """One field of a claim as it was and as it became. Never changed, never deleted."""

    __tablename__ = "claim_correction"
    __table_args__ = (UniqueConstraint("claim_id", "no"),)
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    no: int
    """Counts the corrections of a claim, from 1."""
    return_id: int = Field(foreign_key="claim_return.id")
    field: str
    old: str
    """Without the identity numbers that may have stood in it."""
    new: str
    by: str
    at: datetime = Field(sa_type=Moment)

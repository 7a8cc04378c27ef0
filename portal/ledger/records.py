"""What happens to a claim beside money: who owes it, what holds it up, what keeps it alive.

Tables only; the acts on them are in the modules that bear their names.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Liability(SQLModel, table=True):
    """A person who owes a claim, alone or with others. Everyone who owes it has a row."""

    __tablename__ = "liability"
    __table_args__ = (
        CheckConstraint("form in ('joint', 'share')", name="form"),
        CheckConstraint("(form = 'share') = (share is not null)", name="share"),
        CheckConstraint("(released_on is null) = (release_reason = '')", name="release"),
        UniqueConstraint("claim_id", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    claim_id: int = Field(foreign_key="claim.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    form: str = "joint"
    """`joint`: for the whole (hoofdelijk, solidarisk); `share`: for a part of it (pro rata)."""
    share: int | None = Field(default=None, sa_type=BigInteger)
    """The most this person owes of it from then on, in minor units."""
    share_since: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The last ledger entry of the claim when the share was set; what is paid later is of it."""
    since: date
    released_on: date | None = None
    """The day this person was let off; the others still owe it."""
    release_reason: str = ""


class Hold(SQLModel, table=True):
    """Why nothing may get worse for a claim, or for all claims of a person, and until when."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (claim_id is null)", name="subject"),
        CheckConstraint(
            "kind in ('social', 'objection', 'dispute', 'returned', 'minor', 'arrangement')",
            name="kind",
        ),
        CheckConstraint("until_on is null or until_on >= from_on", name="dates"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    kind: str
    """Social considerations, an objection, a dispute of the claim, a claim returned to the unit
    that sent it, a debtor who is a minor, or an arrangement with all creditors."""
    reason: str
    from_on: date
    until_on: date | None = None
    """The last day it holds; None until it is lifted."""
    by: str
    lifted_on: date | None = None
    """The first day it no longer holds."""
    lifted_by: str = ""


class Interruption(SQLModel, table=True):
    """An act that lets the time bar of a claim start anew. Never changed, never deleted."""

    __tablename__ = "interruption"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    claim_id: int = Field(foreign_key="claim.id", index=True)
    act: str
    """One of the acts the time bar's calculation knows."""
    on: date
    by: str


WAITING = ("open", "later")
"""States of a proposal that nobody said yes or no to."""


class Proposal(SQLModel, table=True):
    """Something prepared that only people may do: they say yes, no or later, with a reason."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("state in ('open', 'yes', 'no', 'later', 'void')", name="state"),
        CheckConstraint("prepared in ('', 'yes', 'no')", name="prepared"),
        CheckConstraint("signatures in (1, 2)", name="signatures"),
        CheckConstraint(
            "first_by is null or second_by is null or first_by <> second_by", name="two_people"
        ),
        CheckConstraint(
            "state <> 'yes' or signatures = 1 or second_by is not null", name="signed_twice"
        ),
        CheckConstraint("state in ('open', 'void') or first_by is not null", name="by_a_person"),
        CheckConstraint("(state = 'later') = (later_on is not null)", name="later"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    key: str = Field(unique=True)
    """What it is about, so that it is proposed once."""
    kind: str = Field(index=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    made_on: date
    prepared: str = ""
    """The answer that is ready to be given, if any."""
    reason: str
    """Why it is proposed: a code whose text is in the catalogues."""
    detail: Any = Field(default_factory=dict, sa_type=JSON)
    """Amounts in minor units and dates that the page shows; no names."""
    signatures: int = 1
    """How many people must say yes; the second is another person."""
    state: str = "open"
    """`void`: overtaken, such as by a payment."""
    later_on: date | None = None
    """When said later: the day it comes back."""
    first_by: str | None = None
    first_at: datetime | None = Field(default=None, sa_type=Moment)
    first_reason: str = ""
    second_by: str | None = None
    second_at: datetime | None = Field(default=None, sa_type=Moment)
    second_reason: str = ""
    version: int = 1
    """Counts changes, so that the second of two people is told and overwrites nothing."""

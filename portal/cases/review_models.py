"""Looks the municipality takes by itself at what someone pays, and the signals that start one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Review(SQLModel, table=True):
    """One look at what a person pays: why it was taken, and what came of it. Never changed."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint(
            "reason in ('interval', 'norms', 'signal', 'remission', 'missed')", name="reason"
        ),
        CheckConstraint(
            "outcome in ('lowered', 'ended', 'kept', 'staff', 'asked')", name="outcome"
        ),
        CheckConstraint(
            "(outcome in ('lowered', 'ended', 'staff')) = (case_id is not null)", name="case"
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What it is about, so that the same look is taken once."""
    person_id: int = Field(foreign_key="person.id", index=True)
    reason: str
    """`interval`: the months between two looks are over; `norms`: the norms changed; `signal`;
    `remission`: the yearly look whether the rest can be let go; `missed`: an instalment was."""
    made_on: date
    outcome: str
    """`lowered` or `ended` at once, `kept` as it was, for `staff` to decide, or the person was
    `asked` for a fact and nothing changes until they answer."""
    case_id: int | None = Field(default=None, foreign_key="case.id")


class Signal(SQLModel, table=True):
    """A hint from outside about a person. It changes nothing until someone confirms it."""

    __tablename__ = "signal"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The sender's own key, or a digest of the line; the same signal twice is one."""
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    happened_on: date
    source: str
    """Who sent it: a message id of the source's name."""
    taken_at: datetime = Field(sa_type=Moment)

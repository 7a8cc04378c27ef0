"""Trials as rows: what was asked, how far it is, and the figures it came to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from portal.db import Moment

MOST_VARIANTS = 3


class Trial(SQLModel, table=True):
    """One trial. Stopping or throwing it away takes its row; whoever works on it then stops."""

    __tablename__ = "trial"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("source in ('synthetic', 'records')", name="source"),
        CheckConstraint("(state = 'done') = (finished_at is not null)", name="finished"),
        CheckConstraint("parts_done between 0 and parts", name="parts"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    name: str
    """The dated value that is tried."""
    written: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """Its new values, as they would stand in a file; at most MOST_VARIANTS."""
    source: str
    """`synthetic`: made-up people; `records`: the people of the database."""
    people: int = 0
    """How many are made up; 0 for the people of the database."""
    held_on: date
    """The day whose rules hold."""
    asked_by: int = Field(foreign_key="staff_member.id", index=True)
    asked_at: datetime = Field(sa_type=Moment)
    state: str = Field(default="waiting", index=True)
    parts: int = 1
    parts_done: int = 0
    """How far it is."""
    alive_at: datetime | None = Field(default=None, sa_type=Moment)
    """The last sign of life of whoever works on it; after a while another takes it over."""
    finished_at: datetime | None = Field(default=None, sa_type=Moment)
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON, nullable=True))
    """The figures, without cells so small that they tell of somebody."""

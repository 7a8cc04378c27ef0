"""A proposal for a dated value, and what people did with it. Neither is ever changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

LEAST_DECISION = 3
"""Signs a decision is named with, at least."""


class Adoption(SQLModel, table=True):
    """One dated value with its first day and the decision it rests on, as somebody proposed it."""

    __tablename__ = "adoption"
    __table_args__ = (
        CheckConstraint("group_name in ('settings', 'amounts', 'courses')", name="group_name"),
        CheckConstraint(f"length(trim(decision)) >= {LEAST_DECISION}", name="decision"),
        UniqueConstraint("id", "starts_on", "proposed_by"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    group_name: str
    """Where the value lies in the municipality's data: its policy, the country's, its terms."""
    name: str
    starts_on: date
    written: Any = Field(sa_column=Column(JSON, nullable=False))
    """The value as it would stand in a file: a number, yes or no, or "25.00" for money."""
    decision: str
    """What it rests on: which body decided, and the number of the decision."""
    decided_on: date
    proposed_by: int = Field(foreign_key="staff_member.id")
    proposed_at: datetime = Field(sa_type=Moment)


class AdoptionAct(SQLModel, table=True):
    """A second signature under a proposal, or its end: both only before its first day."""

    __tablename__ = "adoption_act"
    __table_args__ = (
        CheckConstraint("kind in ('signed', 'withdrawn')", name="kind"),
        CheckConstraint("no in (1, 2) and (kind = 'withdrawn' or no = 1)", name="no"),
        CheckConstraint("kind <> 'signed' or done_by <> proposed_by", name="two_people"),
        CheckConstraint("done_on < starts_on", name="before_its_day"),
        UniqueConstraint("adoption_id", "no"),
        ForeignKeyConstraint(
            ["adoption_id", "starts_on", "proposed_by"],
            ["adoption.id", "adoption.starts_on", "adoption.proposed_by"],
            name="fk_adoption_act_adoption_id",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    adoption_id: int
    no: int
    kind: str
    starts_on: date
    """Of the proposal, repeated so that the database itself compares."""
    proposed_by: int
    """Of the proposal, for the same reason."""
    done_by: int = Field(foreign_key="staff_member.id")
    done_on: date
    done_at: datetime = Field(sa_type=Moment)

"""How plans were made by people and changed while they ran: a record that is never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class PlanChange(SQLModel, table=True):
    """One change of a plan: who, what, and the plan before and after it. Never changed."""

    __tablename__ = "plan_change"
    __table_args__ = (
        CheckConstraint(
            "kind in ('made', 'day', 'pause', 'amounts', 'longer', 'shorter', 'ended', 'undo')",
            name="kind",
        ),
        CheckConstraint("(\"kind\" = 'undo') = (undoes is not null)", name="undo"),
        CheckConstraint(
            "\"by\" not like 'staff:%' or \"kind\" = 'made' or length(trim(reason)) > 0",
            name="reason",
        ),
        UniqueConstraint("plan_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    no: int
    """Counts the changes of a plan; of two people at once the second is told."""
    kind: str
    """Made by a person; another day; a pause; other amounts; longer, by what came on top;
    shorter, by what was let go; ended; or an earlier change undone."""
    made_on: date
    at: datetime = Field(sa_type=Moment)
    by: str
    """`resident:<ref>`, `staff:<ref>`, `rules` or `night`."""
    reason: str = ""
    before: Any = Field(default_factory=dict, sa_type=JSON)
    """The plan as it was: amounts in minor units, dates ISO."""
    after: Any = Field(default_factory=dict, sa_type=JSON)
    """The plan as it became; for one that was made, also what the rules allowed and the wish."""
    undoes: int | None = None
    """The number of the change that is undone."""

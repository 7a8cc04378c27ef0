"""Which grants were drawn for a second look, and what the second reader said. Never changed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from portal.cases.models import BLANKS, LEAST_REASON
from portal.db import Moment


class SecondLook(SQLModel, table=True):
    """A grant of the rules that chance drew."""

    __tablename__ = "second_look"
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    decision_id: int = Field(foreign_key="decision.id", unique=True)
    drawn_on: date


class SecondOpinion(SQLModel, table=True):
    """What the second reader would have decided, said before they saw what was."""

    __tablename__ = "second_opinion"
    __table_args__ = (
        CheckConstraint("outcome in ('granted', 'granted_partly', 'refused')", name="outcome"),
        CheckConstraint("monthly is null or monthly > 0", name="monthly"),
        CheckConstraint(
            f"outcome = 'granted' or length(trim(reason, '{BLANKS}')) >= {LEAST_REASON}",
            name="reason",
        ),
    )
    look_id: int = Field(foreign_key="second_look.id", primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    outcome: str
    monthly: int | None = Field(default=None, sa_type=BigInteger)
    """The instalment the reader would have set, in minor units; None where there is none."""
    same: bool
    """Whether it is what the rules granted: the outcome, and the instalment where both name one."""
    reason: str = ""
    said_at: datetime = Field(sa_type=Moment)

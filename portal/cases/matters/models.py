"""What a person answered to an ask that is not for the rules."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.cases.matters.kinds import WORDLESS
from portal.cases.models import BLANKS, LEAST_REASON
from portal.db import Moment


class MatterOutcome(SQLModel, table=True):
    """One answer of a person, or what came after it. Never changed; the last one holds."""

    __tablename__ = "matter_outcome"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('answered', 'accepted', 'partly', 'not_accepted', 'reopened', 'settled',"
            " 'lapsed', 'ended', 'corrected')",
            name="outcome",
        ),
        CheckConstraint(f"length(trim(reason, '{BLANKS}')) >= {LEAST_REASON}", name="reason"),
        CheckConstraint("(pay is null) = (pay_by is null)", name="pay"),
        CheckConstraint("(pay is null) = (let_go is null)", name="let_go"),
        UniqueConstraint("case_id", "no"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    no: int
    """Counts what was answered to one ask, from 1."""
    outcome: str
    staff_id: int = Field(foreign_key="staff_member.id")
    """Who answered: always a person."""
    reason: str
    """The answer, or why, in their own words; the person who asked reads it."""
    pay: int | None = Field(default=None, sa_type=BigInteger)
    """For half at once: what is to be paid, in minor units."""
    pay_by: date | None = None
    """The last day to pay it."""
    let_go: int | None = Field(default=None, sa_type=BigInteger)
    """What is let go once it came in, in minor units."""
    answered_at: datetime = Field(sa_type=Moment)

    @property
    def words(self) -> str:
        """What a person wrote to who asked; empty where the outcome came with another act."""
        return "" if self.outcome in WORDLESS else self.reason

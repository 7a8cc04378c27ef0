"""Invitations of businesses to people who are to act for them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

ROLES = ("see", "pay", "ask", "manage")
"""What someone may do for a business; each may do what those before it may."""


class FirmInvitation(SQLModel, table=True):
    """A code with which one person takes a role in a business."""

    __tablename__ = "firm_invitation"
    __table_args__ = (
        CheckConstraint("role in ('see', 'pay', 'ask', 'manage')", name="role"),
        CheckConstraint("until_on is null or until_on >= code_until", name="dates"),
        CheckConstraint("(ended_at is null) = (ended_by = '')", name="end"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    """The business."""
    label: str
    """Whom it is for, in the words of the business."""
    role: str
    code_digest: str = Field(unique=True)
    """Keyed digest; the code itself is shown once."""
    made_at: datetime = Field(sa_type=Moment)
    made_by: str
    code_until: date
    """The last day the code opens anything."""
    until_on: date | None = None
    """The last day of the role; None until it is ended."""
    acting_id: int | None = Field(default=None, foreign_key="acting.id")
    """What became of it."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it was used or taken back."""
    ended_by: str = ""

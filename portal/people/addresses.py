"""Mail addresses people gave: asked for, confirmed by a link that went there, ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class MailAddress(SQLModel, table=True):
    """One time somebody agreed to be told by mail at an address."""

    __tablename__ = "mail_address"
    __table_args__ = (
        CheckConstraint("confirmed_at is null or confirmed_at >= agreed_at", name="confirmed"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    email: str
    agreed_at: datetime = Field(sa_type=Moment)
    agreed_by: str
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the link in the mail to it was followed; before that nothing else is sent there."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    """When they wanted post again, gave another address, or mail came back."""
    why: str = ""
    """Why it ended: `chosen`, `other` or `undelivered`."""

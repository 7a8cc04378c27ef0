"""Contacts with people as staff noted them. Never changed: a correction stands over the note."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

CHANNELS = ("phone", "visit", "desk", "mail", "letter")
DIRECTIONS = ("out", "in")
"""`out`: we sought them; `in`: they sought us."""
MISTAKE = "mistake"
"""The outcome of a correction that takes the note away: it was not right."""


class Contact(SQLModel, table=True):
    """One contact with a person, or a correction of one."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("channel in ('phone', 'visit', 'desk', 'mail', 'letter')", name="channel"),
        CheckConstraint("direction in ('out', 'in')", name="direction"),
        CheckConstraint("outcome <> 'mistake' or replaces_id is not null", name="mistake"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    key: str = Field(unique=True)
    """Drawn with the form, so that sending it twice notes it once."""
    person_id: int = Field(foreign_key="person.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    """The request it was about, if any."""
    staff_id: int = Field(foreign_key="staff_member.id")
    """Who noted it."""
    held_on: date
    """The day it took place."""
    noted_at: datetime = Field(sa_type=Moment)
    channel: str
    direction: str
    outcome: str
    """One of the municipality's codes (`contact_outcomes`), or `mistake`."""
    words: str
    """What was said, in the words of staff."""
    replaces_id: int | None = Field(default=None, foreign_key="contact.id", unique=True)
    """The note this one corrects; there is one correction at most, which can be corrected again."""

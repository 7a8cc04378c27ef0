"""The code of a letter, who opened what when, and what was printed or handed to digital post."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class LetterCode(SQLModel, table=True):
    """The code on a letter. It is worked out from the portal's key; here lies only its digest."""

    __tablename__ = "letter_code"
    __table_args__ = (CheckConstraint("(stopped_at is null) = (stopped_by = '')", name="stop"),)
    letter_id: int = Field(primary_key=True, foreign_key="letter.id")
    digest: str = Field(unique=True)
    last_day: date
    """The last day it opens the letter's page."""
    stopped_at: datetime | None = Field(default=None, sa_type=Moment)
    stopped_by: str = ""


class LetterLook(SQLModel, table=True):
    """Somebody opened what a letter says with its code. Who is not known, and not kept."""

    __tablename__ = "letter_look"
    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="letter.id", index=True)
    at: datetime = Field(sa_type=Moment)


class LetterOpened(SQLModel, table=True):
    """The first time a letter was opened by whom it is for, or by who acts for them."""

    __tablename__ = "letter_opened"
    letter_id: int = Field(primary_key=True, foreign_key="letter.id")
    at: datetime = Field(sa_type=Moment)
    by: str
    """The signature of an actor."""


class MessageSeen(SQLModel, table=True):
    """The first time a message was shown to whom it is for."""

    __tablename__ = "message_seen"
    outgoing_id: int = Field(primary_key=True, foreign_key="outgoing.id")
    at: datetime = Field(sa_type=Moment)


class PostBatch(SQLModel, table=True):
    """What was printed together; posted as a whole, unless that is taken back."""

    __tablename__ = "post_batch"
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Moment)
    staff_id: int = Field(foreign_key="staff_member.id")
    posted_at: datetime | None = Field(default=None, sa_type=Moment)


class PostBatchItem(SQLModel, table=True):
    """One message or letter of a batch."""

    __tablename__ = "post_batch_item"
    batch_id: int = Field(primary_key=True, foreign_key="post_batch.id")
    outgoing_id: int = Field(primary_key=True, foreign_key="outgoing.id", index=True)


class DigitalBox(SQLModel, table=True):
    """Someone gets letters by digital post, since they said so; one row for each time."""

    __tablename__ = "digital_box"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_by = '')", name="end"),
        Index(
            "ix_digital_box_running",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    since: datetime = Field(sa_type=Moment)
    by: str
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: str = ""


class DigitalDelivery(SQLModel, table=True):
    """One letter handed to digital post instead of to the printer."""

    __tablename__ = "digital_delivery"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'delivered', 'failed')", name="state"),
        CheckConstraint("(state = 'delivered') = (delivered_at is not null)", name="delivered"),
    )
    outgoing_id: int = Field(primary_key=True, foreign_key="outgoing.id")
    state: str = "waiting"
    """`delivered`: digital post took it; what came of it then stands in Delivery."""
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment)
    delivered_at: datetime | None = Field(default=None, sa_type=Moment)
    receipt: str = ""
    """What digital post calls the delivery."""
    trouble: str = ""
    """Why the last try failed: the name of the error."""

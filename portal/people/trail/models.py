"""Looks, the chain over looks and acts, and its anchors.

The chain holds digests only. What a digest stands for, and the salt that ties the two, lie beside
it, so that they can be deleted after their time and the chain still holds.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.db import Moment


class Look(SQLModel, table=True):
    """Somebody opened a page about somebody; never changed, deleted only after its time."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_person_id_id", "person_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    actor: str = Field(index=True)
    """As in the record of acts; a program of a business is `key:<ref>`."""
    act: str
    """What was opened: `person:look`, `case:look`, `claim:look`, `letter:look`, …"""
    subject: str
    """`person:<ref>`, `case:<ref>`, …"""
    detail: str = ""
    """Which part, such as the reference of a file."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Whom the page is about; None where that is many people, such as the trail itself."""


class TrailBatch(SQLModel, table=True):
    """A batch of the chain: its digest is over the one before it and the digests of its links."""

    __tablename__ = "trail_batch"
    __table_args__ = (CheckConstraint("links > 0", name="links"),)
    no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment)
    links: int
    """How many rows it chains."""
    digest: str


class TrailLink(SQLModel, table=True):
    """One chained row: which, in which batch, and its digest."""

    __tablename__ = "trail_link"
    __table_args__ = (
        CheckConstraint("source in ('act', 'look')", name="source"),
        UniqueConstraint("source", "row_id"),
    )
    no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    batch: int = Field(foreign_key="trail_batch.no")
    source: str
    """What is chained: a row of `audit_event`, or a row of `look`."""
    row_id: int
    digest: str


class TrailSalt(SQLModel, table=True):
    """What keeps a digest from being guessed; it goes with the row it belongs to."""

    __tablename__ = "trail_salt"
    link: int = Field(
        foreign_key="trail_link.no", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    salt: str


class TrailErasure(SQLModel, table=True):
    """That a chained row was lawfully deleted: when, by whom, on which ground. Never changed."""

    __tablename__ = "trail_erasure"
    __table_args__ = (UniqueConstraint("source", "row_id"),)
    id: int | None = Field(default=None, primary_key=True)
    source: str
    row_id: int
    at: datetime = Field(sa_type=Moment)
    by: str
    ground: str
    """Message id of the ground."""


class TrailAnchor(SQLModel, table=True):
    """The state of the chain on a day, as the signed file of this number says it. Never changed."""

    __tablename__ = "trail_anchor"
    no: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    on: date = Field(unique=True)
    batch: int = Field(foreign_key="trail_batch.no")
    digest: str
    """The digest of the batch."""


class AccessReason(SQLModel, table=True):
    """Why a member of staff opened the file of somebody for whom nothing waits."""

    __tablename__ = "access_reason"
    __table_args__ = (Index("ix_access_reason_staff_person", "staff_id", "person_id", "on"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    on: date
    """The day it opens the file for."""
    at: datetime = Field(sa_type=Moment)
    reason: str
    """One of the municipality's `access_reasons`, or `other`, which needs words."""
    words: str = ""


class ClosedFile(SQLModel, table=True):
    """The file of a person that is closed to a member of staff, until somebody opens it again."""

    __tablename__ = "closed_file"
    __table_args__ = (
        CheckConstraint("why in ('own', 'family', 'colleague', 'other')", name="why"),
        CheckConstraint("(opened_at is null) = (opened_by = '')", name="opened"),
        Index(
            "uq_closed_file_closed",
            "staff_id",
            "person_id",
            unique=True,
            sqlite_where=text("opened_at is null"),
            postgresql_where=text("opened_at is null"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    why: str
    closed_at: datetime = Field(sa_type=Moment)
    closed_by: str
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    opened_by: str = ""

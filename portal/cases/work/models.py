"""What waits for staff, who took it, notes and reminders, clocks that stand still, views kept."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.cases.models import BLANKS
from portal.db import Moment

FAR = date(9999, 12, 31)
"""The day of what has none: it comes last."""


class WorkItem(SQLModel, table=True):
    """One thing that waits for staff. Kept by the database's triggers, never written by hand."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("source", "subject"),
        Index("ix_work_item_day", "day", "id"),
        Index("ix_work_item_kind", "kind", "day", "id"),
        Index("ix_work_item_counts", "kind", "state", "taken_by", "shows_from"),
        Index("ix_work_item_taken", "taken_by", "day", "id"),
        Index("ix_work_item_person", "person_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    """The table it comes from: a name of `portal.cases.work.sources`."""
    subject: int
    """The id of its row there."""
    kind: str
    day: date
    """The day that cannot be undone, or else by which the municipality means to do it."""
    shows_from: date | None = None
    """The first day it waits, where that is not at once."""
    state: str
    """`open`; `asked`: of the resident; `stopped`: its clock stands still; `weigh`: granted, with
    circumstances to look at; `paused`; `sign`: for a second person."""
    person_id: int | None = None
    claim_id: int | None = None
    taken_by: int | None = None
    unit: str = ""
    """The unit that sent the bill."""


class WorkTerm(SQLModel, table=True):
    """Within how many days the municipality means to do something of a kind; '' for the others."""

    __tablename__ = "work_term"
    kind: str = Field(primary_key=True)
    days: int


class WorkTaken(SQLModel, table=True):
    """Who does something that is not a request; who has a request stands with the request."""

    __tablename__ = "work_taken"
    source: str = Field(primary_key=True)
    subject: int = Field(primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    at: datetime = Field(sa_type=Moment)


class WorkNote(SQLModel, table=True):
    """What one member of staff wrote to another who takes something over. Never changed."""

    __tablename__ = "work_note"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_people"),
        Index("ix_work_note_subject", "source", "subject"),
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    subject: int
    from_id: int = Field(foreign_key="staff_member.id")
    to_id: int = Field(foreign_key="staff_member.id")
    note: str
    at: datetime = Field(sa_type=Moment)


class WorkReminder(SQLModel, table=True):
    """Something a member of staff wants to be reminded of on a day."""

    __tablename__ = "work_reminder"
    __table_args__ = (
        CheckConstraint(f"length(trim(note, '{BLANKS}')) > 0", name="note"),
        Index("ix_work_reminder_subject", "source", "subject"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    source: str
    """What it is about, as in `WorkItem`."""
    subject: int
    person_id: int | None = Field(default=None, foreign_key="person.id")
    on: date
    note: str
    made_at: datetime = Field(sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class ClockStop(SQLModel, table=True):
    """A time in which the day to answer a request moves on: the law says why it may."""

    __tablename__ = "clock_stop"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="dates"),
        CheckConstraint("(ended_on is null) = (ended_by = '')", name="end"),
        Index(
            "uq_clock_stop_running",
            "case_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
            postgresql_where=text("ended_on is null"),
        ),
        Index("ix_clock_stop_case_id", "case_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    ground: str
    """One of the municipality's grounds."""
    note: str = ""
    """What is waited for, in words the resident reads."""
    from_on: date
    """The first day that does not count."""
    until_on: date
    """The last day it may stand still."""
    answer_by: date
    """The day to answer as it was before."""
    by: str
    at: datetime = Field(sa_type=Moment)
    ended_on: date | None = None
    """The first day that counts again."""
    ended_by: str = ""


class SavedView(SQLModel, table=True):
    """A way to look at the queue that a member of staff keeps."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    name: str
    view: str
    """As it stands in the address."""


class Presence(SQLModel, table=True):
    """Who has a page of a record open, and whether they are writing. Gone after some minutes."""

    __tablename__ = "presence"
    __table_args__ = (CheckConstraint("doing in ('looks', 'writes')", name="doing"),)
    about: str = Field(primary_key=True)
    """`case:<ref>`."""
    staff_id: int = Field(primary_key=True, foreign_key="staff_member.id")
    doing: str
    seen_at: datetime = Field(sa_type=Moment)


class BulkRun(SQLModel, table=True):
    """Equal requests decided together, each by its own act; letters wait until a moment."""

    __tablename__ = "bulk_run"
    __table_args__ = (
        CheckConstraint("state in ('running', 'ready', 'done', 'undone')", name="state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    staff_id: int = Field(foreign_key="staff_member.id")
    made_at: datetime = Field(sa_type=Moment)
    letters_at: datetime = Field(sa_type=Moment)
    """When the letters leave; until then all of it can be undone."""
    sameness: str
    """Digest of what makes its requests equal."""
    state: str = "running"
    """`running`: each is made ready; `ready`: the letters wait; `done`; `undone` before that."""


class BulkItem(SQLModel, table=True):
    """One request of such a run."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        CheckConstraint("state in ('waits', 'ready', 'done', 'left', 'undone')", name="state"),
    )
    run_id: int = Field(primary_key=True, foreign_key="bulk_run.id")
    case_id: int = Field(primary_key=True, foreign_key="case.id", index=True)
    seen: int
    """The version of the request that was shown."""
    state: str = "waits"
    prepared: str = ""
    """The ref of the decision made ready for it."""
    trouble: str = ""
    """Message id of why it was left."""

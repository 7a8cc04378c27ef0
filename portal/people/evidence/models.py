"""One photo or document that somebody sent along."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.db import Moment

TAKEN_BACK, DISCARDED, LONG_ENOUGH = "taken-back", "discarded", "long-enough"
"""Why a file is gone: who sent it took it back, the request was thrown away, its time was over."""


class Evidence(SQLModel, table=True):
    """A file that is kept, or was: the row stays when the file goes."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint(
            "substr(about, 1, 5) = 'case:' or substr(about, 1, 8) = 'mandate:'", name="about"
        ),
        CheckConstraint("kind in ('jpeg', 'png', 'pdf')", name="kind"),
        CheckConstraint("pages > 0 and size > 0", name="size"),
        CheckConstraint("(removed_at is null) = (removed_why = '')", name="removed"),
        Index(
            "uq_evidence_there",
            "about",
            "digest",
            unique=True,
            sqlite_where=text("removed_at is null"),
            postgresql_where=text("removed_at is null"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    """Whose it is: the resident or business it is about, whoever sent it."""
    about: str = Field(index=True)
    """`case:<ref>` or `mandate:<ref>`: what it was sent along with."""
    name: str
    """As its sender called it; nothing once the file is gone."""
    kind: str
    """`jpeg`, `png` or `pdf`, as it is kept."""
    pages: int
    size: int
    """In bytes."""
    digest: str
    """SHA-256 of the file as it is kept."""
    stored: str = Field(unique=True)
    """Its name in the store: random."""
    has_thumbnail: bool
    scanner: str
    """Which scanner passed it; `none` where nothing is scanned."""
    added_by: str
    added_at: datetime = Field(sa_type=Moment)
    is_missing: bool = False
    """The store did not have it when the night looked."""
    closed_on: date | None = None
    """For what is no request: the day from which its time is counted."""
    removed_at: datetime | None = Field(default=None, sa_type=Moment)
    removed_why: str = ""

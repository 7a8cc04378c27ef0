"""What was deleted after its time: by which rule, and of which receipts the facts are gone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment


class RetentionDone(SQLModel, table=True):
    """That so many records of a kind were deleted by a rule; never changed, never deleted."""

    __tablename__ = "retention_done"
    __table_args__ = (CheckConstraint("count > 0", name="count"),)
    id: int | None = Field(default=None, primary_key=True)
    on: date = Field(index=True)
    """The day whose rule it was."""
    at: datetime = Field(sa_type=Moment)
    kind: str
    """One of `portal.cases.retention.rules.RULES`."""
    count: int
    term: str
    """The name of the municipality's term."""
    value: int
    """In days or months, as its name says."""
    mark: str
    source: str


class FactsDeleted(SQLModel, table=True):
    """That the facts of a receipt were deleted by a rule: only its outcome and seal are left."""

    __tablename__ = "facts_deleted"
    receipt_id: int = Field(foreign_key="receipt.id", primary_key=True)
    on: date
    term: str
    source: str

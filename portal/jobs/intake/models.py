"""Files that were taken in: which, by whom, and what became of them. Never changed, never deleted.

The content is not kept, only its digest.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.db import Moment

KINDS = ("bank", "claims", "settlements", "returns", "receipts", "month", "signals", "facts")
_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)


class FileTaken(SQLModel, table=True):
    """One file that changed something, or was new."""

    __tablename__ = "file_taken"
    __table_args__ = (
        CheckConstraint(f"kind in ({_KINDS})", name="kind"),
        UniqueConstraint("kind", "digest", "turn"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(unique=True)
    kind: str
    name: str
    size: int
    """Bytes."""
    digest: str
    """SHA-256 of the content."""
    turn: int
    """From 1; higher when the same file came again and more of it could be taken."""
    by: str
    """Who took it: `staff:<ref>`, or `import` for a command."""
    taken_at: datetime = Field(sa_type=Moment)
    said: dict[str, Any] = Field(sa_type=JSON)
    """`counts` by what became of the lines, `left_out` in words of the reader, and how `many`."""

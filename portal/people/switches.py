"""Switches that close a part of the portal for a while; each turn is kept, with who and why."""

from datetime import datetime

from sqlalchemy import CheckConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from portal.db import Moment
from portal.errors import NotNow
from portal.people import audit

PARTS = ("payments", "requests", "sign-in")
"""What can be closed: paying on the provider's page; asking for anything; signing in."""


class SwitchTurned(SQLModel, table=True):
    """That somebody closed a part or opened it again; the last one of a part holds."""

    __tablename__ = "switch_turned"
    __table_args__ = (CheckConstraint("part in ('payments', 'requests', 'sign-in')", name="part"),)
    id: int | None = Field(default=None, primary_key=True)
    part: str
    is_closed: bool
    at: datetime = Field(sa_type=Moment)
    by: str
    why: str
    """For colleagues; no page of residents shows it."""


def closed(session: Session) -> frozenset[str]:
    """Return the parts that are closed now."""
    last = select(func.max(SwitchTurned.id)).group_by(SwitchTurned.part)
    wanted = select(SwitchTurned.part).where(
        col(SwitchTurned.id).in_(last), col(SwitchTurned.is_closed)
    )
    return frozenset(session.exec(wanted).all())


def turn(session: Session, part: str, *, is_closed: bool, by: str, why: str, now: datetime) -> bool:
    """Close a part, or open it again; False when it is so already. Raises NotNow."""
    if part not in PARTS:
        raise NotNow("error-choose")
    if (part in closed(session)) == is_closed:
        return False
    session.add(SwitchTurned(part=part, is_closed=is_closed, at=now, by=by, why=why))
    session.flush()
    audit.record(session, now, by, f"switch:{'close' if is_closed else 'open'}", f"part:{part}")
    return True

"""How much was taken of what one may do in a while, counted in the database for all processes.

What is counted is a handle: a keyed digest of a person or a network. A row is over after its while;
the night deletes it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import CheckConstraint, bindparam, text
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from portal.db import Moment


class Pace(SQLModel, table=True):
    """How much of one allowance is taken."""

    __tablename__ = "pace"
    __table_args__ = (CheckConstraint("taken > 0", name="taken"),)
    handle: str = Field(primary_key=True)
    over_at: datetime = Field(sa_type=Moment, index=True)
    """Until when it counts."""
    taken: int


class Share(NamedTuple):
    """What one process may spend, and until when."""

    many: int
    """0 when nothing is left before then."""
    over_at: datetime


_STALE = "(pace.over_at <= :now or pace.over_at > :over)"
"""Over, or of a clock that was put back since."""
_TAKE = (
    text(
        "insert into pace (handle, over_at, taken) values (:handle, :over, :many)"  # noqa: S608  (both parts are constants)
        " on conflict (handle) do update set"
        f" taken = case when {_STALE} then :many else pace.taken + :many end,"
        f" over_at = case when {_STALE} then :over else pace.over_at end"
        f" where {_STALE} or pace.taken + :many <= :most returning over_at"
    )
    .bindparams(bindparam("now", type_=Moment()), bindparam("over", type_=Moment()))
    .columns(over_at=Moment())
)


def take(
    session: Session, handle: str, *, many: int, most: int, seconds: int, now: datetime
) -> Share:
    """Take `many` at once of the `most` there are in so many seconds, or none of them."""
    told = {"handle": handle, "many": many, "most": most, "now": now}
    until = session.connection().execute(_TAKE, told | {"over": now + timedelta(seconds=seconds)})
    over_at = until.scalar_one_or_none()
    if over_at is not None:
        return Share(many, over_at)
    return Share(0, session.exec(select(Pace.over_at).where(Pace.handle == handle)).one())


def let_go(session: Session, now: datetime) -> None:
    """Delete what counts no more."""
    session.exec(delete(Pace).where(col(Pace.over_at) <= now))


def count(session: Session) -> int:
    """Return how many rows there are."""
    return session.exec(select(func.count()).select_from(Pace)).one()

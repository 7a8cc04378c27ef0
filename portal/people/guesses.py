"""How many wrong codes came of late, counted in the database, for all processes alike.

What is counted is a handle: a keyed digest of a network, or of how a code begins. What is kept is
bounded: old rows go when a new one comes, and with too many at once nobody may try for a while.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, bindparam, text
from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from portal.db import Moment

MOST_HANDLES = 10_000


@dataclass(frozen=True)
class Limits:
    """How many wrong codes are borne, and for how long they count from the first one on."""

    tries: int
    wait: timedelta


class WrongCode(SQLModel, table=True):
    """How many codes that open nothing came under one handle of late."""

    __tablename__ = "wrong_code"
    __table_args__ = (CheckConstraint("wrong > 0", name="wrong"),)
    handle: str = Field(primary_key=True)
    over_at: datetime = Field(sa_type=Moment, index=True)
    """Until when they count."""
    wrong: int


_COUNT = text(
    "insert into wrong_code (handle, over_at, wrong) values (:handle, :over, 1)"
    " on conflict (handle) do update set"
    " wrong = case when wrong_code.over_at < :now then 1 else wrong_code.wrong + 1 end,"
    " over_at = case when wrong_code.over_at < :now then :over else wrong_code.over_at end"
).bindparams(bindparam("now", type_=Moment()), bindparam("over", type_=Moment()))


def may_try(session: Session, handles: Iterable[str], limits: Limits, now: datetime) -> bool:
    """Whether a code may be tried under all these handles now, whichever code it is."""
    wanted, recent = set(handles), col(WrongCode.over_at) >= now
    own = select(WrongCode.wrong).where(col(WrongCode.handle).in_(wanted), recent)
    wrong = session.exec(own).all()
    if any(count >= limits.tries for count in wrong):
        return False
    if len(wrong) == len(wanted):
        return True
    return session.exec(select(func.count()).where(recent)).one() < MOST_HANDLES


def guessed_wrong(session: Session, handles: Iterable[str], limits: Limits, now: datetime) -> None:
    """Count one wrong code under each of these handles."""
    let_go(session, now)
    for handle in sorted(set(handles)):
        told = {"handle": handle, "now": now, "over": now + limits.wait}
        session.connection().execute(_COUNT, told)


def let_go(session: Session, now: datetime) -> None:
    """Delete what counts no more."""
    session.exec(delete(WrongCode).where(col(WrongCode.over_at) < now))

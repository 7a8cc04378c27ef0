"""How many wrong codes a network sent of late; counted in the database, for all processes alike.

What is kept is bounded: old rows go when a new one comes, and when there are too many at once
nobody may try for a while.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, delete, func, select

from portal.cases.letterbox.models import CodeGuess
from portal.db import Moment

MOST_WRONG = 5
WINDOW = timedelta(hours=1)
MOST_NETWORKS = 10_000

_COUNT = text(
    "insert into code_guess (network, began_at, wrong) values (:network, :now, 1)"
    " on conflict (network) do update set"
    " wrong = case when code_guess.began_at < :old then 1 else code_guess.wrong + 1 end,"
    " began_at = case when code_guess.began_at < :old then :now else code_guess.began_at end"
).bindparams(bindparam("now", type_=Moment()), bindparam("old", type_=Moment()))


def may_try(session: Session, network: str, now: datetime) -> bool:
    """Whether a network, known by a keyed digest, may try a code now, whichever code it is."""
    recent = col(CodeGuess.began_at) >= now - WINDOW
    own = select(CodeGuess.wrong).where(CodeGuess.network == network, recent)
    wrong = session.exec(own).one_or_none()
    if wrong is not None:
        return wrong < MOST_WRONG
    return session.exec(select(func.count()).where(recent)).one() < MOST_NETWORKS


def guessed_wrong(session: Session, network: str, now: datetime) -> None:
    """Count one wrong code."""
    session.exec(delete(CodeGuess).where(col(CodeGuess.began_at) < now - WINDOW))
    told = {"network": network, "now": now, "old": now - WINDOW}
    session.connection().execute(_COUNT, told)

"""What someone was typing when their sign-in ran out: kept for them alone, for a few days.

It is not an answer yet: it fills the form again after they signed in, and goes when it is sent.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, bindparam
from sqlmodel import Field, Session, SQLModel, col, delete, select

from portal.db import Moment, connection_of
from portal.people.acting.models import ActingNow
from portal.people.models import SignIn
from portal.tokens import digest_of

LAPSED = timedelta(days=1)
"""A sign-in that ran out longer ago keeps nothing any more."""
MOST_FIELDS = 20
LONGEST = 8_000
"""Signs of all fields together."""


class TypedForm(SQLModel, table=True):
    """A form that was sent too late: the page it stands on, and what was in it."""

    __tablename__ = "typed_form"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    path: str = Field(primary_key=True)
    fields: Any = Field(sa_type=JSON)
    """Each field's values, as they were typed."""
    typed_at: datetime = Field(sa_type=Moment)


def keep(
    session: Session,
    secret: str,
    path: str,
    fields: Mapping[str, list[str]],
    *,
    now: datetime,
    since: datetime,
) -> bool:
    """Keep a form for whom this secret stood for until it ran out; False when it stood for nobody.

    What they typed before `since` is thrown away. Who signed out, or acted for another, left
    nothing behind that could be kept.
    """
    person_id = _lapsed(session, secret, now)
    typed = dict(list(fields.items())[:MOST_FIELDS])
    if person_id is None or sum(len(value) for many in typed.values() for value in many) > LONGEST:
        return False
    old = delete(TypedForm).where(col(TypedForm.person_id) == person_id)
    session.exec(old.where((col(TypedForm.path) == path) | (col(TypedForm.typed_at) < since)))
    session.add(TypedForm(person_id=person_id, path=path, fields=typed, typed_at=now))
    session.flush()
    return True


def typed_on(
    session: Session, person_id: int, path: str, since: datetime
) -> dict[str, list[str]] | None:
    """Return what this person was typing on a page, if that was kept and is of after `since`."""
    asked = {"person_id": person_id, "path": path, "since": since}
    found = connection_of(session).execute(_TYPED, asked).scalar_one_or_none()
    return None if found is None else dict(found)


_TYPED = select(TypedForm.fields).where(
    TypedForm.person_id == bindparam("person_id"),
    TypedForm.path == bindparam("path"),
    col(TypedForm.typed_at) >= bindparam("since", type_=Moment),
)
"""Built once: each question asks it."""


def forget(session: Session, person_id: int, path: str) -> None:
    """Throw it away: it was sent."""
    session.exec(
        delete(TypedForm).where(col(TypedForm.person_id) == person_id, col(TypedForm.path) == path)
    )


def _lapsed(session: Session, secret: str, now: datetime) -> int | None:
    row = session.get(SignIn, digest_of(secret))
    if row is None or row.ended_at is not None or now - row.seen_at > LAPSED:
        return None
    return None if session.get(ActingNow, row.digest) is not None else row.person_id

"""The outbox: what must be told to someone, kept in the same transaction as what happened.

Whoever sends it takes rows that wait, and marks them. The same message is kept once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, Session, SQLModel, col, select

from portal.db import Moment
from portal.people.models import Person
from portal.rows import among, insert_many

HELPER_NEWS = "helper-news"
"""The kind of a mail to a helper: it names nobody, and is never posted."""
DRAFT_LINK = "draft-link"
"""The kind of a mail with a link to an unsent request; `to` and `path` say where it goes."""
CONFIRM_MAIL = "confirm-mail"
"""The kind of a mail with a link that confirms an address; `to` and `path` say where it goes."""
CONFIRM_SMS = "confirm-sms"
"""The kind of a text message with the code that confirms a number; `to` and `code` say what."""
NEVER_POSTED = (HELPER_NEWS, DRAFT_LINK, CONFIRM_MAIL, CONFIRM_SMS)
"""Kinds that go the one way or not at all."""
WITH_KEY = (DRAFT_LINK, CONFIRM_MAIL, CONFIRM_SMS)
"""Kinds that hold what lets somebody in: their words are not kept."""
POST, MAIL, SMS = "post", "mail", "sms"
_PERSON = SQLModel.metadata.tables["person"]


class Outgoing(SQLModel, table=True):
    """One message to one person: by mail, by text message or by post."""

    __tablename__ = "outgoing"
    __table_args__ = (
        CheckConstraint("channel in ('mail', 'post', 'sms')", name="channel"),
        CheckConstraint("state in ('waiting', 'sent', 'failed')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="sent"),
        Index(
            "ix_outgoing_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What it is about, so that nobody is told twice."""
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    kind: str
    """Its texts are `message-<kind>-subject` and `message-<kind>-body` in the catalogues."""
    language: str
    content: Any = Field(default_factory=dict, sa_type=JSON)
    """What the texts name: a whole number is an amount in minor units, a text that is an ISO date a
    day, any other text stands as it is. No identity number."""
    letter_ref: str = ""
    """The letter it announces or that is to be posted."""
    made_on: date
    state: str = "waiting"
    tries: int = 0
    next_try_at: datetime = Field(sa_type=Moment)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    trouble: str = ""
    """Why the last try failed: the name of the error, without its words."""


@dataclass(frozen=True)
class Message:
    """Something to tell one person; the fields are those of Outgoing."""

    key: str
    person_id: int
    kind: str
    content: Mapping[str, Any]
    letter_ref: str = ""


def tell(
    session: Session,
    *,
    key: str,
    person_id: int,
    kind: str,
    made_on: date,
    now: datetime,
    content: Mapping[str, Any] | None = None,
    letter_ref: str = "",
) -> bool:
    """Keep a message in the language and by the way the person chose; False if it was there."""
    if session.exec(select(Outgoing.id).where(col(Outgoing.key) == key)).first() is not None:
        return False
    person = session.get_one(Person, person_id)
    session.add(
        Outgoing(
            key=key,
            person_id=person_id,
            channel=channel_of(person.messages_by, person.email),
            kind=kind,
            language=person.language,
            content=dict(content or {}),
            letter_ref=letter_ref,
            made_on=made_on,
            next_try_at=now,
        )
    )
    session.flush()
    return True


def channel_of(messages_by: str, email: str) -> str:
    """Return the way somebody is told, from how they wish it."""
    return POST if messages_by == MAIL and not email else messages_by


def tell_all(
    session: Session, messages: Sequence[Message], *, made_on: date, now: datetime
) -> None:
    """Keep many messages at once, as `tell` does one; those that are there stay as they are."""
    ids = {message.person_id for message in messages}
    chosen = select(Person.id, Person.language, Person.messages_by, Person.email)
    found = session.exec(chosen.where(among(_PERSON.c.id, ids)))
    people = {row[0]: row[1:] for row in found}
    rows = []
    for message in messages:
        language, by, email = people[message.person_id]
        rows.append(
            {
                "key": message.key,
                "person_id": message.person_id,
                "channel": channel_of(by, email),
                "kind": message.kind,
                "language": language,
                "content": dict(message.content),
                "letter_ref": message.letter_ref,
                "made_on": made_on,
                "state": "waiting",
                "tries": 0,
                "next_try_at": now,
                "trouble": "",
            }
        )
    insert_many(session, SQLModel.metadata.tables["outgoing"], rows, ["key"])

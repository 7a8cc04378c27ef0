"""What came of a message, step by step: sent, delivered or not; with a copy of its words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

from portal.db import Moment
from portal.people.outbox import HELPER_NEWS, Outgoing

SENT, DELIVERED, UNDELIVERED, UNSENT = "sent", "delivered", "undelivered", "unsent"
DIGITAL = "digital"
"""The way of letters to official digital boxes; the others are those of Outgoing."""


class Delivery(SQLModel, table=True):
    """One step of a message on its way. Never changed, never deleted."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("what in ('sent', 'delivered', 'undelivered', 'unsent')", name="what"),
        CheckConstraint("channel in ('mail', 'sms', 'post', 'digital')", name="channel"),
    )
    id: int | None = Field(default=None, primary_key=True)
    outgoing_id: int = Field(foreign_key="outgoing.id", index=True)
    what: str
    """`sent`: handed over; `delivered`, `undelivered`: as who took it told us; `unsent`: staff
    took back that it was posted."""
    channel: str
    at: datetime = Field(sa_type=Moment)
    by: str = ""
    """The signature of who noted it; nothing for the portal itself."""
    sent_to: str = ""
    """The mail address or number it went to."""
    subject: str = ""
    body: str = ""
    """What was sent, word for word; nothing where it holds a link or code that lets somebody in,
    and for paper, of which the record itself is kept."""
    receipt: str = ""
    """What the one who took it calls it."""
    trouble: str = ""
    """Why it was not delivered: a name, without its words."""


def note(session: Session, message: Outgoing, what: str, at: datetime, **more: str) -> None:
    """Keep one step of a message."""
    assert message.id is not None
    note_all(session, [message.id], what, at, **{"channel": message.channel} | more)


def note_all(session: Session, ids: Iterable[int], what: str, at: datetime, **more: str) -> None:
    """Keep the same step of many messages."""
    steps = [Delivery(outgoing_id=one, what=what, channel="", at=at) for one in ids]
    for step in steps:
        for name, value in more.items():
            setattr(step, name, value)
    session.add_all(steps)
    session.flush()


def steps_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Delivery]]:
    """Return the steps of messages, by message, in the order they happened."""
    found = select(Delivery).where(col(Delivery.outgoing_id).in_(message_ids))
    steps: dict[int, list[Delivery]] = {one: [] for one in message_ids}
    for step in session.exec(found.order_by(col(Delivery.id))).all():
        steps[step.outgoing_id].append(step)
    return steps


def sent_to(
    session: Session, person_id: int, most: int = 30
) -> list[tuple[Outgoing, list[Delivery]]]:
    """Return the newest messages that went to a person, each with its steps."""
    went = select(Delivery.id).where(Delivery.outgoing_id == Outgoing.id).exists()
    found = select(Outgoing).where(Outgoing.person_id == person_id, went)
    found = found.where(Outgoing.kind != HELPER_NEWS)
    messages = session.exec(found.order_by(col(Outgoing.id).desc()).limit(most)).all()
    steps = steps_of(session, [one.id for one in messages if one.id is not None])
    return [(one, steps[one.id]) for one in messages if one.id is not None]


def undecided(session: Session, channel: str, since: datetime) -> Sequence[Delivery]:
    """Return what was handed over since then and of which nobody told what came of it."""
    later = aliased(Delivery)
    is_last = ~(
        select(later.id)
        .where(col(later.outgoing_id) == Delivery.outgoing_id, col(later.id) > Delivery.id)
        .exists()
    )
    sent = select(Delivery).where(
        Delivery.what == SENT, Delivery.channel == channel, Delivery.at >= since, is_last
    )
    return session.exec(sent.order_by(col(Delivery.id))).all()

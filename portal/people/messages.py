"""What someone was told, how they want to be told, and what is to be posted."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from portal.errors import NotNow
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import HELPER_NEWS, Outgoing

MOST = 100


def choose(session: Session, actor: Actor, *, by: str, email: str, now: datetime) -> None:
    """Let a person choose to be told by mail or by post, from the next message on."""
    actor.must(Permission.OWN_MANAGE)
    person = session.get_one(Person, actor.id)
    person.messages_by, person.email = by, email
    session.flush()
    audit.record(session, now, actor.signature, "person:messages-by", f"person:{person.ref}", by)


def to_post(session: Session, staff: Actor) -> list[tuple[Outgoing, Person]]:
    """Return what waits to be posted, or what a mail server refused, oldest first."""
    staff.must(Permission.PERSON_READ)
    waits = ((col(Outgoing.channel) == "post") & (col(Outgoing.state) == "waiting")) | (
        col(Outgoing.state) == "failed"
    )
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(waits, Outgoing.kind != HELPER_NEWS)
        .order_by(col(Outgoing.id))
        .limit(MOST)
    )
    return [(message, person) for message, person in session.exec(found).all()]


def posted(session: Session, staff: Actor, ids: list[int], now: datetime) -> int:
    """Note that these were posted; return how many. Raises NotNow when none was left to post."""
    staff.must(Permission.PERSON_READ)
    moved = session.exec(
        update(Outgoing)
        .where(col(Outgoing.id).in_(ids), col(Outgoing.state) != "sent")
        .where((col(Outgoing.channel) == "post") | (col(Outgoing.state) == "failed"))
        .values(state="sent", sent_at=now, channel="post")
    )
    if not moved.rowcount:
        raise NotNow("error-nothing-to-post")
    audit.record(session, now, staff.signature, "post:sent", "outgoing", f"{moved.rowcount}")
    return int(moved.rowcount)


def not_posted(session: Session, staff: Actor, message_id: int, now: datetime) -> None:
    """Take back that something was posted: it waits again. Raises NotNow when it was not."""
    staff.must(Permission.PERSON_READ)
    moved = session.exec(
        update(Outgoing)
        .where(col(Outgoing.id) == message_id, col(Outgoing.state) == "sent")
        .where(col(Outgoing.channel) == "post")
        .values(state="waiting", sent_at=None)
    )
    if not moved.rowcount:
        raise NotNow("error-nothing-to-post")
    audit.record(session, now, staff.signature, "post:back", f"outgoing:{message_id}")


def last_posted(session: Session, staff: Actor, most: int = 20) -> list[tuple[Outgoing, Person]]:
    """Return what was posted last, so that a slip can be taken back."""
    staff.must(Permission.PERSON_READ)
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(Outgoing.state == "sent", Outgoing.channel == "post")
        .order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
        .limit(most)
    )
    return [(message, person) for message, person in session.exec(found).all()]

"""What is to be posted: messages by post, and mail that did not arrive or was too late."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from portal.errors import NotNow
from portal.people import addresses, audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import NEVER_POSTED, Outgoing

MOST = 100
NOTICE_HOURS = "notice_hours"
"""The term within which somebody hears that there is news."""
_DAY = 24


def to_post(
    session: Session, staff: Actor, *, on: date, hours: int
) -> list[tuple[Outgoing, Person]]:
    """Return what waits to be posted, oldest first: mail too that failed, or waits too long.

    `hours` is the term of a notice, of which mail that did not leave by then is too late.
    """
    staff.must(Permission.PERSON_READ)
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(_for_post(on - timedelta(days=hours // _DAY)))
        .order_by(col(Outgoing.id))
        .limit(MOST)
    )
    return [(message, person) for message, person in session.exec(found).all()]


def _for_post(late: date) -> ColumnElement[bool]:
    """What goes by post: what was to, what failed, and mail of before this day that still waits."""
    waits = col(Outgoing.state) == "waiting"
    by_post = waits & ((col(Outgoing.channel) == "post") | (col(Outgoing.made_on) < late))
    is_over = by_post | (col(Outgoing.state) == "failed")
    return is_over & col(Outgoing.kind).not_in(NEVER_POSTED)


def posted(session: Session, staff: Actor, ids: list[int], now: datetime) -> int:
    """Note that these were posted; return how many. Raises NotNow when none was left to post."""
    staff.must(Permission.PERSON_READ)
    moved = session.exec(
        update(Outgoing)
        .where(col(Outgoing.id).in_(ids), col(Outgoing.state) != "sent")
        .where(col(Outgoing.kind).not_in(NEVER_POSTED))
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


def came_back(session: Session, staff: Actor, message_id: int, now: datetime) -> None:
    """Note that a mail came back: it goes by post, and so does what follows. Raises NotNow."""
    staff.must(Permission.PERSON_READ)
    wanted = select(Outgoing).where(
        Outgoing.id == message_id, Outgoing.channel == "mail", Outgoing.state == "sent"
    )
    message = session.exec(wanted.with_for_update()).one_or_none()
    if message is None:
        raise NotNow("error-not-mailed")
    message.state, message.sent_at, message.trouble = "failed", None, "returned"
    addresses.undelivered(session, message.person_id, now)
    audit.record(session, now, staff.signature, "mail:came-back", f"outgoing:{message_id}")


def last_posted(session: Session, staff: Actor, most: int = 20) -> list[tuple[Outgoing, Person]]:
    """Return what was posted last, so that a slip can be taken back."""
    return _last(session, staff, "post", most)


def last_mailed(session: Session, staff: Actor, most: int = 20) -> list[tuple[Outgoing, Person]]:
    """Return what was mailed last, so that what came back can be posted."""
    return _last(session, staff, "mail", most)


def _last(session: Session, staff: Actor, channel: str, most: int) -> list[tuple[Outgoing, Person]]:
    staff.must(Permission.PERSON_READ)
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(Outgoing.state == "sent", Outgoing.channel == channel)
        .where(col(Outgoing.kind).not_in(NEVER_POSTED))
        .order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
        .limit(most)
    )
    return [(message, person) for message, person in session.exec(found).all()]

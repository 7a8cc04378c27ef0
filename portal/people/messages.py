"""What is to be posted: messages by post, and mail that did not arrive or was too late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from portal.errors import NotNow
from portal.people import audit, deliveries, ways
from portal.people.actors import Actor, Permission
from portal.people.deliveries import Delivery
from portal.people.models import Person
from portal.people.outbox import MAIL, NEVER_POSTED, POST, Outgoing

MOST = 100
MOST_DONE = 20
NOTICE_HOURS = "notice_hours"
"""The term within which somebody hears that there is news."""
_DAY = 24


def to_post(
    session: Session, staff: Actor, *, on: date, hours: int, besides: SelectOfScalar[int]
) -> list[tuple[Outgoing, Person]]:
    """Return what waits to be posted, oldest first: mail too that failed, or waits too long.

    `hours` is the term of a notice, of which mail that did not leave by then is too late;
    `besides` says what is left out, such as what is printed already.
    """
    staff.must(Permission.PERSON_READ)
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(_for_post(on - _days(hours)), col(Outgoing.id).not_in(besides))
        .order_by(col(Outgoing.id))
        .limit(MOST)
    )
    return [(message, person) for message, person in session.exec(found).all()]


def count_to_post(
    session: Session, staff: Actor, *, on: date, hours: int, besides: SelectOfScalar[int]
) -> int:
    """Return how many wait to be posted, those too that `to_post` does not list yet."""
    staff.must(Permission.PERSON_READ)
    waits = (_for_post(on - _days(hours)), col(Outgoing.id).not_in(besides))
    return session.exec(select(func.count(col(Outgoing.id))).where(*waits)).one()


def last_day_to_tell(made_on: date, hours: int) -> date:
    """Return the day at whose end a notice is surely still in time, whenever it was made."""
    return made_on + _days(hours)


def _days(hours: int) -> timedelta:
    """Whole days of a term, of which the day something was made is the first."""
    return timedelta(days=hours // _DAY - 1)


def _for_post(late: date) -> ColumnElement[bool]:
    """What goes by post: what was to, what failed, and what else still waits since this day."""
    waits = col(Outgoing.state) == "waiting"
    by_post = waits & ((col(Outgoing.channel) == "post") | (col(Outgoing.made_on) <= late))
    is_over = by_post | (col(Outgoing.state) == "failed")
    return is_over & col(Outgoing.kind).not_in(NEVER_POSTED)


def posted(session: Session, staff: Actor, ids: list[int], now: datetime) -> int:
    """Note that these were posted; return how many. Raises NotNow when none was left to post."""
    staff.must(Permission.PERSON_READ)
    moved = session.exec(
        update(Outgoing)
        .where(col(Outgoing.id).in_(ids), col(Outgoing.state) != "sent")
        .where(col(Outgoing.kind).not_in(NEVER_POSTED))
        .values(state="sent", sent_at=now, channel=POST)
        .returning(col(Outgoing.id))
    )
    gone = list(moved.scalars().all())
    if not gone:
        raise NotNow("error-nothing-to-post")
    by = staff.signature
    deliveries.note_all(session, gone, deliveries.SENT, now, channel=POST, by=by)
    audit.record(session, now, by, "post:sent", "outgoing", f"{len(gone)}")
    return len(gone)


def not_posted(session: Session, staff: Actor, message_id: int, now: datetime) -> None:
    """Take back that something was posted: it waits again. Raises NotNow when it was not."""
    staff.must(Permission.PERSON_READ)
    moved = session.exec(
        update(Outgoing)
        .where(col(Outgoing.id) == message_id, col(Outgoing.state) == "sent")
        .where(col(Outgoing.channel) == POST, ~_in_a_box())
        .values(state="waiting", sent_at=None)
    )
    if not moved.rowcount:
        raise NotNow("error-nothing-to-post")
    told = {"channel": POST, "by": staff.signature}
    deliveries.note_all(session, [message_id], deliveries.UNSENT, now, **told)
    audit.record(session, now, staff.signature, "post:back", f"outgoing:{message_id}")


def came_back(session: Session, staff: Actor, message_id: int, now: datetime) -> None:
    """Note that a mail came back: it goes another way, and so does what follows. Raises NotNow."""
    staff.must(Permission.PERSON_READ)
    wanted = select(Outgoing).where(
        Outgoing.id == message_id, Outgoing.channel == MAIL, Outgoing.state == "sent"
    )
    message = session.exec(wanted.with_for_update()).one_or_none()
    if message is None:
        raise NotNow("error-not-mailed")
    by = staff.signature
    ways.not_delivered(session, message, now, trouble="returned", is_gone=True, by=by)
    audit.record(session, now, by, "mail:came-back", f"outgoing:{message_id}")


def send_again(session: Session, staff: Actor, message_id: int, now: datetime) -> None:
    """Send what did not arrive once more, the way the person can be told now, instead of on paper.

    Raises NotAllowed; NotNow when it waits no more, or there is no way but paper.
    """
    staff.must(Permission.PERSON_READ)
    wanted = select(Outgoing).where(Outgoing.id == message_id, Outgoing.state == "failed")
    wanted = wanted.where(col(Outgoing.kind).not_in(NEVER_POSTED))
    message = session.exec(wanted.with_for_update()).one_or_none()
    agreed = ways.agreed(session, message.person_id) if message is not None else []
    if message is None or not agreed:
        raise NotNow("error-nothing-to-send")
    ways.again(message, agreed[0], now)
    audit.record(session, now, staff.signature, "message:again", f"outgoing:{message_id}")


@dataclass(frozen=True)
class NotArrived:
    """A message that did not arrive, and what came of it since."""

    message: Outgoing
    person: Person
    step: Delivery
    """The last time it did not arrive."""
    again: str
    """The way it can be sent again, besides paper; nothing where there is none."""


def not_arrived(session: Session, staff: Actor, since: datetime) -> list[NotArrived]:
    """Return what did not arrive since a moment, the last first; each message once."""
    staff.must(Permission.PERSON_READ)
    found = (
        select(Delivery, Outgoing, Person)
        .join(Outgoing, col(Outgoing.id) == Delivery.outgoing_id)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(Delivery.what == deliveries.UNDELIVERED, Delivery.at >= since)
        .where(col(Outgoing.kind).not_in(NEVER_POSTED))
        .order_by(col(Delivery.id).desc())
        .limit(MOST)
    )
    rows: dict[int, NotArrived] = {}
    for step, message, person in session.exec(found).all():
        can = ways.agreed(session, message.person_id) if message.state == "failed" else []
        told = NotArrived(message, person, step, next(iter(can), ""))
        rows.setdefault(step.outgoing_id, told)
    return list(rows.values())


def _in_a_box() -> ColumnElement[bool]:
    """What lies in a digital box: it was not printed, and cannot be taken back."""
    later = aliased(Delivery)
    failed = select(later.id).where(
        later.outgoing_id == Delivery.outgoing_id,
        later.what == deliveries.UNDELIVERED,
        col(later.id) > Delivery.id,
    )
    went = select(Delivery.id).where(
        Delivery.outgoing_id == Outgoing.id,
        Delivery.channel == deliveries.DIGITAL,
        Delivery.what == deliveries.SENT,
        ~failed.exists(),
    )
    return went.exists()


def last_posted(session: Session, staff: Actor) -> list[tuple[Outgoing, Person]]:
    """Return what was posted last, so that a slip can be taken back."""
    return _last(session, staff, POST)


def last_mailed(session: Session, staff: Actor) -> list[tuple[Outgoing, Person]]:
    """Return what was mailed last, so that what came back can be posted."""
    return _last(session, staff, MAIL)


def _last(session: Session, staff: Actor, channel: str) -> list[tuple[Outgoing, Person]]:
    staff.must(Permission.PERSON_READ)
    found = (
        select(Outgoing, Person)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .where(Outgoing.state == "sent", Outgoing.channel == channel, ~_in_a_box())
        .where(col(Outgoing.kind).not_in(NEVER_POSTED))
        .order_by(col(Outgoing.sent_at).desc(), col(Outgoing.id).desc())
        .limit(MOST_DONE)
    )
    return [(message, person) for message, person in session.exec(found).all()]

"""The ways somebody agreed to be told, one consent each; and what is done when one does not work.

The first way is the one they chose. Where it fails, what they also agreed to is tried; then paper.
"""

from datetime import datetime

from sqlmodel import Session

from portal.people import addresses, audit, deliveries, mobiles
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import MAIL, NEVER_POSTED, POST, SMS, Outgoing


def agreed(session: Session, person_id: int) -> list[str]:
    """Return the ways somebody agreed to and confirmed, besides paper."""
    held = {MAIL: addresses.confirmed, SMS: mobiles.confirmed}
    return [way for way, find in held.items() if find(session, person_id) is not None]


def choose_post(session: Session, actor: Actor, now: datetime) -> None:
    """Let somebody be told by post alone, from the next message on. Raises NotAllowed."""
    for way in (MAIL, SMS):
        _end(session, actor.id, way, "chosen", now)
    stop(session, actor, POST, now)


def stop(session: Session, actor: Actor, way: str, now: datetime) -> None:
    """End the consent to one way; another they agreed to, or paper, goes on. Raises NotAllowed."""
    actor.must(Permission.OWN_MANAGE)
    _end(session, actor.id, way, "chosen", now)
    next_way = session.get_one(Person, actor.id).messages_by
    about = f"person:{actor.ref}"
    audit.record(session, now, actor.signature, "person:messages-by", about, next_way)


def not_delivered(
    session: Session,
    message: Outgoing,
    now: datetime,
    *,
    trouble: str,
    is_gone: bool,
    by: str = "",
) -> None:
    """Note that a message did not arrive, and let it go another way: one agreed to, or paper.

    With `is_gone` the address or number is wrong: nothing goes there any more.
    """
    deliveries.note(session, message, deliveries.UNDELIVERED, now, trouble=trouble, by=by)
    message.state, message.sent_at, message.trouble = "failed", None, trouble
    if message.kind in NEVER_POSTED:
        return
    if is_gone:
        _end(session, message.person_id, message.channel, "undelivered", now)
    assert message.id is not None
    tried = {step.channel for step in deliveries.steps_of(session, [message.id])[message.id]}
    other = next((way for way in agreed(session, message.person_id) if way not in tried), None)
    if other is not None:
        again(message, other, now)


def again(message: Outgoing, way: str, now: datetime) -> None:
    """Let a message wait to be sent once more, by this way."""
    message.channel, message.state, message.sent_at = way, "waiting", None
    message.tries, message.next_try_at = 0, now


def _end(session: Session, person_id: int, way: str, why: str, now: datetime) -> None:
    """End the consent to a way; who was told that way is told the next one from now on."""
    ends = {MAIL: addresses.over, SMS: mobiles.over}
    if way in ends:
        ends[way](session, person_id, why, now)
    person = session.get_one(Person, person_id)
    if person.messages_by == way:
        person.messages_by = next(iter(agreed(session, person_id)), POST)
    session.flush()

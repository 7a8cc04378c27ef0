"""Who gets letters by digital post, and which letters are to go there instead of on paper."""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.cases.letterbox.models import DigitalBox, DigitalDelivery, PostBatch, PostBatchItem
from portal.cases.models import Letter
from portal.people import audit
from portal.people.actors import Actor, Permission
from portal.people.models import Person
from portal.people.outbox import Outgoing


def box_of(session: Session, person_id: int) -> DigitalBox | None:
    """Return the box somebody gets letters in now, or None."""
    found = select(DigitalBox).where(
        DigitalBox.person_id == person_id, col(DigitalBox.ended_at).is_(None)
    )
    return session.exec(found).one_or_none()


def choose(session: Session, actor: Actor, *, wanted: bool, now: datetime) -> None:
    """Let somebody get letters by digital post, or on paper again. Raises NotAllowed."""
    actor.must(Permission.OWN_MANAGE)
    box = box_of(session, actor.id)
    if (box is not None) == wanted:
        return
    if box is None:
        session.add(DigitalBox(person_id=actor.id, since=now, by=actor.signature))
    else:
        box.ended_at, box.ended_by = now, actor.signature
    act = "digital-post:begin" if wanted else "digital-post:end"
    audit.record(session, now, actor.signature, act, f"person:{actor.ref}")


def due(session: Session, now: datetime) -> tuple[Outgoing, Person, Letter] | None:
    """Return the next letter that is to go by digital post now: not printed, not failed there."""
    printed = select(PostBatchItem.outgoing_id).join(
        PostBatch, col(PostBatch.id) == PostBatchItem.batch_id
    )
    tried = select(DigitalDelivery.outgoing_id).where(
        (col(DigitalDelivery.state) != "waiting") | (col(DigitalDelivery.next_try_at) > now)
    )
    found = (
        select(Outgoing, Person, Letter)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .join(DigitalBox, col(DigitalBox.person_id) == Person.id)
        .join(Letter, col(Letter.ref) == Outgoing.letter_ref)
        .where(Outgoing.channel == "post", Outgoing.state == "waiting")
        .where(col(DigitalBox.ended_at).is_(None))
        .where(col(Outgoing.id).not_in(printed), col(Outgoing.id).not_in(tried))
        .order_by(col(Outgoing.id))
        .limit(1)
        .with_for_update(skip_locked=True, of=Outgoing)
    )
    return session.exec(found).first()

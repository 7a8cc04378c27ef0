"""What is printed together and posted as a whole; each step can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, SQLModel, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from portal.cases.letterbox.models import PostBatch, PostBatchItem
from portal.cases.models import Letter
from portal.errors import NotNow
from portal.municipality import Municipality
from portal.people import audit, messages
from portal.people.actors import Actor, Permission
from portal.people.closed import closed_to
from portal.people.models import Person
from portal.people.outbox import Outgoing
from portal.people.refs import new_ref
from portal.record import add_row, find_one
from portal.rows import insert_many

MOST_SHOWN = 10
_ITEM = SQLModel.metadata.tables["post_batch_item"]


@dataclass(frozen=True)
class Sheet:
    """One thing to print: a letter, or a message that has none."""

    message: Outgoing
    person: Person
    letter: Letter | None


def waiting(
    session: Session, town: Municipality, staff: Actor, on: date
) -> list[tuple[Outgoing, Person]]:
    """Return what is to be posted and is in no batch that waits to be posted."""
    hours = town.terms.number(messages.NOTICE_HOURS, on)
    return messages.to_post(session, staff, on=on, hours=hours, besides=_printed())


def count_waiting(session: Session, town: Municipality, staff: Actor, on: date) -> int:
    """Return how many wait, those too that follow once the first are posted."""
    hours = town.terms.number(messages.NOTICE_HOURS, on)
    return messages.count_to_post(session, staff, on=on, hours=hours, besides=_printed())


def _printed() -> SelectOfScalar[int]:
    """What is in a batch that waits to be posted."""
    return (
        select(PostBatchItem.outgoing_id)
        .join(PostBatch, col(PostBatch.id) == PostBatchItem.batch_id)
        .where(col(PostBatch.posted_at).is_(None))
    )


def make(
    session: Session, town: Municipality, staff: Actor, *, on: date, now: datetime
) -> PostBatch:
    """Take all that waits into a batch to print. Raises NotAllowed, NotNow when nothing waits.

    What is for people whose files are closed to who prints waits for a colleague.
    """
    first = {message.id for message, _ in waiting(session, town, staff, on)}
    held = select(Outgoing.id).where(col(Outgoing.id).in_(first)).with_for_update()
    session.exec(held).all()
    closed = set(session.exec(closed_to(staff)))
    ids = [
        message.id
        for message, person in waiting(session, town, staff, on)
        if message.id in first and person.id not in closed
    ]
    if not ids:
        raise NotNow("error-nothing-to-post")
    batch = add_row(session, PostBatch(ref=new_ref(), made_at=now, staff_id=staff.id))
    rows = [{"batch_id": batch.id, "outgoing_id": one} for one in ids]
    insert_many(session, _ITEM, rows, ["batch_id", "outgoing_id"])
    audit.record(session, now, staff.signature, "post:print", f"batch:{batch.ref}", f"{len(ids)}")
    return batch


def sheets(session: Session, staff: Actor, ref: str) -> list[Sheet]:
    """Return what a batch holds, in the order it was told. Raises NotAllowed, NotFound.

    Without what is for people whose files are closed to who looks.
    """
    batch = _batch(session, staff, ref)
    found = (
        select(Outgoing, Person, Letter)
        .join(PostBatchItem, col(PostBatchItem.outgoing_id) == Outgoing.id)
        .join(Person, col(Person.id) == Outgoing.person_id)
        .join(Letter, col(Letter.ref) == Outgoing.letter_ref, isouter=True)
        .where(PostBatchItem.batch_id == batch.id, col(Person.id).not_in(closed_to(staff)))
        .order_by(col(Outgoing.id))
    )
    return [Sheet(message, person, letter) for message, person, letter in session.exec(found)]


def batches(session: Session, staff: Actor) -> Sequence[tuple[PostBatch, int]]:
    """Return the newest batches, each with how many things it holds."""
    staff.must(Permission.PERSON_READ)
    found = select(PostBatch).order_by(col(PostBatch.id).desc()).limit(MOST_SHOWN)
    return [(batch, len(_items(session, batch))) for batch in session.exec(found).all()]


def posted(session: Session, staff: Actor, ref: str, now: datetime) -> None:
    """Note that a batch was posted. Raises NotAllowed, NotFound, NotNow."""
    batch = _batch(session, staff, ref)
    if batch.posted_at is not None:
        raise NotNow("error-nothing-to-post")
    messages.posted(session, staff, _items(session, batch), now)
    batch.posted_at = now


def not_posted(session: Session, staff: Actor, ref: str, now: datetime) -> None:
    """Take back that a batch was posted. Raises NotAllowed, NotFound, NotNow."""
    batch = _batch(session, staff, ref)
    if batch.posted_at is None:
        raise NotNow("error-nothing-to-post")
    for one in _items(session, batch):
        messages.not_posted(session, staff, one, now)
    batch.posted_at = None


def discard(session: Session, staff: Actor, ref: str, now: datetime) -> None:
    """Let go of a batch that was not posted: what it holds waits again. Raises NotNow."""
    batch = _batch(session, staff, ref)
    if batch.posted_at is not None:
        raise NotNow("error-nothing-to-post")
    session.exec(delete(PostBatchItem).where(col(PostBatchItem.batch_id) == batch.id))
    session.delete(batch)
    audit.record(session, now, staff.signature, "post:discard", f"batch:{ref}")


def _batch(session: Session, staff: Actor, ref: str) -> PostBatch:
    staff.must(Permission.PERSON_READ)
    found = select(PostBatch).where(PostBatch.ref == ref).with_for_update()
    return find_one(session, found)


def _items(session: Session, batch: PostBatch) -> list[int]:
    found = select(PostBatchItem.outgoing_id).where(PostBatchItem.batch_id == batch.id)
    return list(session.exec(found.order_by(col(PostBatchItem.outgoing_id))).all())

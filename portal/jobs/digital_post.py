"""Handing letters to digital post, one by one; what it does not take is printed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from portal.cases.letterbox import digital
from portal.cases.letterbox.models import DigitalDelivery
from portal.cases.models import Letter
from portal.db import Database
from portal.people import deliveries
from portal.people.outbox import Outgoing
from portal.ports.mail import NotSentError
from portal.ports.post import DigitalLetter, DigitalPost

LEASE = timedelta(minutes=2)
MOST = 100
"""Letters of one round."""
MOST_TRIES = 3
ASKED_FOR = timedelta(days=14)
"""So long digital post is asked what came of a letter."""
Render = Callable[[Session, Letter], tuple[str, bytes]]
"""Makes the title and the PDF of a letter."""


def deliver_waiting(database: Database, post: DigitalPost, render: Render, now: datetime) -> int:
    """Hand over what is due; return how many went. One that failed is printed with the rest.

    What was handed over before and did not come into the box is printed too.
    """
    learn(database, post, now)
    gone = 0
    for _ in range(MOST):
        with database.unit_of_work() as session:
            taken = _take(session, render, now)
        if taken is None:
            break
        gone += _hand_over(database, post, *taken, now)
    return gone


def _take(session: Session, render: Render, now: datetime) -> tuple[int, DigitalLetter] | None:
    """Take one letter for the length of a lease, so that nobody else hands it over."""
    found = digital.due(session, now)
    if found is None:
        return None
    message, person, letter = found
    assert message.id is not None
    row = session.get(DigitalDelivery, message.id)
    if row is None:
        row = DigitalDelivery(outgoing_id=message.id, next_try_at=now)
    row.tries, row.next_try_at = row.tries + 1, now + LEASE
    session.add(row)
    title, pdf = render(session, letter)
    return message.id, DigitalLetter(letter.ref, person.ref, title, letter.language, pdf)


def _hand_over(
    database: Database, post: DigitalPost, message_id: int, letter: DigitalLetter, now: datetime
) -> bool:
    try:
        receipt = post.deliver(letter)
    except NotSentError as trouble:
        with database.unit_of_work() as session:
            row = session.get_one(DigitalDelivery, message_id)
            row.trouble = str(trouble)
            if trouble.is_final or row.tries >= MOST_TRIES:
                _failed(session, row, str(trouble), now)
        return False
    with database.unit_of_work() as session:
        row = session.get_one(DigitalDelivery, message_id)
        row.state, row.delivered_at, row.receipt, row.trouble = "delivered", now, receipt, ""
        message = session.get_one(Outgoing, message_id)
        message.state, message.sent_at = "sent", now
        way = {"channel": deliveries.DIGITAL, "receipt": receipt}
        deliveries.note(session, message, deliveries.SENT, now, **way)
    return True


def learn(database: Database, post: DigitalPost, now: datetime) -> None:
    """Ask what came of letters; one that did not come into the box waits for paper."""
    with database.reading() as session:
        asked = deliveries.undecided(session, deliveries.DIGITAL, now - ASKED_FOR)
    for step in asked:
        try:
            fate = post.fate(step.receipt)
        except NotSentError:
            return
        if fate:
            _keep_fate(database, step.outgoing_id, fate, now)


def _keep_fate(database: Database, message_id: int, fate: str, now: datetime) -> None:
    with database.unit_of_work() as session:
        row = session.get_one(DigitalDelivery, message_id, with_for_update=True)
        if row.state != "delivered":
            return
        if fate == deliveries.UNDELIVERED:
            _failed(session, row, "returned", now)
            return
        message = session.get_one(Outgoing, message_id)
        deliveries.note(session, message, fate, now, channel=deliveries.DIGITAL)


def _failed(session: Session, row: DigitalDelivery, trouble: str, now: datetime) -> None:
    """Digital post has no box for it: it waits to be printed."""
    row.state, row.delivered_at, row.receipt, row.trouble = "failed", None, "", trouble
    message = session.get_one(Outgoing, row.outgoing_id)
    message.state, message.sent_at = "waiting", None
    way = {"channel": deliveries.DIGITAL, "trouble": trouble}
    deliveries.note(session, message, deliveries.UNDELIVERED, now, **way)

"""Sending what waits in the outbox: each message is taken, handed over, and marked, one by one.

A message is taken for the length of a lease. Whoever dies in between leaves it to the next one;
it then goes out with the same message id, so that mail servers and readers see one mail.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal.db import Database
from portal.jobs.helper_news import copy_news
from portal.jobs.notices import copy_of, mail_of, sms_of
from portal.municipality import Municipality
from portal.people import deliveries, ways
from portal.people.outbox import MAIL, SMS, Outgoing
from portal.ports.mail import Mail, Mailer, NotSentError
from portal.ports.sms import Sms, SmsSender

LEASE = timedelta(minutes=2)
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after the first failed try, the second, …; after the last one it has failed."""
MOST = 1_000
"""Messages of one round."""
MOST_SILENT = 3
"""After so many messages in a row that nobody answered, a way is left alone until the next round:
each of them may have waited for as long as a server is given."""
ASKED_FOR = timedelta(days=3)
"""So long it is asked what came of a text message; phones that are off get it within that time."""


@dataclass(frozen=True)
class Sent:
    """What became of the messages that waited."""

    sent: int = 0
    later: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Senders:
    """Who takes messages to send; None where nothing is sent that way."""

    mailer: Mailer | None = None
    sms: SmsSender | None = None

    @property
    def ways(self) -> list[str]:
        """Return the ways there are."""
        return [way for way, one in ((MAIL, self.mailer), (SMS, self.sms)) if one is not None]

    def hand_over(self, message: Mail | Sms) -> str:
        """Hand one message over and return the receipt. Raises NotSentError."""
        if isinstance(message, Sms):
            assert self.sms is not None
            if not message.to:
                raise NotSentError("no-number", is_final=True)
            return self.sms.send(message)
        assert self.mailer is not None
        self.mailer.send(message)
        return message.message_id


def send_waiting(
    database: Database,
    town: Municipality,
    senders: Senders,
    *,
    site: str,
    now: datetime,
) -> Sent:
    """Send what is due; `site` is the address of the portal that messages point to.

    They say only that there is news: what it is stands on the portal, after signing in. Where
    nobody answers, the rest of that way waits for the next round.
    """
    with database.unit_of_work() as session:
        copy_news(session, now)
    fates, silent = {"sent": 0, "later": 0, "failed": 0}, Counter[str]()
    for _ in range(MOST):
        ways_open = [way for way in senders.ways if silent[way] < MOST_SILENT]
        with database.unit_of_work() as session:
            taken = _take(session, ways_open, now)
            if taken is None:
                break
            written = sms_of if taken.channel == SMS else mail_of
            message = written(session, taken, town, site)
        fate, is_away = _hand_over(database, senders, taken, message, now)
        fates[fate] += 1
        silent[taken.channel] = silent[taken.channel] + 1 if is_away else 0
    if senders.sms is not None:
        learn(database, senders.sms, now)
    return Sent(**fates)


def learn(database: Database, sender: SmsSender, now: datetime) -> None:
    """Ask what came of text messages, and let what did not arrive go another way."""
    with database.reading() as session:
        asked = deliveries.undecided(session, SMS, now - ASKED_FOR)
    for step in asked:
        try:
            fate = sender.fate(step.receipt)
        except NotSentError:
            return
        if fate:
            _keep_fate(database, step.outgoing_id, fate, now)


def _keep_fate(database: Database, message_id: int, fate: str, now: datetime) -> None:
    with database.unit_of_work() as session:
        message = session.get_one(Outgoing, message_id, with_for_update=True)
        if message.state != "sent" or message.channel != SMS:
            return
        if fate == deliveries.DELIVERED:
            deliveries.note(session, message, fate, now)
        else:
            ways.not_delivered(session, message, now, trouble="returned", is_gone=True)


def _take(session: Session, channels: list[str], now: datetime) -> Outgoing | None:
    """Take one message that is due, so that nobody else does for the length of a lease."""
    waits = (
        select(Outgoing)
        .where(Outgoing.state == "waiting", col(Outgoing.channel).in_(channels))
        .where(Outgoing.next_try_at <= now)
        .order_by(col(Outgoing.next_try_at), col(Outgoing.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.exec(waits).first()
    if found is not None:
        found.tries += 1
        found.next_try_at = now + LEASE
        session.flush()
    return found


def _hand_over(
    database: Database, senders: Senders, taken: Outgoing, message: Mail | Sms, now: datetime
) -> tuple[str, bool]:
    """Return what became of a message, and whether nobody answered."""
    assert taken.id is not None
    try:
        receipt = senders.hand_over(message)
    except NotSentError as trouble:
        return _not_taken(database, taken.id, trouble, now), trouble.is_away
    copy = copy_of(taken, message).kept
    _keep_sent(database, taken.id, taken.channel, {**copy, "receipt": receipt}, now)
    return "sent", False


def _not_taken(database: Database, message_id: int, trouble: NotSentError, now: datetime) -> str:
    with database.unit_of_work() as session:
        message = session.get_one(Outgoing, message_id, with_for_update=True)
        if message.state != "waiting":
            return "later"
        if not trouble.is_final and message.tries <= len(WAITS):
            message.trouble, message.next_try_at = str(trouble), now + WAITS[message.tries - 1]
            return "later"
        gone = trouble.is_final
        ways.not_delivered(session, message, now, trouble=str(trouble), is_gone=gone)
        return "failed"


def _keep_sent(
    database: Database, message_id: int, way: str, copy: Mapping[str, str], now: datetime
) -> None:
    """Keep that a message went this way, with its words; unless it was posted meanwhile."""
    with database.unit_of_work() as session:
        message = session.get_one(Outgoing, message_id, with_for_update=True)
        deliveries.note(session, message, deliveries.SENT, now, channel=way, **copy)
        if message.state == "waiting":
            message.state, message.sent_at, message.trouble = "sent", now, ""

"""Sending what waits in the outbox: each message is taken, handed over, and marked, one by one.

A message is taken for the length of a lease. Whoever dies in between leaves it to the next one;
it then goes out with the same message id, so that mail servers and readers see one mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlmodel import Session, col, select, update

from portal import texts
from portal.db import Database
from portal.jobs.helper_news import copy_news, helper_address
from portal.municipality import Municipality
from portal.people import addresses
from portal.people.models import Person
from portal.people.outbox import CONFIRM_MAIL, DRAFT_LINK, NEVER_POSTED, Outgoing
from portal.ports import Mail, Mailer, NotSentError

LEASE = timedelta(minutes=2)
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait after the first failed try, the second, …; after the last one it has failed."""


@dataclass(frozen=True)
class Sent:
    """What became of the messages that waited."""

    sent: int = 0
    later: int = 0
    failed: int = 0


def send_waiting(
    database: Database,
    town: Municipality,
    mailer: Mailer,
    *,
    site: str,
    now: datetime,
    most: int = 1_000,
) -> Sent:
    """Send the mails that are due; `site` is the address of the portal they point to.

    A mail says only that there is news: what it is stands on the portal, after signing in.
    """
    with database.unit_of_work() as session:
        copy_news(session, now)
    fates = {"sent": 0, "later": 0, "failed": 0}
    for _ in range(most):
        with database.unit_of_work() as session:
            taken = _take(session, now)
            mail = _mail(session, taken, town, site) if taken is not None else None
        if taken is None or mail is None:
            break
        fates[_hand_over(database, mailer, taken, mail, now)] += 1
    return Sent(**fates)


def _take(session: Session, now: datetime) -> Outgoing | None:
    """Take one message that is due, so that nobody else does for the length of a lease."""
    waits = (
        select(Outgoing)
        .where(Outgoing.state == "waiting", Outgoing.channel == "mail", Outgoing.next_try_at <= now)
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


def _mail(session: Session, message: Outgoing, town: Municipality, site: str) -> Mail:
    person = session.get_one(Person, message.person_id)
    language = message.language
    subject = texts.text(language, "message-mail-subject", municipality=town.title)
    body = texts.text(
        language,
        "message-mail-body",
        name=person.name,
        municipality=town.title,
        site=site,
        phone=town.contact.phone,
    )
    helper = helper_address(session, message)
    if helper:
        subject = texts.text(language, "helper-mail-subject", municipality=town.title)
        body = texts.text(
            language,
            "helper-mail-body",
            municipality=town.title,
            site=f"{site.rstrip('/')}/helping",
            phone=town.contact.phone,
        )
    if message.kind in (DRAFT_LINK, CONFIRM_MAIL):
        link = site.rstrip("/") + message.content["path"]
        about = {"municipality": town.title, "phone": town.contact.phone, "link": link}
        subject = texts.text(language, f"{message.kind}-mail-subject", municipality=town.title)
        body = texts.text(language, f"{message.kind}-mail-body", **about)
    domain = urlsplit(site).hostname or "localhost"
    return Mail(
        message.content.get("to") or helper or person.email,
        subject,
        body,
        language,
        f"<outgoing.{message.id}@{domain}>",
    )


def _hand_over(
    database: Database, mailer: Mailer, message: Outgoing, mail: Mail, now: datetime
) -> str:
    try:
        mailer.send(mail)
    except NotSentError as trouble:
        is_over = trouble.is_final or message.tries > len(WAITS)
        changes = {"state": "failed"} if is_over else {"next_try_at": _next(message, now)}
        _mark(database, message, trouble=str(trouble), **changes)
        if trouble.is_final and message.kind not in NEVER_POSTED:
            with database.unit_of_work() as session:
                addresses.undelivered(session, message.person_id, now)
        return "failed" if is_over else "later"
    _mark(database, message, state="sent", sent_at=now, trouble="")
    return "sent"


def _next(message: Outgoing, now: datetime) -> datetime:
    return now + WAITS[message.tries - 1]


def _mark(database: Database, message: Outgoing, **changes: object) -> None:
    with database.unit_of_work() as session:
        session.exec(
            update(Outgoing)
            .where(col(Outgoing.id) == message.id, col(Outgoing.state) == "waiting")
            .values(**changes)
        )

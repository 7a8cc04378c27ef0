"""The job worker: chunks of the night from the queue, and the outbox every few seconds."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from portal.adapters.sms.folder import FolderSms
from portal.adapters.smtp import SmtpMailer
from portal.adopting.current import town_of
from portal.commands import chaining, trying
from portal.commands.keep_doing import keep_doing
from portal.commands.place import Place
from portal.config import OutSettings, out_from_environment
from portal.errors import Conflict
from portal.jobs.outbox import Senders, send_waiting
from portal.jobs.queue import open_queue, work_off
from portal.jobs.steps import STEPS
from portal.keys import with_files
from portal.municipality import load

LOOK = 5.0
"""Seconds between two looks in the outbox."""
_MAIL = ("PORTAL_MAIL_URL", "PORTAL_MAIL_FROM", "PORTAL_PUBLIC_URL")
PASSING = (DBAPIError, Conflict)
"""The database is away, or another worker was first: the next look sends what waits."""


def run(place: Place, *, say: Callable[[str], None], once: bool = False) -> None:
    """Work until stopped; with `once` only what waits now. Mail goes out where it is set up."""
    out = out_from_environment(os.environ)
    if out is None or out.mail is None:
        told = with_files(os.environ)
        say(f"No mail goes out: set {', '.join(one for one in _MAIL if not told.get(one))}.")
    stop = threading.Event()
    if once:
        _look(place, out)
        trying.once(place.database, place.municipality)
        chaining.once(place.database)
    else:
        trying.begin(place.database, place.municipality, stop)
        chaining.begin(place.database, stop)
        keep_doing(partial(_look, place, out), LOOK, stop, *PASSING)
    try:
        _work(place, stop, once=once)
    finally:
        stop.set()


def _work(place: Place, stop: threading.Event, *, once: bool) -> None:
    """Work off chunks; an embedded database has none, there the worker only minds the outbox."""
    if place.database.engine.dialect.name == "sqlite":
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
            stop.wait()
        return
    queue = open_queue(place.database, load(place.municipality), STEPS)

    async def until_stopped() -> None:
        async with queue.open_async():
            await work_off(queue, wait=not once)

    asyncio.run(until_stopped())


def _look(place: Place, out: OutSettings | None) -> None:
    if out is None:
        return
    mail, mailer = out.mail, None
    if mail is not None:
        mailer = SmtpMailer(
            mail.host, mail.port, mail.sender, mail.user, mail.password, mail.is_encrypted
        )
    senders = Senders(mailer, FolderSms(Path(out.sms)) if out.sms else None)
    town, now = town_of(place.database, place.municipality), datetime.now(UTC)
    send_waiting(place.database, town, senders, site=out.site, now=now)

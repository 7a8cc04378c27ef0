"""Looks: who opened which page about whom. Every one is kept; no page waits for it to be written.

A look is noted in the process that sent the page and written by a thread beside it, at once and
many in one insert where many come. A process that is killed loses what it had not written yet:
normally the looks of its last second, and never more than the `busy_timeout` of the database.
"""

import logging
import os
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import Session, col, select

from portal.db import Database
from portal.errors import Conflict
from portal.people.trail.models import Look

MOST_AT_ONCE = 500
"""Looks in one insert."""
_LOG = logging.getLogger(__name__)


class Looked(TypedDict):
    """A look that is not written yet: the columns of `Look`."""

    at: datetime
    actor: str
    act: str
    subject: str
    detail: str
    person_id: int | None


def keep(session: Session, looks: list[Looked]) -> None:
    """Write looks, in one insert."""
    if looks:
        session.execute(insert(Look), [dict[str, Any](look) for look in looks])


def looks_at(session: Session, person_id: int, limit: int, before: int | None = None) -> list[Look]:
    """Return the looks at what is about a person, the newest in front.

    `before` is the id of the last look of the page before this one.
    """
    wanted = select(Look).where(Look.person_id == person_id)
    if before is not None:
        wanted = wanted.where(col(Look.id) < before)
    return list(session.exec(wanted.order_by(col(Look.id).desc()).limit(limit)).all())


def has_looked(session: Session, actor: str, person_id: int, since: datetime) -> bool:
    """Whether somebody looked at what is about a person since a moment."""
    wanted = select(Look.id).where(
        Look.person_id == person_id, Look.actor == actor, col(Look.at) >= since
    )
    return session.exec(wanted).first() is not None


class LookBook:
    """The looks of this process that are on their way to the database."""

    def __init__(self, database: Database) -> None:
        """Nothing is opened before the first look, so that a process may fork until then."""
        self._database = database
        self._waiting: deque[Looked] = deque()
        self._lock = threading.Lock()
        self._writer: ThreadPoolExecutor | None = None
        self._writing: Future[None] | None = None
        """What was last begun, until it has nothing left to write."""
        self._process = 0

    def note(self, look: Looked) -> None:
        """Keep a look in mind and let it be written; never fails and never waits."""
        with self._lock:
            if self._process != os.getpid():
                self._writer = ThreadPoolExecutor(1, "looks")  # Python waits for it at its end
                self._process, self._writing = os.getpid(), None
            self._waiting.append(look)
            if self._writer is not None and self._writing is None:
                self._writing = self._writer.submit(self._write)

    def settle(self) -> None:
        """Wait until all that was noted is written, or could not be."""
        with self._lock:
            if self._process != os.getpid() or self._writer is None:
                return
            writing = self._writing or self._writer.submit(self._write)
        writing.result()

    def _write(self) -> None:
        while batch := self._take():
            try:
                self._insert(batch)
            except (SQLAlchemyError, Conflict):
                self._put_back(batch)
                return

    def _take(self) -> list[Looked]:
        with self._lock:
            most = min(len(self._waiting), MOST_AT_ONCE)
            if not most:
                self._writing = None
            return [self._waiting.popleft() for _ in range(most)]

    def _put_back(self, batch: list[Looked]) -> None:
        with self._lock:
            self._waiting.extendleft(reversed(batch))
            self._writing = None
        _LOG.warning("looks could not be written; they wait for the next one")

    def _insert(self, batch: list[Looked]) -> None:
        try:
            with self._database.unit_of_work() as session:
                keep(session, batch)
        except IntegrityError:  # somebody's record went meanwhile; the looks at them stay
            for look in batch:
                look["person_id"] = None
            with self._database.unit_of_work() as session:
                keep(session, batch)

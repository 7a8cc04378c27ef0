"""A thread of the worker that chains acts and looks by day; the night chains what is left."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from portal.db import Database
from portal.people.trail.chain import chain

EVERY = 300.0
"""Seconds between two batches: what nobody chained yet could be changed unseen."""


def begin(database: Database, stop: threading.Event) -> None:
    """Chain again and again until stopped, also after the database was away."""
    threading.Thread(target=_keep_chaining, args=(database, stop), daemon=True).start()


def once(database: Database) -> int:
    """Chain what waits; say how many rows."""
    return chain(database, datetime.now(UTC), whole=False)


def _keep_chaining(database: Database, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        with suppress(DBAPIError):
            once(database)

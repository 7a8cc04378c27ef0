"""A thread of the worker that chains acts and looks by day; the night chains what is left."""

import threading
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import DBAPIError

from portal.commands.keep_doing import keep_doing
from portal.db import Database
from portal.people.trail.chain import chain

EVERY = 300.0
"""Seconds between two batches: what nobody chained yet could be changed unseen."""


def begin(database: Database, stop: threading.Event) -> None:
    """Chain again and again until stopped, also after the database was away."""
    keep_doing(partial(once, database), EVERY, stop, DBAPIError)


def once(database: Database) -> None:
    """Chain what waits."""
    chain(database, datetime.now(UTC), whole=False)

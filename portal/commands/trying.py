"""Trials of rules, and equal requests decided together: worked off beside all else.

So a long one keeps nothing waiting.
"""

import threading
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from portal.adopting.current import town_of
from portal.cases.work import together
from portal.clock import ZONES, RealClock
from portal.commands.keep_doing import keep_doing
from portal.db import Database
from portal.errors import Conflict
from portal.ports import Clock
from portal.simulate.trials.working import work_off

LOOK = 1.0
"""Seconds between two looks for a trial that waits."""
_PASSING = (DBAPIError, Conflict, ArithmeticError, LookupError, ValueError)
"""The database is away, or a trial failed."""


def begin(
    database: Database, municipality: str, stop: threading.Event, clock: Clock | None = None
) -> None:
    """Work off what waits until stopped; by this clock, else the real one."""
    keep_doing(partial(once, database, municipality, clock), LOOK, stop, *_PASSING)


def once(database: Database, municipality: str, clock: Clock | None = None) -> None:
    """Work off what waits now."""
    work_off(database, lambda: town_of(database, municipality), lambda: datetime.now(UTC))
    town = town_of(database, municipality)
    by = clock or RealClock(ZoneInfo(ZONES[town.country]))
    together.work_off(database, town, by.now(), by.today())

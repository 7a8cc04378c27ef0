"""Trials of rules, worked off beside all else, so that a long one keeps nothing waiting."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError

from portal.adopting.current import town_of
from portal.cases.work import together
from portal.clock import ZONES, FixedDayClock, RealClock
from portal.db import Database
from portal.errors import Conflict
from portal.simulate.trials.working import work_off

LOOK = 1.0
"""Seconds between two looks for a trial that waits."""


def begin(
    database: Database,
    municipality: str,
    stop: threading.Event,
    clock: RealClock | FixedDayClock | None = None,
) -> None:
    """Work off trials in a thread of its own, until stopped; by this clock, else the real one."""
    told = (database, municipality, stop, clock)
    threading.Thread(target=_keep_trying, args=told, daemon=True).start()


def once(
    database: Database, municipality: str, clock: RealClock | FixedDayClock | None = None
) -> None:
    """Work off the trials that wait now."""
    work_off(database, lambda: town_of(database, municipality), lambda: datetime.now(UTC))
    decide_together(database, municipality, clock)


def decide_together(
    database: Database, municipality: str, clock: RealClock | FixedDayClock | None = None
) -> None:
    """Go on with equal requests that are decided together."""
    town = town_of(database, municipality)
    by = clock or RealClock(ZoneInfo(ZONES[town.country]))
    together.work_off(database, town, by.now(), by.today())


def _keep_trying(
    database: Database,
    municipality: str,
    stop: threading.Event,
    clock: RealClock | FixedDayClock | None,
) -> None:
    """Look again and again, also after the database was away or a trial failed."""
    while not stop.wait(LOOK):
        with suppress(DBAPIError, Conflict, ArithmeticError, LookupError, ValueError):
            once(database, municipality, clock)

"""What `portal nightly` does: one night's work here, a line for each step that did something."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal.clock import ZONES
from portal.commands.place import Place
from portal.db import Database
from portal.jobs.night import InProcess, Night, Runner, run_night
from portal.jobs.queue import Queued, has_workers, open_queue
from portal.jobs.steps import STEPS
from portal.municipality import Municipality, load


def run(place: Place, on: date | None, *, now: datetime, say: Callable[[str], None]) -> None:
    """Do all due work of a day; by default of today in the municipality's country."""
    town = load(place.municipality)
    day = on or now.astimezone(ZoneInfo(ZONES[town.country])).date()
    done = run_night(place.database, Night(town, day, now), STEPS, _runner(place.database, town))
    for name, count in done.items():
        if count is None:
            say(f"{name}: done by the workers")
        elif count or sys.stdout.isatty():
            say(f"{name}: {count}")
    say(f"{day.isoformat()}: the night's work is done")


def _runner(database: Database, town: Municipality) -> Runner:
    """All workers together where some are running, this process alone otherwise."""
    if has_workers(database):
        return Queued(open_queue(database, town, STEPS))
    return InProcess(database)

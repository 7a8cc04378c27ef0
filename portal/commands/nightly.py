"""What `portal nightly` does: one night's work here, a line for each step that did something."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal.clock import ZONES
from portal.commands.place import Place
from portal.jobs.night import InProcess, Night, run_night
from portal.jobs.steps import STEPS
from portal.municipality import load


def run(place: Place, on: date | None, *, now: datetime, say: Callable[[str], None]) -> None:
    """Do all due work of a day; by default of today in the municipality's country."""
    town = load(place.municipality)
    day = on or now.astimezone(ZoneInfo(ZONES[town.country])).date()
    done = run_night(place.database, Night(town, day, now), STEPS, InProcess(place.database))
    for name, count in done.items():
        if count or sys.stdout.isatty():
            say(f"{name}: {count}")
    say(f"{day.isoformat()}: {sum(done.values())} done")

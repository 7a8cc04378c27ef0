"""What `portal nightly` does: one night's work here, a line for each step that did something."""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime

import click

from portal.adopting.current import town_of
from portal.app import make_desk, make_files
from portal.commands import anchoring
from portal.commands.days import day_asked
from portal.commands.place import Place
from portal.config import payments_from_environment
from portal.db import Database
from portal.jobs.night import InProcess, Night, Runner, run_night
from portal.jobs.online_payments import NAME, look_after
from portal.jobs.queue import Queued, has_workers, open_queue
from portal.jobs.steps import STEPS
from portal.municipality import Municipality
from portal.people import guesses, paces
from portal.people.evidence.sweeping import sweep


def run(place: Place, on: date | None, *, now: datetime, say: Callable[[str], None]) -> None:
    """Do all due work of a day; by default of today in the municipality's country."""
    town = town_of(place.database, place.municipality)
    day = day_asked(town, on, now)
    _payments(place.database, town, day, now, say)
    done = run_night(place.database, Night(town, day, now), STEPS, _runner(place.database, town))
    for name, count in done.items():
        if count is None:
            say(f"{name}: done by the workers")
        elif count or sys.stdout.isatty():
            say(f"{name}: {count}")
    _sweep(place, now, say)
    _counts(place.database, now)
    anchoring.run(place, now, say)
    say(f"{day.isoformat()}: the night's work is done")


def _payments(
    database: Database, town: Municipality, on: date, now: datetime, say: Callable[[str], None]
) -> None:
    """What is known of payments comes before all else, where there is a provider to ask."""
    desk = make_desk(payments_from_environment(os.environ), database, town)
    if desk is None:
        return
    looked = look_after(desk, on, now)
    if looked.told:
        say(f"{NAME}: {looked.told}")
    if looked.silent:
        say(f"{NAME}: no answer about {looked.silent}, asked again next night")


def _sweep(place: Place, now: datetime, say: Callable[[str], None]) -> None:
    """Hold files and rows against each other; it talks to a disk, so no step does it."""
    swept = sweep(place.database, make_files(place.files).store, now)
    if swept.thrown:
        say(f"files: {swept.thrown} thrown away")
    if swept.missing or swept.back:
        say(f"files: {swept.missing} are missing, {swept.back} are there again")


def _counts(database: Database, now: datetime) -> None:
    """Delete the counts of what networks and persons did that are over."""
    with database.unit_of_work() as session:
        paces.let_go(session, now)
        guesses.let_go(session, now)


def _runner(database: Database, town: Municipality) -> Runner:
    """All workers together where some are running, this process alone otherwise."""
    if has_workers(database):
        return Queued(open_queue(database, town, STEPS))
    return InProcess(database, _dot if sys.stderr.isatty() else lambda: None)


def _dot() -> None:
    """Show on a terminal that it goes on; how many chunks come nobody knows before."""
    click.echo(".", nl=False, err=True)

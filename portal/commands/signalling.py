"""Signals from a file: whole or not at all, and twice is as once."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from portal.cases import signals as cases
from portal.clock import ZONES
from portal.commands.place import Place
from portal.errors import BadFile
from portal.municipality import load


def signals(path: Path, where: Place, *, skip_bad: bool, now: datetime) -> list[str]:
    """Import signals; return what was done, and the bad lines left out. Raises BadFile."""
    town = load(where.municipality)
    today = now.astimezone(ZoneInfo(ZONES[town.country])).date()
    with path.open("rb") as file:
        hints, mistakes = cases.read(file, town, today)
    if mistakes and not skip_bad:
        raise BadFile([str(mistake) for mistake in mistakes])
    with where.database.unit_of_work() as session:
        taken = cases.take(
            session,
            hints,
            identity_key=where.identity_key,
            now=now,
            on=today,
            actor="import",
        )
    return [
        f"{taken.new} new, {taken.unchanged} already there,"
        f" {taken.strangers} about people who owe nothing here.",
        *(f"left out: {mistake}" for mistake in mistakes),
    ]

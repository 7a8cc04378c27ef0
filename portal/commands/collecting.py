"""What is handed over to the collector, and what it sends, as the command line does it."""

import csv
from datetime import date, datetime
from pathlib import Path

from portal.adopting.current import town_of
from portal.commands.days import day_asked
from portal.commands.incoming import take_file
from portal.commands.place import Place
from portal.commands.whole_file import whole_file
from portal.errors import BadFile, NotFound
from portal.jobs.handover import files
from portal.jobs.handover.releasing import COMMAND, Release, release
from portal.ledger.handover import reading


def handover(
    place: Place,
    to: Path,
    number: int | None,
    identities: Path | None,
    *,
    on: date | None,
    now: datetime,
) -> list[str]:
    """Release what was agreed, unless a number is asked for, and write the file. Raises BadFile."""
    town = town_of(place.database, place.municipality)
    day = day_asked(town, on, now)
    if town.collector is None:
        raise BadFile(["this municipality hands nothing over: it has no collector"])
    if number is None:
        with place.database.unit_of_work() as session:
            release(session, town, Release(COMMAND, day, now))
    with place.database.unit_of_work() as session:
        try:
            file = reading.file_no(session, number) if number else files.newest(session)
        except NotFound:
            raise BadFile(["nothing was agreed to and nothing was released before"]) from None
        known = files.numbers_kept(session, file, by=COMMAND, now=now)
        if identities is not None:
            with identities.open("rb") as sheet:
                known |= files.identities_of(session, sheet, place.identity_key)
        with whole_file(to) as written:
            written.write(files.content(session, town, file, known).decode())
    return [f"file {file.no} of {file.released_on}: {file.count} claims, written to {to}"]


def changes(place: Place, first: date, to: Path) -> str:
    """Write what staff changed at the collector from a day on, each with a number of its own."""
    with place.database.reading() as session:
        rows = [files.CHANGE_COLUMNS, *files.changes(session, first)]
    with whole_file(to) as written:
        csv.writer(written, delimiter=";", lineterminator="\n").writerows(rows)
    return f"{len(rows) - 1} changes, written to {to}"


def month(path: Path, place: Place, *, now: datetime) -> str:
    """Take in the collector's month; say how it compares. Raises BadFile."""
    done = take_file("month", path, place, now=now)
    if not done.is_new:
        return f"{path.name}: already there, nothing changed."
    ((told, found),) = done.results
    return f"{told.month:%Y-%m}: {len(told.lines)} claims, {len(found.differences)} differ."
